"""Texts made to hold a converter up: each is rendered or refused, in a bounded time, by each converter.

They run in processes of their own, whose CPU time has a wide bound: what takes quadratic time is beyond it.
`python -m bench worst-bodies` has the texts in their whole length.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.hostile_texts import hostile_texts
from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Variant
from feedsvc.render.render import Renderer, RenderOptions
from feedsvc.render.shortcodes.expand import expand

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[1]
URL = "https://blog.example/a/"
RENDERER = Renderer(RenderOptions())
SECONDS = 30  # of CPU, for all texts together, on the slowest machine
TEXTS = hostile_texts(0.3)
VARIANTS = {
    "commonmark": Variant(smart=True),
    "goldmark": Variant(parser="goldmark", raw_html="omitted", smart=True),
    "kramdown": Variant(parser="kramdown", smart=True),
    "marked": Variant(parser="marked", hard_breaks=True, tags="hexo"),
    "python-markdown": Variant(engine="python-markdown"),
}
HTML = {tag: tag * 15_000 for tag in ("<div>", "<b></p>", "<li><ul>", "<b>x<p>")}
TAGS = {
    tag: tag * 6_000 + f"\n{tag}" * 6_000
    for tag in (
        "{% note %}",
        "{%",
        "{{<",
        "{{ ",
        "`",
        "{% raw %}",
        "$$",
        "{% a %}`",
        "{{< tab >}}",
        "> [!",
        "{% codeblock %}",
    )
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_hostile_text_is_rendered_or_refused_in_bounded_time(variant: str) -> None:
    outcomes = run(variant)
    assert list(outcomes) == list(TEXTS)
    refused = {name for name, outcome in outcomes.items() if outcome == "refused"}
    assert {"quotations", "lists"} <= refused
    assert not {"tabs", "addresses", "liquid"} & refused


def test_html_that_nests_too_deep_is_refused_in_bounded_time() -> None:
    assert run("html") == dict.fromkeys(HTML, "refused")


def test_tags_without_end_are_read_in_bounded_time() -> None:
    assert run("tags") == dict.fromkeys(TAGS, "read")


def run(what: str) -> dict[str, str]:
    """What became of each text; raises CalledProcessError when time is up."""
    command = [sys.executable, "-m", "tests.test_hostile", what]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(line) for line in done.stdout.splitlines())


def main(what: str) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, text in {"html": HTML, "tags": TAGS}.get(what, TEXTS).items():
        print(json.dumps((name, outcome(text, what))), flush=True)


def outcome(text: str, what: str) -> str:
    if what == "tags":
        expand(text, "A title", URL, None, lambda *_: None)
        return "read"
    body = {"html": text} if what == "html" else {"markdown": text, "variant": VARIANTS[what]}
    post = Post(key="a", origin=Origin("a.md"), slug="a", published=datetime(2026, 1, 1, tzinfo=UTC), **body)
    try:
        RENDERER.render(post, URL)
    except RecordError:
        return "refused"
    return "rendered"


if __name__ == "__main__":
    main(sys.argv[1])
