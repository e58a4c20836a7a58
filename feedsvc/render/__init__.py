"""Markdown or HTML in, HTML and excerpt out: the only place that knows Markdown."""
