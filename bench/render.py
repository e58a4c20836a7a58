"""`python -m bench.render`: what the way to reader HTML costs beside Markdown itself."""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench.posts import posts
from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.render.markdown import Converter
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.render.shortcodes.expand import expand, may_hold_tags

T = TypeVar("T")
FEATURES = Path(__file__).parents[1] / "tests/golden/render/post-everything.md"
URL = "https://site.feedsvc.invalid/~site/posts/a/"


def main() -> None:
    """Print, for each kind of post, milliseconds a post and the share of what comes after Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.render", description="Measure rendering.")
    parser.add_argument("--posts", type=int, default=200, help="how many posts of a kind (200)")
    parser.add_argument("--turns", type=int, default=5, help="how often each is measured (5)")
    options = parser.parse_args()
    kinds = {
        "posts of 4 KB": _texts(posts(options.posts)),
        "the same with formulas": _texts(posts(options.posts, math=True)),
        "the post with every feature": [FEATURES.read_text("utf-8")] * (options.posts // 10 or 1),
    }
    print(f"{platform.python_implementation()} {platform.python_version()}; CPU time, medians\n")
    print("| | tags, ms a post | Markdown, ms a post | after it, ms a post | after it / Markdown |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, texts in kinds.items():
        tags, markdown, after = _measure(texts, options.turns)
        print(f"| {name} | {tags:.2f} | {markdown:.2f} | {after:.2f} | {after / markdown:.2f} |", flush=True)


def _texts(written: Iterable[str]) -> list[str]:
    return [text.split("\n---\n", 1)[1] for text in written]


def _measure(texts: list[str], turns: int) -> tuple[float, float, float]:
    """Milliseconds a post for tags of other generators, for Markdown, and for all that comes after it.

    Markdown is timed where it runs, between the other steps: by itself it would find its caches warm.
    """
    origin = Origin("post.md")
    renderer, converter = Renderer(RenderOptions()), _TimedConverter()
    renderer._converter = converter
    made = [_post(text, origin) for text in texts]
    runs = []
    for _ in range(turns):
        converter.seconds = 0.0
        everything = _seconds(lambda post: renderer.render(post, URL), made)
        tags = _seconds(_expanded, texts)
        runs.append((tags, converter.seconds, everything - tags - converter.seconds))
    scale = 1000 / len(texts)
    tags, markdown, after = (median(run[at] for run in runs) * scale for at in range(3))
    return tags, markdown, after


class _TimedConverter(Converter):
    seconds = 0.0

    def convert(self, text: str, origin: Origin) -> str:
        began = time.process_time()
        try:
            return super().convert(text, origin)
        finally:
            self.seconds += time.process_time() - began


def _expanded(text: str) -> str:
    return expand(text, "Title", URL, None, lambda _problem, _at: None) if may_hold_tags(text) else text


def _post(text: str, origin: Origin) -> Post:
    return Post(
        key="post.md", origin=origin, slug="post", published=datetime(2026, 1, 1, tzinfo=UTC), markdown=text
    )


def _seconds(work: Callable[[T], object], items: list[T]) -> float:
    began = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - began


if __name__ == "__main__":
    main()
