"""What readers of a feed are shown beside what the blog itself shows: real generators on public blogs.

BENCH_BLOGS names a folder of blogs as they lie (each by its root). The generators are those of this
machine: `hugo` and `jekyll` on the PATH, Pelican of this Python, and Hexo with its renderers where
BENCH_NODE_MODULES names a folder `node_modules`. A blog whose generator is not there is left out, and said.
docs/fidelity.md has the figures.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.fidelity.causes import counted
from bench.fidelity.compare import GROUPS, Pair, pairs, share
from bench.fidelity.entries import feed
from bench.fidelity.generators import generator_of
from bench.fidelity.lost_words import lost_words, notices

_SHOWN = ("text", "fair_text", "structure", "breaks", "code", "same_address", "same_date")
_HEADS = ("text", "fair text", "structure", "breaks", "code", "address", "date")


@dataclass(slots=True)
class Blog:
    """One blog compared: `pairs` of the posts that both publish, how many only one of them does, and for each
    post the words that are lost without a notice."""

    name: str
    generator: str
    pairs: list[Pair]
    only_theirs: int
    only_ours: int
    lost: dict[str, list[str]]


@dataclass(slots=True)
class Fidelity:
    """All blogs, and why others were left out."""

    blogs: list[Blog] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def table(self) -> str:
        """Markdown tables: in how many of 100 posts each figure is the same, and the kinds of differences."""
        lines = ["**Entries beside the pages of the generators**", *self.left_out]
        for name, belongs in GROUPS.items():
            lines += [
                "",
                f"Posts: {name}.",
                "",
                _row("blog", "made by", "posts", *_HEADS, "words lost"),
                _RULE,
            ]
            for blog in self.blogs:
                rows = [pair for pair in blog.pairs if belongs(pair)]
                lines.append(_figures(blog.name, blog.generator, rows, blog.lost))
            everything = [pair for blog in self.blogs for pair in blog.pairs if belongs(pair)]
            lost = {key: words for blog in self.blogs for key, words in blog.lost.items()}
            lines.append(_figures("all", "", everything, lost))
        lines += ["", *(_published(blog) for blog in self.blogs if blog.only_theirs or blog.only_ours)]
        return "\n".join([*lines, "", *self._causes()])

    def _causes(self) -> list[str]:
        counts: Counter[str] = Counter()
        for blog in self.blogs:
            counts += counted(pair for pair in blog.pairs if not pair.themed)[0]
        rows = [f"| {name} | {count} |" for name, count in counts.most_common()]
        return ["| difference, in posts without tags of themes | posts |", "| --- | ---: |", *rows]


_RULE = "| --- | --- |" + " ---: |" * (len(_HEADS) + 2)


def fidelity(folder: Path, count: int, turns: int) -> Fidelity:
    """Compare every blog once, whatever `count` and `turns` are. Uses up `folder`."""
    found = Fidelity()
    named = os.environ.get("BENCH_BLOGS")
    if not named:
        found.left_out.append("BENCH_BLOGS names no folder of blogs")
        return found
    for path in sorted(Path(named).iterdir()):
        blog = path.resolve()
        generator = generator_of(blog)
        if isinstance(generator, str):
            found.left_out.append(f"{path.name} is left out: {generator}")
        else:
            own = folder / path.name
            own.mkdir(parents=True)
            try:
                dump = generator.dump(blog, own)
            except RuntimeError as error:
                found.left_out.append(f"{path.name} is left out: {generator.name} fails: {str(error)[-300:]}")
                continue
            found.blogs.append(_compared(path.name, blog, generator.name, dump, own))
    return found


def _compared(
    name: str, blog: Path, generator: str, dump: dict[str, dict[str, object]], folder: Path
) -> Blog:
    ours = feed(blog, folder)
    both = pairs(dump, ours.entries, ours.site, blog)
    told = notices(ours.said, blog, ours.entries)
    lost = {}
    for pair in both:
        source = (blog / pair.key).read_text("utf-8", "replace")
        if words := lost_words(pair, told[pair.key], ours.entries[pair.key].title, source):
            lost[pair.key] = words
    published = {key for key, post in dump.items() if not post.get("draft")}
    only_theirs = len(published - ours.entries.keys())
    return Blog(name, generator, both, only_theirs, len(ours.entries.keys() - dump.keys()), lost)


def _figures(name: str, generator: str, rows: Sequence[Pair], lost: dict[str, list[str]]) -> str:
    shares = [f"{share(rows, figure):.1f}" for figure in _SHOWN]
    words = sum(len(lost.get(pair.key, ())) for pair in rows)
    return _row(name, generator, str(len(rows)), *shares, str(words))


def _published(blog: Blog) -> str:
    return (
        f"{blog.name}: {blog.only_theirs} pages that only the generator makes, {blog.only_ours} only feedsvc."
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
