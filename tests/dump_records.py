"""Records whose summary pages are the known pages, built from the pages where they lie.

The pages show excerpts alone. Here every excerpt becomes the beginning of a post again: marks, tags, formulas
and full-width punctuation are put back where the rules take them out, and a post that was cut goes on.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DUMP = Path(__file__).parents[2] / "shared" / "dump"
PAGES = {"page-a": 12, "page-b": 61, "page-c": 13}  # posts in all, by the pager of each page
NEWEST = datetime(2026, 5, 1, 8, tzinfo=UTC)

_FULL_WIDTH = str.maketrans(",:;!?()", "，：；！？（）")
_CJK = "[\u4e00-\u9fff]"
_PUNCTUATION = re.compile(rf"(?<={_CJK})[,:;!?()](?={_CJK})")
_FORMULA = re.compile(r" ?(\\\(.*?\\\)|\\\[.*?\\\]) ?")
_WORD = re.compile(rf" ((?:[A-Za-z0-9]|{_CJK})+) (?=[,:.。，：、]|{_CJK}|[A-Z])")
_BREAK = re.compile(rf"(?<=[。;:：；]) (?={_CJK}|[A-Z])")
_GOES_ON = "续" * 600


def page_text(page: str) -> str:
    return (DUMP / f"{page}.txt").read_text("utf-8")


def excerpts(page: str) -> list[str]:
    """The excerpt lines of a page, newest first."""
    lines = page_text(page).split("\n")[3:]
    return lines[:-1] if re.fullmatch(r"[\d. ]+", lines[-1]) else lines


def is_source(excerpt: str) -> bool:
    """Whether an excerpt follows rule `source`: cut at 350, or with a formula named."""
    return len(excerpt) == 353 or "[公式]" in excerpt


def records(page: str) -> list[dict[str, Any]]:
    """Post records, newest first, whose first summary page is `page` ("page-a", "page-b" or "page-c")."""
    posts = [
        {"excerpt_rule": "source", "content": source(line)}
        if is_source(line)
        else {"content": rendered(line)}
        for line in excerpts(page)
    ]
    if page == "page-b":
        posts.insert(5, {"content": "![a diagram](images/diagram.png)"})
    posts += [{"content": f"An older post, number {number}."} for number in range(len(posts), PAGES[page])]
    return [
        {"title": f"Post {number}", "date": (NEWEST - timedelta(days=number)).isoformat(), **post}
        for number, post in enumerate(posts)
    ]


def source(excerpt: str) -> str:
    """Markdown whose excerpt by rule `source` is `excerpt`."""
    cut = excerpt.endswith("...") and len(excerpt) == 353
    text = excerpt.removesuffix("...") if cut else excerpt
    end = re.search(r" *$", text)[0]  # type: ignore[index]
    text = text.rstrip(" ")
    text = re.sub(r" \[Math\](?: |(?=$))", r"$\\alpha_{i}$", text).replace("$$", "$ $")
    text = re.sub(r" \[公式\](?: |(?=$))", "\n\n$$\na_{i} > b \\\\\\\\ c < d\n$$\n\n", text)
    text = _full_width(text)
    head, blank, rest = text.partition(" ")
    if blank and len(head) < 40 and "$" not in head:
        text = (
            f"## {head}\n\n![a > picture](images/a_(1).png)\n\n```python\nprint('#')  # code\n```\n\n{rest}"
        )
    text = _nth(
        rf"(?<={_CJK})({_CJK}{{3}})(?={_CJK})", text, 5, ("**{}**", "`{}`", "<em>{}</em>", "[{}](/about)")
    )
    text = _nth(r"(?<=[A-Za-z]{3})()(?=[a-z]{3,}\b)(?![^<\[(]*[>\])])", text, 4, ("-{}", "*{}"))
    return text + (end + _GOES_ON if cut else "")


def rendered(excerpt: str) -> str:
    """Markdown whose excerpt by rule `rendered` is `excerpt`."""
    cut = excerpt.endswith("...")
    text = excerpt.removesuffix("...") if cut else excerpt
    inside = re.search(r" ?\\\(((?:(?!\\\)).)*)$", text)  # a formula the cut fell into
    tail = f" {_GOES_ON}" if cut else ""
    if inside:
        text, tail = text[: inside.start()], f"${inside[1]} {'y' * 600}$"
    parts = _FORMULA.split(text)
    parts[0::2] = [_prose(part) for part in parts[0::2]]
    parts[1::2] = [
        f"${part[2:-2]}$" if part[1] == "(" else f"\n\n$${part[2:-2]}$$\n\n" for part in parts[1::2]
    ]
    body = "".join(parts)
    head, blank, rest = body.partition(" ")
    if blank and len(head) < 40 and re.fullmatch(r"\w+", head):
        body = f"## {head}\n\n<!-- a comment -->\n\n{rest}"
    return body + tail


def _prose(text: str) -> str:
    """Plain text as Markdown: escaped where Markdown would see a mark, with some words set off."""
    text = re.sub(r"([\\`*_\[\]$~#|])", r"\\\1", _full_width(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"\b10 ([59])\b", r"10<sup>\1</sup>", text)
    text = _nth(_WORD.pattern, text, 1, ("**{}**", "`{}`", "<em>{}</em>", "[{}](/about)"))
    text = _nth(_BREAK.pattern, text, 2, ("\n\n",))
    return re.sub(r"(?m)^(\d+)\.", r"\1\\.", text)


def _full_width(text: str) -> str:
    """Half-width punctuation between Chinese characters, as its author typed it."""
    return _PUNCTUATION.sub(lambda found: found[0].translate(_FULL_WIDTH), text)


def _nth(pattern: str, text: str, every: int, forms: tuple[str, ...]) -> str:
    """`text` with each `every`-th match of `pattern` in one of `forms`, in turn."""
    count = -1

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if count % every:
            return found[0]
        form = forms[count // every % len(forms)]
        return form.format(*found.groups())

    return re.sub(pattern, replaced, text)
