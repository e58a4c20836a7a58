"""`python -m bench.render`: what the way to reader HTML costs beside Markdown itself, or in another checkout.

`--against CHECKOUT` renders the same posts with that checkout's feedsvc (its `.venv` must be there), turn and
turn about, and prints how many times as fast this one is.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench.posts import posts
from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.posts.variant import PLAIN_VARIANT, Variant
from feedsvc.render.formulas import Hidden
from feedsvc.render.markdown import Converter
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.render.shortcodes.expand import expand, may_hold_tags

T = TypeVar("T")
FEATURES = Path(__file__).parents[1] / "tests/golden/render/post-everything.md"
URL = "https://site.feedsvc.invalid/~site/posts/a/"
# For either checkout, so with nothing but what both have. Prints seconds of CPU for all posts, best of three.
CHILD = """
import json, sys, time
from datetime import UTC, datetime
from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
texts, url, now = json.load(open(sys.argv[1])), sys.argv[2], datetime(2026, 1, 1, tzinfo=UTC)
posts = [Post(key="p.md", origin=Origin("p.md"), slug="p", published=now, markdown=text) for text in texts]
renderer, times = Renderer(RenderOptions()), []
for _ in range(3):
    began = time.process_time()
    for post in posts:
        renderer.render(post, url)
    times.append(time.process_time() - began)
print(min(times))
"""


def main() -> None:
    """Print, for each kind of post, milliseconds a post and the share of what comes after Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.render", description="Measure rendering.")
    parser.add_argument("--posts", type=int, default=200, help="how many posts of a kind (200)")
    parser.add_argument("--turns", type=int, default=5, help="how often each is measured (5)")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another checkout, to compare with")
    parser.add_argument("--folder", type=Path, help="a folder of Markdown files to compare on, too")
    options = parser.parse_args()
    kinds = {
        "posts of 4 KB": _texts(posts(options.posts)),
        "the same with formulas": _texts(posts(options.posts, math=True)),
        "the post with every feature": [FEATURES.read_text("utf-8")] * (options.posts // 10 or 1),
    }
    if options.folder:
        files = sorted(options.folder.rglob("*.md"))
        kinds[options.folder.name] = [_body(file.read_text("utf-8", "replace")) for file in files]
    if options.against:
        _compare(kinds, options.against.resolve(), options.turns)
        return
    print(f"{platform.python_implementation()} {platform.python_version()}; CPU time, medians\n")
    print("| | tags, ms a post | Markdown, ms a post | after it, ms a post | after it / Markdown |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, texts in kinds.items():
        tags, markdown, after = _measure(texts, options.turns)
        print(f"| {name} | {tags:.2f} | {markdown:.2f} | {after:.2f} | {after / markdown:.2f} |", flush=True)


def _compare(kinds: dict[str, list[str]], other: Path, turns: int) -> None:
    """Print milliseconds a post here and in the checkout `other`: medians of turns taken in alternation."""
    here = Path(__file__).parents[1]
    print(f"| | posts | {other.name}, ms a post | here, ms a post | times as fast |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, texts in kinds.items():
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(texts, file)
            file.flush()
            pairs = [[_rendered(checkout, file.name) for checkout in (other, here)] for _ in range(turns)]
        theirs, ours = (median(pair[at] for pair in pairs) * 1000 / len(texts) for at in (0, 1))
        ratio = median(pair[0] / pair[1] for pair in pairs)
        print(f"| {name} | {len(texts)} | {theirs:.2f} | {ours:.2f} | {ratio:.2f} |", flush=True)


def _rendered(checkout: Path, file: str) -> float:
    python = checkout / ".venv/bin/python"
    done = subprocess.run(
        [python if python.exists() else sys.executable, "-c", CHILD, file, URL],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _body(text: str) -> str:
    """A file's text without its front matter."""
    for mark in ("---\n", "+++\n"):
        if text.startswith(mark) and (end := text.find(f"\n{mark}", 3)) > 0:
            return text[end + len(mark) + 1 :]
    return text


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

    def convert(
        self,
        text: str,
        origin: Origin,
        variant: Variant = PLAIN_VARIANT,
        tell: Callable[[Hidden], None] | None = None,
    ) -> str:
        began = time.process_time()
        try:
            return super().convert(text, origin, variant, tell)
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
