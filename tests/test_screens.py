"""A post's HTML on its own page: nothing wide out of reach, today's HTML, a name for whatever needs one."""

from __future__ import annotations

import pytest

from feedsvc.publish.screens import for_screens

TEX = '<annotation encoding="application/x-tex">a "b"</annotation>'
FORMULA = f"<math><semantics><mi>a</mi>{TEX}</semantics></math>"
LABELLED = FORMULA.replace("<math>", '<math aria-label="a &quot;b&quot;">')
LONG = f'<math display="block"><mtext>{"x" * 20}</mtext></math>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<pre><code>x</code></pre>", '<pre tabindex="0"><code>x</code></pre>'),
        ("<table><tr></tr></table>", '<div class="wide" tabindex="0"><table><tr></tr></table></div>'),
        ('<img alt="<table onload=x"><pre></pre>', '<img alt="<table onload=x"><pre tabindex="0"></pre>'),
        (LONG, f'<span class="wide" tabindex="0">{LONG}</span>'),
        ("&lt;pre&gt;", "&lt;pre&gt;"),
    ],
)
def test_what_is_wide_can_be_scrolled_by_keyboard(html: str, shown: str) -> None:
    assert for_screens(html) == shown


@pytest.mark.parametrize("html", [LONG, "<pre>x</pre>"])
def test_in_a_link_the_link_alone_is_reached_by_keyboard(html: str) -> None:
    assert for_screens(f'<a href="/">{html} b</a>') == f'<a href="/">{html} b</a>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<td align="right">1</td>', '<td style="text-align: right">1</td>'),
        ('<td valign="TOP">1</td>', '<td style="vertical-align: top">1</td>'),
        ('<td align="left" style="text-align:right">1</td>', '<td style="text-align:right">1</td>'),
        (
            '<th style="text-align:left;" align="char" valign="bottom" scope="col">1</th>',
            '<th scope="col" style="text-align:left; vertical-align: bottom">1</th>',
        ),
        ('<td valign="char" colspan="0" rowspan="2">1</td>', '<td rowspan="2">1</td>'),
        ("<center><strike>a</strike></center>", '<div style="text-align: center"><s>a</s></div>'),
        ("<tt>a</tt>", "<code>a</code>"),
        ('<a name="there">a</a>', '<a id="there">a</a>'),
        ('<a name="b" id="a">a</a><p id="a">b</p>', '<a id="a">a</a><p>b</p>'),
        ('<p id="">a</p><p id="a b">b</p>', "<p>a</p><p>b</p>"),
        ('<p lang="zh_CN" dir="left">a</p>', '<p lang="zh-cn">a</p>'),
        ('<p lang="中文">a</p>', "<p>a</p>"),
        ('<ol type="A" start="x" reversed="reversed">', '<ol type="A" reversed="">'),
        ('<section class="footnotes"><nav>a</nav></section>', '<div class="footnotes"><div>a</div></div>'),
        ("<span><i>a</i><div>b</div></span>c", "<div><i>a</i><div>b</div></div>c"),
        (
            '<iframe src="https://films.example/1"></iframe>',
            '<iframe src="https://films.example/1" title="films.example"></iframe>',
        ),
    ],
)
def test_what_html_no_longer_knows_is_said_in_what_it_knows(html: str, shown: str) -> None:
    assert for_screens(html) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ('width="192px" height="96px"', 'width="192" height="96"'),
        ('width=" 12.6pt"', 'width="13"'),
        ('width="80%" height="80%"', 'style="width: 80%"'),
        ('width="auto" height=""', ""),
        ('width="33.3%" align="right"', 'style="width: 33.3%; float: right"'),
        ('align="absmiddle"', 'style="vertical-align: middle"'),
        ('align="none"', ""),
    ],
)
def test_sizes_and_places_of_pictures_are_what_browsers_make_of_them(size: str, shown: str) -> None:
    assert (
        for_screens(f'<img src="a.png" alt="a" {size}>')
        == f'<img src="a.png" alt="a"{shown and " " + shown}>'
    )


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<img src="a.png">', '<img src="a.png" alt="">'),
        ('<img title="A pier" src="a.png">', '<img title="A pier" src="a.png" alt="A pier">'),
        (
            '<a href="/"><img src="/b/%E6%B8%AF.1.jpg?x=1" alt=""></a>',
            '<a href="/"><img src="/b/%E6%B8%AF.1.jpg?x=1" alt="港.1"></a>',
        ),
        ('<a href="/"><img src="a.png" alt=""> b</a>', '<a href="/"><img src="a.png" alt=""> b</a>'),
        ('<h2><img src="a.png"></h2>', '<h2><img src="a.png" alt="a"></h2>'),
        (f'<a href="/">{FORMULA}</a>', f'<a href="/">{LABELLED}</a>'),
        (f"<th>{FORMULA}</th>", f"<th>{LABELLED}</th>"),
        (f"<th>{FORMULA} of a</th>", f"<th>{FORMULA} of a</th>"),
        ('<tr><th class="x" scope="col"> </th><th>a</th></tr>', '<tr><td class="x"> </td><th>a</th></tr>'),
        ("<h2><span></span></h2><h3>a</h3>", '<span></span><h3 aria-level="2">a</h3>'),
        ('<a href="/"></a><a id="x"></a>', '<a id="x"></a>'),
        ('<a href="/"><audio></audio></a>', '<a href="/"><audio></audio></a>'),
        ('<h3 id="x"> </h3>', '<span id="x"> </span>'),
    ],
)  # fmt: skip
def test_whatever_has_to_have_a_name_has_one(html: str, shown: str) -> None:
    assert for_screens(html) == shown


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ("2 3 2 1 2", "2 3 2 1 2"),
        ("3 3 4 2 3", "2 2 3 2 3"),
        ("4 6 5", "2 3 3"),
        ("1 4 4 1 5", "1 2 2 1 2"),
        ("6 5 4", "2 2 2"),
    ],
)
def test_no_heading_is_two_levels_below_the_one_it_is_under(levels: str, shown: str) -> None:
    def headings(to: str) -> str:
        pairs = zip(levels.split(), to.split(), strict=True)
        return "".join(
            f"<h{one}{f' aria-level={chr(34)}{two}{chr(34)}' if one != two else ''}>a</h{one}>"
            for one, two in pairs
        )

    assert for_screens(headings(levels)) == headings(shown)


def test_an_empty_heading_counts_for_no_level() -> None:
    assert for_screens("<h2></h2><h3>a</h3>") == '<h3 aria-level="2">a</h3>'


def test_formulas_are_such_as_checkers_of_html_know() -> None:
    style = 'displaystyle="true" scriptlevel="0"'
    accent = "<mrow><mover><mi>a</mi><mo>{}</mo></mover></mrow>"
    math = f"<math><mrow {style}>{accent.format(chr(0x20D7))}</mrow></math>"
    assert for_screens(math) == f"<math><mstyle {style}>{accent.format('→')}</mstyle></math>"
