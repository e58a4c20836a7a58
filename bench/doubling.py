"""How the time of a text grows with its length, for every construct of the converters, tags and formulas.

A case is a construct, repeated or nested until the text has a length, in one kind of Markdown. Its length is
doubled twice at a time, while the longest text that a post may have would take long if it went on so; what
grows much faster than its length, or takes longer than a post may, is told. Times are of CPU, the least of
two, for the whole way of a text to entries in three formats; of a text that is refused, for refusing it.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from feedsvc.bounded_processes import Bounds, spread_bounded
from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.posts.text import clean
from feedsvc.posts.variant import Variant
from feedsvc.render.limits import MAX_LENGTH
from feedsvc.render.options import RenderOptions
from feedsvc.sync.entries import EntryJob, EntryRenderer

SHORTEST, LONGEST, TIMES = 16 * 1024, MAX_LENGTH - 1024, 4  # characters, and by how much they grow
MOST_SECONDS = 10.0  # of CPU, as `sync.post_seconds`
TOO_LONG = 4.0  # seconds for the longest text: a case that stays below is looked at no further
STEEP = 1.35  # the exponent from which growth is told
PROCESSES = int(os.environ.get("PROCESSES", "2"))
VARIANTS = {
    "commonmark": Variant(smart=True, tags="hexo"),
    "goldmark": Variant(parser="goldmark", smart=True, tags="hugo", delimiters=("$", "$$", "\\(", "\\[")),
    "kramdown": Variant(parser="kramdown", smart=True, tags="jekyll"),
    "marked": Variant(parser="marked", hard_breaks=True, tags="hexo"),
    "python-markdown": Variant(engine="python-markdown", tags="pelican"),
    "zola": Variant(smart=True, tags="zola"),
    "html": Variant(),
}
KINDS = os.environ.get("KINDS", ",".join(VARIANTS)).split(",")
# What is repeated, by the part that knows it. Each stands in rows, on lines, and in paragraphs of its own.
REPEATED = (
    *("[", "]", "](", "[a](", "[a](b", "[a](b)", "[a](b 'c", "[a]", "[a][", "[a][b]", "[a]: b\n", "!["),
    *("![a](b)", "[^1]", "[^1]: a\n", "[^a]: [^a]\n\n", "^[a", "*[a]: b\n", "`", "``a", "```\n"),
    *("```a b\n", "~~~\n", "~", "~~a", "==", "*", "**", "*a", "**a ", "*a **b ", "_", "_a ", "__a"),
    *("***a*", "<", "<a ", "<a href='", "<b>", "</b>", "<b/>", "<p>", "<div>\n", "<div>\n\n", "</div>\n"),
    *("<!--", "-->", "<!-- more -->", "<![CDATA[", "]]>", "<?", "<!A ", "<script>", "<pre>"),
    *("<table><tr><td>", "<svg>", "<math>", "<iframe src=a></iframe>", "<img src=a>", "<a href=b>c</a>"),
    *("<p hidden>", "<details>", "<h1>a</h1>", "<p id=a>", "<ruby>a<rt>b", "<template>", "<select>"),
    *("<style>", "&", "&a", "&amp;", "&#1", "\\", "\\*", "\\(", "\\(a\\) ", "\\[", "\\[a\\]\n", "$"),
    *("$a$ ", "$$", "$$a$$\n", "$a", "\\begin{a}", "\\begin{a}b\\end{a}\n", "$\\frac{a}{b}$ ", "$[$ ", "|"),
    *("|a", "|a|\n|-|\n", "||\n", "a|b\n", "|-", "> ", ">", "> a\n", "> > a\n", "- ", "- a\n", "-\n"),
    *("1. a\n", "* ", "- [ ] a\n", "    a\n", "\ta\n", "\t", "  \n", "\n", "\n\n", "a\n\n", "a  \n"),
    *("a\\\n", "# a\n", "a\n=\n", "a\n-\n", "---\n", ": a\n", "a\n: b\n", "a\n: b\n\n", "# a {#b}\n"),
    *("{: .a}\n", "{:.a}", "{.a}", "{.a ", "{::a}", "{::a}b{:/a}\n", "{", "}", "{#a", ":::a\n", "!!! a\n"),
    *("http://a.b ", "http://a.b", "www.a.b ", "www.", "a@b.c ", "a@", "<http://a.b>", "中www.a.b"),
    *("http://", "a_b", "'a", '"a', "'", '"a" ', "--", "...", "'a' ", "(c)", ":a:", ":smile:", "H~2~O "),
    *("x^2^ ", "==a== ", "++a++ ", "{{< a >}}", "{{< a", "{{% a %}}", "{{< /a >}}", "{{", "{{ a }}"),
    *("{{< figure src=a >}}\n", "{{< highlight a >}}", "{% a %}", "{%", "{% raw %}"),
    *("{% raw %}a{% endraw %}", "{% codeblock %}", "{% if a %}", "{% img a %}", "{# a #}"),
    *("{% post_link a %}\n", "{% include a %}", "{% for a in b %}", "{% endif %}", "{filename}a.md "),
    *("[a]({static}b)", "a", "a ", "a\n", "中", "é", "é", "\u202e", "ﷺ", "ﬁ", "．", "a\xad", "。**", "**。"),
    *("İ", "x=1 "),
)
# What is nested: the beginnings, then the ends.
NESTED = (
    *(("[", "](b)"), ("![", "](b)"), ("[", "]"), ("(", ")"), ("*a ", "*"), ("**a ", "**"), ("~~a ", "~~")),
    *(("`", "`"), ("<b>", "</b>"), ("<div>", "</div>"), ("<div>\n\n", "\n\n</div>"), ("<ul><li>", "</ul>")),
    *(("<!--", "-->"), ("<p>", "</p>"), ("<a href=b>", "</a>"), ("<table><tr><td>", "</table>")),
    *(("<svg>", "</svg>"), ("<i><b>", "</i></b>"), ("{", "}"), ("\\(", "\\)"), ("$", "$"), ("$$", "$$")),
    *(("\\begin{a}", "\\end{a}"), ("\\[", "\\]"), ("“", "”"), ("{{< a >}}", "{{< /a >}}")),
    *(("{% raw %}", "{% endraw %}"), ("{% a %}", "{% enda %}"), ("{% if a %}", "{% endif %}")),
    *(("[a](", ")"), ("[^a", "]"), ("\\begin{a}\n", "\\end{a}\n"), ("<details>\n\n", "</details>\n\n")),
    *(("'a ", "'"),),
)
# What is repeated or nested in one formula.
IN_FORMULAS = (
    *("a", "a+", "{", "}", "{a}", "^", "_", "a_b^c", "\\frac{a}{b}", "\\frac", "\\sqrt{", "\\left("),
    *("\\left(a\\right)", "(", "[", "\\{", "\\langle ", "&", "\\\\", "a & b \\\\\n", "\\text{a}"),
    *("\\text{", "\\begin{matrix}", "\\a", "'", "\\mathbb{", "\\color{red}", "\\not", "\\hat{a}"),
    *("\\sum_{a}^{b}", "\\label{a}", "%a\n", "~", "\\,", "中", "a'", "\\newcommand{\\a}{\\a\\a}"),
    *("\\def\\a{\\b}", "\\overset{a}{b}", "x^{", "\\ce{a}", "\\limits", "\\big(", "\\middle|"),
)
_IN_FORMULAS_NESTED = (
    *(("{", "}"), ("\\frac{", "}{b}"), ("\\sqrt{", "}"), ("x^{", "}"), ("x_{", "}")),
    *(("\\left(", "\\right)"), ("\\text{$", "$}"), ("\\begin{matrix}", "\\end{matrix}"), ("\\hat{", "}")),
    *(("(", ")"), ("\\mathbf{", "}")),
)


class Case(NamedTuple):
    """A text by what it is made of: `name` says it, `make` gives it with about so many characters."""

    kind: str
    name: str
    rule: str = "rendered"


@dataclass(slots=True)
class Doubling:
    """Of so many `cases` those that are `steep`: what, at how many characters, CPU seconds, exponent; and the
    `longest` that a text of the greatest length took."""

    cases: int = 0
    texts: int = 0
    seconds: float = 0
    steep: list[tuple[float, Case, int, float]] = field(default_factory=list)
    longest: list[tuple[float, Case]] = field(default_factory=list)

    def table(self) -> str:
        steep = [
            f"| `{case.name}` | {case.kind} {case.rule} | {size:,} | {_seconds(seconds)} | {exponent:.1f} |"
            for exponent, case, size, seconds in sorted(self.steep, reverse=True)
        ]
        longest = [
            f"| `{case.name}` | {case.kind} {case.rule} | {_seconds(seconds)} |"
            for seconds, case in sorted(self.longest, reverse=True)[:15]
        ]
        return "\n".join(
            (
                f"**{self.cases:,} constructs, {self.texts:,} texts, {self.seconds:.0f} s: {len(steep)} grow "
                f"faster than their length to the {STEEP:g}**\n",
                *(
                    "| construct | in | characters | CPU, s | exponent |",
                    "| --- | --- | ---: | ---: | ---: |",
                ),
                *(*steep, "", f"The longest at {LONGEST:,} characters:\n"),
                "| construct | in | CPU, s |\n| --- | --- | ---: |",
                *longest,
            )
        )


def _seconds(seconds: float) -> str:
    return f"over {MOST_SECONDS:g}" if math.isinf(seconds) else f"{seconds:.2f}"


def doubling(_folder: Path, _count: int, _turns: int) -> Doubling:
    """Try every case in every kind of text, longer and longer."""
    began, found = time.monotonic(), Doubling()
    cases = list(_cases())
    found.cases, size, before = len(cases), SHORTEST, dict.fromkeys(cases, 0.0)
    while cases:
        jobs = ((case, (case, size)) for case in cases)
        bounds = Bounds(MOST_SECONDS, 1024)
        go_on = []
        for case, seconds in spread_bounded(
            _worker, None, jobs, PROCESSES, bounds, lambda _job, _why: math.inf, lambda _job: False
        ):
            found.texts += 1
            # What one length says is taken for the beginning of a square.
            exponent = math.log(seconds / before[case], TIMES) if before[case] and seconds else 2.0
            expected = seconds * (LONGEST / size) ** max(1.0, exponent)
            before[case] = seconds
            if size == LONGEST:
                found.longest.append((seconds, case))
            is_last = size == LONGEST or seconds > MOST_SECONDS / 4
            if math.isinf(seconds) or (is_last and exponent > STEEP and size > SHORTEST):
                found.steep.append((exponent, case, size, seconds))
                print(f"{case.kind} {case.name}: {_seconds(seconds)} s for {size:,}", flush=True)
            elif expected > TOO_LONG and size < LONGEST:
                go_on.append(case)
        print(f"{size:,} characters: {len(cases)} texts, {time.monotonic() - began:.0f} s", flush=True)
        cases, size = go_on, min(LONGEST, TIMES * size)
    found.seconds = time.monotonic() - began
    return found


def _cases() -> Iterator[Case]:
    for kind in KINDS:
        for name in TEXTS:
            yield Case(kind, name)
    if "commonmark" in KINDS:
        for name in TEXTS:
            yield Case("commonmark", name, "source")


def _texts() -> Iterator[tuple[str, Callable[[int], str]]]:
    def repeated(piece: str, between: str = "") -> Callable[[int], str]:
        return lambda size: (piece + between) * (size // len(piece + between))

    def nested(beginning: str, end: str) -> Callable[[int], str]:
        def make(size: int) -> str:
            times = size // len(beginning + end)
            return beginning * times + "a" + end * times

        return make

    def around(make: Callable[[int], str]) -> Callable[[int], str]:
        return lambda size: f"a $${make(size)}$$ b"

    for piece in REPEATED:
        yield f"{piece!r} in a row", repeated(piece)
        if not piece.endswith("\n"):
            yield f"{piece!r} on lines", repeated(piece, "\n")
    for beginning, end in NESTED:
        yield f"{beginning!r} nested, then {end!r}", nested(beginning, end)
    for piece in IN_FORMULAS:
        yield f"{piece!r} in a formula", around(repeated(piece))
    for beginning, end in _IN_FORMULAS_NESTED:
        yield f"{beginning!r} nested in a formula, then {end!r}", around(nested(beginning, end))


TEXTS = dict(_texts())


def _worker(_value: None) -> Callable[[tuple[Case, int]], float]:
    return _Timer()


class _Timer:
    """Renders a text twice, and says the lesser CPU time (seconds)."""

    def __init__(self) -> None:
        self._renderers: dict[str, EntryRenderer] = {}

    def __call__(self, job: tuple[Case, int]) -> float:
        case, size = job
        rule: Any = case.rule
        renderer = self._renderers.setdefault(rule, EntryRenderer(RenderOptions(rule=rule)))
        text = clean(TEXTS[case.name](size))
        written: dict[str, Any] = {"markdown": text, "variant": VARIANTS[case.kind]}
        post = Post(
            key="a",
            origin=Origin("a.md"),
            slug="a",
            published=datetime(2026, 1, 1, tzinfo=UTC),
            **({"html": text} if case.kind == "html" else written),
        )
        url, least = "https://blog.example.org/posts/a/", math.inf
        for _ in range(2):
            began = time.process_time()
            renderer(EntryJob(post, "tag:blog.example.org,2026:a", url, 0, 0, with_source=True))
            least = min(least, time.process_time() - began)
            if least > 1:
                break
        return least
