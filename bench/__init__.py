"""Measurements of feedsvc as a whole process; `python -m bench` runs them (see docs/benchmarks.md)."""
