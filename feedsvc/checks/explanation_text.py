"""An explanation for people: as text on a terminal, and as a page that shows the post as a reader does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedsvc.checks.explanation import Explanation, Field
from feedsvc.resources import templates_folder

_WIDTH = 200  # characters of a value, or of a change, that are shown
_LINES = 6  # lines of a change that are shown


def as_text(found: Explanation) -> str:
    """The whole explanation as text."""
    return "\n".join(_lines(found))


def as_page(found: Explanation) -> str:
    """The post as a reader without any style sheet shows it, and below it the explanation."""
    return _environment().get_template("explain.html").render(found=found)


def _lines(found: Explanation) -> Iterator[str]:
    tense = "" if found.known else "  (it would be: the store does not know the post)"
    yield f"file      {found.file} ({found.dialect})"
    yield f"state     {found.state}"
    yield f"id        {found.id}{tense}"
    yield f"url       {found.url}{tense}"
    yield ""
    yield "fields"
    yield from map(_field, found.fields)
    if found.dropped:
        yield from ("", "dropped", *(f"  {line}" for line in found.dropped))
    if found.unused:
        yield from ("", "not used", *map(_field, found.unused))
    yield from ("", f"excerpt ({found.excerpt_rule})", f"  {found.excerpt or '(none)'}", "", "feeds")
    yield from (f"  {feed.path}: {feed.place}" for feed in found.feeds)
    if found.notices:
        yield from ("", "notices")
        for notice in found.notices:
            lost = "lost: " if notice.loss else ""
            yield f"  {_place(notice.line)}{lost}{notice.text}"
    yield from ("", f"changes ({len(found.changes)})")
    for change in found.changes:
        yield f"  {_place(change.line)}{change.step}"
        yield from _marked("-", change.before)
        yield from _marked("+", change.after)


def _field(field: Field) -> str:
    return f"  {field.name:<14} {_short(field.value)}  [{field.source}]"


def _place(line: int | None) -> str:
    return "" if line is None else f"line {line}: "


def _marked(sign: str, text: str) -> Iterator[str]:
    lines = text.splitlines()
    for line in lines[:_LINES]:
        yield f"    {sign} {_short(line)}"
    if len(lines) > _LINES:
        yield f"    {sign} … {len(lines) - _LINES} more lines"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
