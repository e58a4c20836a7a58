"""Texts made to hold a converter up: each is rendered or refused, in a bounded time, by each converter.

They run in processes of their own, whose time has a wide bound: what takes quadratic time is far beyond it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Variant
from feedsvc.render.render import Renderer, RenderOptions
from feedsvc.render.shortcodes.expand import expand

URL = "https://blog.example/a/"
RENDERER = Renderer(RenderOptions())
SECONDS = 120  # for all texts together, on the slowest machine
VARIANTS = {
    "commonmark": Variant(smart=True),
    "goldmark": Variant(parser="goldmark", raw_html="omitted", smart=True),
    "kramdown": Variant(parser="kramdown", smart=True),
    "marked": Variant(parser="marked", hard_breaks=True, tags="hexo"),
    "python-markdown": Variant(engine="python-markdown"),
}
TEXTS = {
    "wide head": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "||\n" * 10_000,
    "many tables": "|a|\n|-|\n" * 5_000,
    "one footnote": "[^1]" * 5_000 + "\n\n[^1]: a",
    "chain of footnotes": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(1_000)) + "x[^0]",
    "hard breaks": "a  \n" * 20_000,
    "abbreviations": "".join(f"*[A B{n}]: x\n" for n in range(990)) + "\nA B1 A " * 2_000,
    "definitions": "a\n: " * 10_000,
    "quotations": ">" * 200_000,
    "lists": "- " * 100_000,
    "nested lists": "".join("  " * n + "- a\n" for n in range(300)),
    "brackets": "[" * 200_000,
    "links": "[a](" * 50_000,
    "emphasis": "*a **a " * 10_000,
    "backticks": "``a " * 20_000,
    "runs of backticks": "".join("`" * (n % 50 + 2) + "a " for n in range(4_000)),
    "tags": "<b>" * 20_000,
    "comments": "<!--" * 20_000 + " $a$",
    "open elements": "<pre>" * 400 + " $a$",
    "formulas": "$$a " * 5_000,
    "brackets of formulas": "\\(a" * 20_000 + "\\)",
    "brackets in a formula": "$" + "[" * 40 + "$ $" + "\\langle x(" * 40 + "$ $" + "{(}" * 40 + "$",
    "environments": "\\begin{a}\n" * 8_000 + "\\end{a}",
    "environments that never end": "\\begin{a}\n\n" * 8_000,
    "addresses": "http://a.bc中" * 8_000,
    "one address": "www." + "a." * 100_000,
    "addresses in text": "中www.a.b" * 8_000,
    "tabs": "a\n\t\n" * 10_000,
    "rows": "a|b\n" * 15_000,
    "elements over empty lines": "<div>\n\n" * 400 + "a\n\n" * 2_000,
    "marks beside punctuation": "。**a" * 15_000,
    "attribute lists": "# a {#" + "a " * 20_000 + "}\n\n![a](b){" + ".a " * 20_000,
    "kramdown's attributes": "{: a\n" * 15_000,
    "lines of tabs": "a\n" + "\t\n" * 40_000 + "b",
    "captions": "```a b /c \n```\n" * 10_000 + "```a " + "b /c " * 20_000 + "\n```",
    "tags on lines of their own": "> {% post_link a %}\n" * 3_000,
    "fences": "```a\n" * 20_000,
    "fences in comments": "<!--\n```\n```\n" * 10_000,
    "empty items": "- \na\n" * 15_000,
    "tildes": "~a " * 30_000,
    "blanks in addresses": "[a](b c " * 20_000,
    "brackets in addresses": "[a](b (c " * 20_000,
    "titles": "[a](" + "b 'c " * 20_000 + ")",
    "letters in brackets": "\\(a\\) " * 2_000 + "\\(x_1\\)",
    "dollars in addresses": "[a](b" + "$c" * 40_000,
    "lists of attributes": "{.a " * 20_000 + "\n{.a .b" * 20_000,
    "liquid": "{% a %}" * 4_000,
}
HTML = {tag: tag * 50_000 for tag in ("<div>", "<b></p>", "<li><ul>", "<b>x<p>")}
TAGS = {
    tag: tag * 20_000 + f"\n{tag}" * 20_000
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
    """What became of each text; raises TimeoutExpired."""
    command = [sys.executable, __file__, what]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return dict(json.loads(line) for line in done.stdout.splitlines())


def main(what: str) -> None:
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
