"""Posts to measure with: the same number gives the same posts, byte for byte, on any machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

TAGS = tuple(f"topic {number:02}" for number in range(1, 51))
_TAGS_OF_A_POST = 3
_SIZE = 3000  # characters of a post but for its beginning, at least: with the last block about 4 KB
_FIRST_DAY = datetime(2016, 1, 1, 9, tzinfo=UTC)
_WORDS = """
    harbour signal archive window paper garden river engine letter copper meadow lantern bridge compass
    thread winter market ladder kettle marble orchard station pattern shadow pepper anchor basket canvas
    desert feather granite hammer island jacket library mirror needle office pencil quarry ribbon saddle
    tunnel umbrella valley whistle yellow zipper quiet narrow gentle early broken silver hollow patient
    carries follows measures opens repeats gathers crosses answers holds turns leaves finds keeps builds
    and then because while under after before without between the a every some that this which
    """.split()  # noqa: SIM905 (a list of 90 literals is no easier to read)


def write_posts(folder: Path, count: int, math: bool = False) -> None:
    """Write `count` Markdown posts below `folder`, with front matter that feedsvc and Pelican both read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(posts(count, math)):
        post_file(folder, number).write_text(text, "utf-8")


def post_file(folder: Path, number: int) -> Path:
    """The file of post `number` (from 0, the oldest)."""
    return folder / f"post-{number:06}.md"


def posts(count: int, math: bool = False) -> Iterator[str]:
    """`count` posts of about 4 KB with three tags each, oldest first, a day and an hour apart."""
    for number in range(count):
        yield _post(number, math)


def _post(number: int, math: bool) -> str:
    random = Random(number)
    tags = random.sample(TAGS, _TAGS_OF_A_POST)
    date = _FIRST_DAY + timedelta(hours=25 * number)
    blocks = [
        f"---\ntitle: {_phrase(random, 6).capitalize()} {number}\ndate: {date:%Y-%m-%d %H:%M}\n"
        f"slug: post-{number}\ntags: {', '.join(tags)}\n---",
        _paragraph(random),
    ]
    kinds = [_heading, _code, _list, _links, _table, _quote]
    if math:
        kinds.append(_formula)
    size = 0
    while size < _SIZE:
        for kind in random.sample(kinds, 2):
            added = [kind(random), _paragraph(random)]
            blocks += added
            size += sum(map(len, added))
    return "\n\n".join(blocks) + "\n"


def _phrase(random: Random, length: int) -> str:
    return " ".join(random.choices(_WORDS, k=length))


def _sentence(random: Random) -> str:
    words = random.choices(_WORDS, k=random.randint(7, 16))
    if random.random() < 0.2:
        place = random.randrange(len(words))
        mark = random.choice(("*", "**", "`"))
        words[place] = f"{mark}{words[place]}{mark}"
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(random.randint(3, 6)))


def _heading(random: Random) -> str:
    return f"## {_phrase(random, 4).capitalize()}"


def _code(random: Random) -> str:
    names = random.sample(_WORDS, 4)
    lines = [f"def {names[0]}({names[1]}, {names[2]}=0):"]
    lines += [f"    {name} = {names[1]} * {random.randint(2, 99)} + {names[2]}" for name in names]
    return "\n".join(["```python", *lines, f"    return {names[3]} < {names[2]}", "```"])


def _list(random: Random) -> str:
    mark = random.choice(("-", "1."))
    return "\n".join(f"{mark} {_phrase(random, random.randint(3, 9))}" for _ in range(random.randint(3, 6)))


def _links(random: Random) -> str:
    return " ".join(
        f"See [{_phrase(random, 2)}](https://example.org/{random.choice(_WORDS)}/{random.randint(1, 999)}) "
        f"and [{_phrase(random, 2)}](https://example.net/{random.choice(_WORDS)})."
        for _ in range(2)
    )


def _table(random: Random) -> str:
    rows = [f"| {_phrase(random, 2)} | {random.randint(1, 9999)} |" for _ in range(random.randint(3, 6))]
    return "\n".join(["| what | how many |", "| --- | ---: |", *rows])


def _quote(random: Random) -> str:
    return f"> {_sentence(random)}\n> {_sentence(random)}"


def _formula(random: Random) -> str:
    power, factor = random.randint(2, 9), random.randint(2, 9)
    return f"With $x^{power} = {factor}$ we get\n\n$$\\sum_{{i=1}}^{{n}} x_i^{{{power}}} \\le {factor} n$$"
