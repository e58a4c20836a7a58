"""Fuzzing: what comes from strangers, thrown at the code that reads it, with what it must never do.

`python -m bench.fuzz TARGET SECONDS FOLDER` lets libFuzzer (atheris, not among the locked requirements:
`pip install atheris`) look for inputs that break a target, guided by what they reach.
"""
