"""Tags of Hexo, Jekyll and Hugo in a post's Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.posts.variant import PLAIN_VARIANT, Variant
from feedsvc.render.options import RenderOptions
from feedsvc.render.placeholders import ORIGIN, POST, SITE
from feedsvc.render.render import Rendered, Renderer
from feedsvc.render.shortcodes.expand import expand
from feedsvc.render.shortcodes.marks import without_marks

URL = SITE + "posts/a/"
RENDERER = Renderer(RenderOptions())
# What is left of a tag that was not understood, outside code.
RAW = re.compile(r"\{%|%\}|\{\{[<%]|[>%]\}\}|\{:")


def rendered(markdown: str, variant: Variant = PLAIN_VARIANT) -> Rendered:
    post = Post(
        key="a.md",
        origin=Origin("a.md", 1),
        slug="a",
        title="The title",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        markdown=markdown,
        variant=variant,
    )
    return RENDERER.render(post, URL)


def shape(markdown: str) -> str:
    return re.sub(r"\s*\n\s*", "", rendered(markdown).html)


def expanded(text: str, generator: str = "") -> tuple[str, list[tuple[str, int]]]:
    told: list[tuple[str, int]] = []
    return expand(text, "T", URL, None, lambda problem, at: told.append((problem, at)), generator), told


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "{% codeblock lang:js %}\nlet a = `{{ b }}`;\n{% endcodeblock %}",
            '<pre><code class="language-js">let a = `{{ b }}`;</code></pre>',
        ),
        (
            "{% codeblock a.rb https://x.example/ the file lang:ruby %}\nputs\n{% endcodeblock %}",
            '<p>a.rb <a href="https://x.example/">the file</a></p>'
            '<pre><code class="language-ruby">puts</code></pre>',
        ),
        ("{% codeblock %}\n```\n{% endcodeblock %}", "<pre><code>```</code></pre>"),
        ("{% raw %}{{ a }}{% b %}{% endraw %}", "<p>{{ a }}{% b %}</p>"),
        ("{% asset_path b.png %}", f"<p>{'b.png'}</p>"),
        ("![]({% asset_path b.png %})", f'<p><img src="{URL}b.png" alt=""></p>'),
        ('{% asset_link b.pdf "The file" %}', f'<p><a href="{URL}b.pdf">The file</a></p>'),
        (
            """{% img left /b.png 30 40 '"A title" "An alt"' %}""",
            f'<p><img src="{ORIGIN}b.png" alt="An alt" title="A title" width="30" height="40"></p>',
        ),
        ("{% image /b.png, alt=words %}", f'<p><img src="{ORIGIN}b.png" alt="words"></p>'),
        ("{% link text https://x.example/ true %}", '<p><a href="https://x.example/">text</a></p>'),
        (
            "{% blockquote Ana Reis, A Book %}\n*words*\n{% endblockquote %}",
            "<blockquote><p><em>words</em></p><p>— Ana Reis, <em>A Book</em></p></blockquote>",
        ),
        ("{% cq %}words{% endcq %}", "<blockquote><p>words</p></blockquote>"),
        (
            "{% note info no-icon %}\n*a*\n{% endnote %}",
            '<blockquote class="admonition info"><p class="admonition-title"><strong>Info</strong></p>'
            "<p><em>a</em></p></blockquote>",
        ),
        (
            "{% tabs x %}\n<!-- tab One@icon -->\na\n<!-- endtab -->\n"
            "<!-- tab Two -->\nb\n<!-- endtab -->\n{% endtabs %}",
            "<p><strong>One</strong></p><p>a</p><p><strong>Two</strong></p><p>b</p>",
        ),
        ("{% label danger@words %}", "<p>words</p>"),
        ("{% btn https://x.example/, text, home fa-fw %}", '<p><a href="https://x.example/">text</a></p>'),
        (
            "{% hideToggle more %}\nhidden\n{% endhideToggle %}",
            "<details><summary>more</summary><p>hidden</p></details>",
        ),
        (
            "{% gist 0123abc %}",
            '<p><a href="https://gist.github.com/0123abc">gist.github.com/0123abc</a></p>',
        ),
        (
            "{% bilibili BV1GJ411x7h7 %}",
            '<p><a href="https://www.bilibili.com/video/BV1GJ411x7h7">▶ Bilibili</a></p>',
        ),
        (
            "{% mermaid %}\ngraph LR\n{% endmermaid %}",
            '<pre><code class="language-mermaid">graph LR</code></pre>',
        ),
    ],
)
def test_tags_of_hexo_become_what_they_stand_for(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[a]({{ site.baseurl }}/b)", f'<p><a href="{SITE}b">a</a></p>'),
        ("[a]({{ site.url }}/b)", f'<p><a href="{ORIGIN}b">a</a></p>'),
        ("[a]({{site.url}}{{site.baseurl}}/b)", f'<p><a href="{SITE}b">a</a></p>'),
        ("[a]({{ '/b' | relative_url }})", f'<p><a href="{SITE}b">a</a></p>'),
        ('[a]({{ "b.png" | absolute_url }})', f'<p><a href="{SITE}b.png">a</a></p>'),
        ("[a]({{ '/b' | prepend: site.baseurl }})", f'<p><a href="{SITE}b">a</a></p>'),
        ("[a]({{ '/b' | prepend: site.baseurl | prepend: site.url }})", f'<p><a href="{SITE}b">a</a></p>'),
        ("{{ page.title }}", "<p>The title</p>"),
        ("[a]({% link assets/b.pdf %})", f'<p><a href="{ORIGIN}assets/b.pdf">a</a></p>'),
        ("[a]({% post_url 2026-01-02-b %})", f'<p><a href="{POST}2026-01-02-b">a</a></p>'),
        ("[a]({{ site.baseurl }}{% post_url 2026-01-02-b %})", f'<p><a href="{POST}2026-01-02-b">a</a></p>'),
        ("[a]({{ site.url }}{% post_url 2026-01-02-b %})", f'<p><a href="{POST}2026-01-02-b">a</a></p>'),
        (
            "{% highlight ruby linenos %}\nputs\n{% endhighlight %}",
            '<pre><code class="language-ruby">puts</code></pre>',
        ),
        ("a {% comment %}b{% endcomment %}c", "<p>a c</p>"),
        ("{% if page.x %}a{% else %}b{% endif %}", "<p>ab</p>"),
        (
            '{% include figure.html src="/b.png" alt="c" caption="d" %}',
            f'<figure><p><img src="{ORIGIN}b.png" alt="c"></p><figcaption>d</figcaption></figure>'.replace(
                "<p>", ""
            ).replace("</p>", ""),
        ),
        (
            "{% include video id='76979871' provider='vimeo' %}",
            '<p><a href="https://vimeo.com/76979871">▶ Vimeo</a></p>',
        ),
        ("{% include toc.html %}", ""),
        ("text\n{: .class #id}", "<p>text</p>"),
        ("* TOC\n{:toc}\n\ntext", "<p>text</p>"),
        ('![a](b.png){: .icon\nwidth="20"} c', f'<p><img src="{URL}b.png" alt="a" width="20"> c</p>'),
        ("> quoted\n{: .prompt-tip }", "<blockquote><p>quoted</p></blockquote>"),
        ("![a](b.png){: width='20'}", f'<p><img src="{URL}b.png" alt="a" width="20"></p>'),
        ("{::nomarkdown}<b>a</b>{:/nomarkdown}", "<p><b>a</b></p>"),
    ],
)
def test_tags_and_values_of_jekyll_become_what_they_stand_for(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            '{{< figure src="b.png" alt="c" caption="d" link="/e" >}}',
            f'<figure><a href="{ORIGIN}e"><img src="{URL}b.png" alt="c"></a>'
            "<figcaption>d</figcaption></figure>",
        ),
        (
            '{{< highlight go "linenos=table" >}}\na := 1\n{{< /highlight >}}',
            '<pre><code class="language-go">a := 1</code></pre>',
        ),
        ('[a]({{< ref "b.md#c" >}})', f'<p><a href="{POST}b#c">a</a></p>'),
        ('[a]({{% relref path="b.md" lang="de" %}})', f'<p><a href="{POST}b?de">a</a></p>'),
        ('[a]({{< ref "#c" >}})', f'<p><a href="{URL}#c">a</a></p>'),
        ("{{< vimeo 76979871 >}}", '<p><a href="https://vimeo.com/76979871">▶ Vimeo</a></p>'),
        (
            '{{< tweet user="a" id="12" >}}',
            '<p><a href="https://x.com/a/status/12">x.com/a/status/12</a></p>',
        ),
        ("{{< gist ana 12 >}}", '<p><a href="https://gist.github.com/ana/12">gist.github.com/ana/12</a></p>'),
        (
            '{{% notice warning "Mind" %}}\n*a*\n{{% /notice %}}',
            '<blockquote class="admonition warning"><p class="admonition-title"><strong>Mind</strong></p>'
            "<p><em>a</em></p></blockquote>",
        ),
        (
            '{{< callout type="info" >}}\na\n{{< /callout >}}',
            '<blockquote class="admonition info"><p class="admonition-title"><strong>Info</strong></p>'
            "<p>a</p></blockquote>",
        ),
        (
            '{{< details title="more" >}}\nhidden\n{{< /details >}}',
            "<details><summary>more</summary><p>hidden</p></details>",
        ),
        (
            '{{< tabs >}}\n{{% tab name="A" %}}\n1\n{{% /tab %}}\n'
            '{{% tab name="B" %}}\n2\n{{% /tab %}}\n{{< /tabs >}}',
            "<p><strong>A</strong></p><p>1</p><p><strong>B</strong></p><p>2</p>",
        ),
        ("{{</* ref */>}}", "<p>{{&lt; ref &gt;}}</p>"),
        ("{{< icon star />}}a", "<p>a</p>"),
        (
            '{{< external_link url="https://x.example/" title="a" >}}',
            '<p><a href="https://x.example/">a</a></p>',
        ),
    ],
)
def test_shortcodes_of_hugo_become_what_they_stand_for(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{ youtube(id="abcdef") }}', '<p><iframe src="https://www.youtube.com/embed/abcdef"></iframe></p>'),
        ('{{ figure(src="b.png", alt="c, d") }}', '<p><img src="b.png" alt="c, d"></p>'),
        ('{% quote(author="Ana") %}\nwords\n{% end %}', "> words\n>\n> — Ana"),
        ("{% quote() %}a {{ kbd(text='b') }}{% end %}", "> a <kbd>b</kbd>"),
        ("{{/* a(b=1) */}} {%/* c() */%}", "{{ a(b=1) }} {% c() %}"),
        ("{{ name }} {% if x %} {{< a >}} {{ b.c }}", "{{ name }} {% if x %} {{< a >}} {{ b.c }}"),
    ],
)
def test_shortcodes_of_zola_become_what_they_stand_for(text: str, expected: str) -> None:
    found, told = expanded(text, "zola")
    assert "\n".join(line.strip() for line in found.strip().split("\n")) == expected
    assert told == []


def test_unknown_shortcodes_of_zola_leave_what_is_between_them() -> None:
    found, told = expanded("{% fancy(a=1) %}kept{% end %} {{ odd() }}", "zola")
    assert found == "kept "
    assert [problem for problem, _ in told] == [
        "unknown tag {% fancy(a=1) %} left out",
        "unknown tag {{ odd() }} left out",
    ]


@pytest.mark.parametrize(
    ("generator", "text", "expected"),
    [
        ("hugo", "{{ YYYY }} {{ a.b }} {% if %} {% odd %}", "{{ YYYY }} {{ a.b }} {% if %} {% odd %}"),
        ("hugo", "{% raw %}{{ a }}{% endraw %} {{< kbd >}}b{{< /kbd >}}", "{{ a }} <kbd>b</kbd>"),
        ("jekyll", "{{< a >}} {{ page.title }} b{: .c}", "{{< a >}} T b{: .c}"),
        ("hexo", "{{< a >}} {% u b %}\n{: .c}", "{{< a >}} <u>b</u>\n{: .c}"),
        ("jekyll", "a\n{: .c}", "a\n"),
    ],
)
def test_only_the_tags_of_a_blogs_generator_count(generator: str, text: str, expected: str) -> None:
    assert expanded(text, generator)[0] == expected


@pytest.mark.parametrize("empty", ["\n\n", "\n \n", "\r\n\r\n"])
def test_a_tag_may_hold_an_empty_line(empty: str) -> None:
    assert expanded(f"a {{% include figure.html{empty}src='b.png' alt='c' %}} d")[0] == (
        'a <img src="b.png" alt="c"> d'
    )
    assert expanded(f"a {{% odd{empty}b %}} c") == ("a  c", [("unknown tag {% odd b %} left out", 2)])


def test_a_tag_that_does_not_end_takes_in_no_other() -> None:
    assert expanded("a {% b\n\nc\n\n{% u d %}")[0] == "a {% b\n\nc\n\n<u>d</u>"


@pytest.mark.parametrize(
    "text",
    [
        "    {% a %}\n    {{ b.c }}\n\n    {{< d >}}",
        "text\n\n\t{% a %}\n\n\t{{< d >}}",
        "- item\n\n      {% a %}\n\n  > quoted",
        "1. item\n\n   - item\n\n         {{< a >}}",
        "`{% a %}`",
        "``{{< a >}} ` {{ b.c }}``",
        "```\n{% a %}\n{{< b >}}\n{{ c.d }}\n{: .e }\n```",
        "~~~ liquid\n{{ page.title }}\n~~~",
        "- in a list\n\n  ```\n  {% a %}\n  ```",
        "$x_{{a}}$ and $\\frac{{a}}{{b}}$",
        "$$\n{{ a.b }}\n$$",
        "{ % a % } {{}} {%",
        "a {{x}} b",
        "\\newcommand{\\x}{%\n y}",
        "10 {percent} of {{ }}",
    ],
)
def test_code_formulas_and_ordinary_braces_are_left_alone(text: str) -> None:
    assert expanded(text) == (text, [])


def test_escape_marks_in_code_go() -> None:
    assert expanded("```\n{% raw %}\n{{ a.b }}\n{% endraw %}\n```")[0] == "```\n{{ a.b }}\n```"
    assert expanded("`{{</* a */>}}` `{{%/* b */%}}`")[0] == "`{{< a >}}` `{{% b %}}`"


def test_what_unknown_tags_say_beside_their_link_is_told() -> None:
    tag = '{{< page-card href="https://a.example/" desc="Some words" >}}'
    shown = rendered(tag)
    assert shown.html == '<p><a href="https://a.example/">https://a.example/</a></p>'
    assert [notice.text for notice in shown.notices] == [f"unknown tag {tag} left out but for its link"]


@pytest.mark.parametrize(
    ("text", "shown", "told"),
    [
        # Without its end, or with nothing in it, such a tag shows its link.
        (
            "{{< card href=https://a.example/ >}}\n\nb",
            '<p><a href="https://a.example/">https://a.example/</a></p><p>b</p>',
            ["tag {{< card href=https://a.example/ >}} has no end; left out but for its link"],
        ),
        (
            '{{< card link="https://a.example/" title="Some words" />}}',
            '<p><a href="https://a.example/">Some words</a></p>',
            [
                'tag {{< card link="https://a.example/" title="Some words" />}} has nothing to show; '
                "left out but for its link"
            ],
        ),
        ("{{< tab Words >}}", "<p><strong>Words</strong></p>", []),
        ("{{< kbd words=many >}} a", "<p>a</p>", ["tag {{< kbd words=many >}} has no end; left out"]),
        ("{{< codepen >}}a", "<p>a</p>", ["tag {{< codepen >}} says too little; left out"]),
        ("{{< icon words >}}a", "<p>a</p>", []),
        ("a{{< br/>}}b {{< card />}}", "<p>ab</p>", []),
    ],
)
def test_a_known_tag_that_shows_nothing_is_told(text: str, shown: str, told: list[str]) -> None:
    found = rendered(text, replace(PLAIN_VARIANT, tags="hugo"))
    assert re.sub(r"\s*\n\s*", "", found.html) == shown
    assert [notice.text for notice in found.notices] == told


def test_values_that_a_post_gives_itself_are_shown() -> None:
    text = (
        "{% assign who = 'Ana' %}{% capture text %}*words*{% endcapture %}{{ who }}: {{ text | markdownify }}"
    )
    assert shape(text) == "<p>Ana: <em>words</em></p>"
    assert not rendered(text).notices


def test_values_of_values_have_a_bound() -> None:
    doubled = "".join(
        f"{{% capture a{n} %}}{{{{ a{n - 1} }}}}{{{{ a{n - 1} }}}}{{% endcapture %}}" for n in range(1, 40)
    )
    text, told = expanded(f"{{% assign a0 = 'word ' %}}{doubled}{{{{ a39 }}}}")
    assert len(text) < 200_000
    assert told


def test_an_address_of_a_post_in_a_sentence_is_a_link_with_its_name() -> None:
    jekyll = replace(PLAIN_VARIANT, tags="jekyll", parser="kramdown", autolink=False)
    link = f'<a href="{POST}2026-01-05-a">'
    assert rendered("See {% post_url 2026-01-05-a %}.", jekyll).html == f"<p>See {link}2026-01-05-a</a>.</p>"
    assert rendered("[b][1]\n\n[1]: {% post_url 2026-01-05-a %}", jekyll).html == f"<p>{link}b</a></p>"
    assert rendered("[b]({% post_url 2026-01-05-a %})", jekyll).excerpt == "b"


def test_the_caption_of_a_picture_may_be_of_several_paragraphs() -> None:
    found = rendered("{{< figure src=a.png >}}\nsome\n\nwords\n{{< /figure >}}\n\nafter").html
    assert re.sub(r"<[^<>]*>|\s", "", found) == "somewordsafter"


@pytest.mark.parametrize("tag", ['{{< codepen id="abc" user="ana" >}}', "{{< codepen ana abc >}}"])
def test_a_pen_is_a_link_to_its_page(tag: str) -> None:
    assert (
        shape(tag) == '<p><a href="https://codepen.io/ana/pen/abc">See the Pen abc by ana on CodePen</a></p>'
    )


def test_unknown_tags_go_with_a_notice_and_leave_what_is_between_them() -> None:
    text = "one\n\n{% fancy a b %}\nkept\n{% endfancy %}\n\n{{< odd >}}too{{< /odd >}} {{ some.value }}"
    found = rendered(text)
    assert shape(text) == "<p>one</p><p>kept</p><p>too</p>"
    assert [(notice.kind, notice.line, notice.loss) for notice in found.notices] == [
        ("shortcode", 3, True),
        ("shortcode", 7, True),
        ("shortcode", 7, True),
    ]
    assert "{% fancy a b %}" in found.notices[0].text
    assert found.excerpt == "one kept too"


def test_a_notice_names_the_line_of_what_was_written() -> None:
    found = rendered(
        '{% note %}\na\n{% endnote %}\n\n{% note %}\nb\n{% endnote %}\n\n<iframe src="https://x.example/f">'
    )
    assert [(notice.kind, notice.line) for notice in found.notices] == [("frame", 9)]


@pytest.mark.parametrize("rule", ["rendered", "source"])
def test_no_excerpt_shows_a_tag(rule: str) -> None:
    text = "Before {% unknown %} {% note %}in a note{% endnote %} "
    text += "{{< figure src='a.png' >}} [a]({{ site.url }}/b) after."
    post = Post(
        key="a.md",
        origin=Origin("a.md"),
        slug="a",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        markdown=text,
        excerpt_rule=rule,  # type: ignore[arg-type]
    )
    assert RENDERER.render(post, URL).excerpt == "Before in a note a after."


def test_a_tag_in_a_list_stays_in_its_item() -> None:
    markdown = "- one\n\n  {% codeblock lang:js %}\n  a\n    b\n  {% endcodeblock %}\n\n- two"
    assert rendered(markdown).html.replace("\n", "|") == (
        '<ul>|<li>|<p>one</p>|<pre><code class="language-js">a|  b|</code></pre>|</li>|'
        "<li>|<p>two</p>|</li>|</ul>"
    )


def test_a_tag_in_an_item_is_no_code_for_its_indent() -> None:
    assert expanded("1. a\n\n    {% u b %}")[0] == "1. a\n\n    <u>b</u>"
    assert expanded("- a\n    - b\n\n      {% u c %}")[0] == "- a\n    - b\n\n      <u>c</u>"
    assert expanded("a\n    {% u b %}")[0] == "a\n    <u>b</u>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a {{ page.title }} {% u b %}</p>", "<p>a The title <u>b</u></p>"),
        ('<a href="{% post_url 2026-01-02-b %}">a</a>', f'<a href="{POST}2026-01-02-b">a</a>'),
        ("<div>\n    {% highlight js %}\na `b` *c*\n{% endhighlight %}\n</div>", "a `b` *c*"),
        ("<pre>{% raw %}{{ a }}{% endraw %}</pre>", "<pre>{{ a }}</pre>"),
        ("<p>one</p>\n{% note %}<b>two</b>{% endnote %}", "<b>two</b>"),
        ("<p>*a* `{{ page.title }}` $x {{ page.title }}$</p>", "<p>*a* `The title` $x The title$</p>"),
        ("<p>a {% odd b %} c</p>", "<p>a  c</p>"),
    ],
)
def test_tags_in_a_posts_html_become_html(html: str, expected: str) -> None:
    post = Post(
        key="a.html",
        origin=Origin("a.html"),
        slug="a",
        title="The title",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        html=html,
        has_tags=True,
    )
    assert expected in RENDERER.render(post, URL).html
    assert not RAW.search(RENDERER.render(replace(post, html=html), URL).html.replace("{{ a }}", ""))


def test_braces_in_html_that_holds_no_tags_are_text() -> None:
    post = Post(
        key="a.html",
        origin=Origin("a.html"),
        slug="a",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        html="<p>{{ page.title }} {% u b %}</p>",
    )
    assert RENDERER.render(post, URL).html == "<p>{{ page.title }} {% u b %}</p>"


def test_the_end_of_a_container_may_be_indented_as_the_list_before_it() -> None:
    markdown = "::: tip\n- a\n  :::\n\n  ::: b\n\n:::"
    assert shape(markdown) == (
        '<blockquote class="admonition tip"><p class="admonition-title"><strong>Tip</strong></p>'
        "<ul><li>a</li></ul></blockquote><p>::: b</p>"
    )


@pytest.mark.parametrize(("generator", "heading"), [("hexo", ""), ("", "Info")])
def test_a_container_without_a_title_is_headed_as_its_generator_heads_it(
    generator: str, heading: str
) -> None:
    text = without_marks(":::info\nText\n:::\n\n:::info Title\nText\n:::", generator)
    assert re.findall(r'admonition-title">([^<]*)<', text) == [*filter(None, [heading]), "Title"]


def test_pictures_by_tags_of_hexo_stand_side_by_side() -> None:
    text, _ = expanded(
        "{% img /a.png %}\n\n{% img /b.png %}\n{% img /c.png %}\n\nd\n\n{% img /e.png %}", "hexo"
    )
    assert [re.findall(r"\w(?=\.png)", line) for line in text.split("<p>")] == [[], ["a", "b", "c"], ["e"]]


def test_tags_nest() -> None:
    markdown = (
        "{% note %}\n{% tabs a %}\n<!-- tab T -->\n{% codeblock %}\nx\n{% endcodeblock %}\n"
        "<!-- endtab -->\n{% endtabs %}\n{% endnote %}"
    )
    assert shape(markdown) == (
        '<blockquote class="admonition note"><p class="admonition-title"><strong>Note</strong></p>'
        "<p><strong>T</strong></p><pre><code>x</code></pre></blockquote>"
    )


_WORDS = st.sampled_from(
    """
    {% %} {{ }} {{< >}} {{% %}} note endnote / raw endraw figure codeblock endcodeblock ` ``` $ $$ a 中 "x"
    src=b.png {: } ::: > [! ] site.url | /* */ BLANK LINE LINES
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_SPACES = {"BLANK": " ", "LINE": "\n", "LINES": "\n\n"}


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS.map(lambda word: _SPACES.get(word, word)), max_size=25).map("".join))
def test_any_text_expands_and_can_be_rendered(text: str) -> None:
    rendered(text)
    assert isinstance(expanded(text)[0], str)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{% a %}",
                "{% enda %}",
                "{{< b c=d >}}",
                "{{< /b >}}",
                "{% note %}",
                "{% endnote %}",
                "word ",
                "\n",
            ]
        )
    )
)
def test_no_whole_tag_is_left_outside_code(parts: list[str]) -> None:
    assert not RAW.search(expanded("".join(parts))[0])


def test_a_quotation_names_who_its_footer_names() -> None:
    text = '{{< quote footer="Ana Reis" cite="[a book](https://x.example/)" >}}words{{< /quote >}}'
    link = '<a href="https://x.example/">a book</a>'
    assert shape(text) == f"<blockquote><p>words</p><p>— Ana Reis, {link}</p></blockquote>"
    assert rendered(text).notices == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{{< kbd caption="Two words" >}}K{{< /kbd >}}', 'caption="Two words"'),
        ('{{< kbd header="Ünder" title="" >}}K{{< /kbd >}}', 'header="Ünder"'),
        ('{{< kbd class="two words" id="x" >}}K{{< /kbd >}}', ""),
        ('{{< note title="A & B\'s" >}}K{{< /note >}}', ""),
        ('{{< figure src="a.png" alt="Two words" caption="More *words*" >}}', ""),
        ('{% include figure.html image_path="/a.png" caption="More words" footer="Ana" %}', 'footer="Ana"'),
    ],
)
def test_words_of_a_tag_that_are_not_shown_are_told(text: str, told: str) -> None:
    _, found = expanded(text)
    assert [problem.rpartition(": ")[2] for problem, _ in found] == ([told] if told else [])


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "- a\n{{< highlight js >}}\n*b*\n\n<c>\n{{< /highlight >}}\n- d",
            '<ul><li>a<pre><code class="language-js">*b*\n\n&lt;c&gt;</code></pre></li><li>d</li></ul>',
        ),
        ("a {{< figure src='/b.png' >}}", f'<p>a </p><figure><img src="{ORIGIN}b.png" alt=""></figure>'),
        (
            "- a\n{{< figure src='/b.png' alt='c' caption='d' >}}",
            f'<ul><li>a<figure><img src="{ORIGIN}b.png" alt="c">'
            "<figcaption>d</figcaption></figure></li></ul>",
        ),
    ],
)
def test_what_a_tag_of_hugo_becomes_stays_in_the_paragraph_or_item_where_it_stands(
    markdown: str, expected: str
) -> None:
    body = rendered(markdown, Variant(parser="goldmark", tags="hugo")).html
    assert re.sub(r"\n(?=<)|(?<=>)\n", "", body) == expected


def test_a_tag_at_the_beginning_of_a_line_ends_the_paragraph_in_hexo() -> None:
    hexo = Variant(parser="marked", tags="hexo", hard_breaks=True)
    link = f'<a href="{POST}b">b</a>'
    assert rendered("> a\n> {% post_link b b %}", hexo).html.replace("\n", "") == (
        f"<blockquote><p>a</p>{link}</blockquote>"
    )
    assert rendered("a {% post_link b b %}\nc", hexo).html.replace("\n", "") == f"<p>a {link}<br>c</p>"


class _Counted(str):
    """A text that counts the characters which are passed over, or copied, outside regular expressions."""

    __slots__ = ("work",)
    work: int

    def find(self, sub: str, start: Any = 0, end: Any = None) -> int:
        found = super().find(sub, start, end)
        self.work += (len(self) if found < 0 else found) - (start or 0)
        return found

    def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
        found = super().rfind(sub, start, end)
        self.work += (len(self) if end is None else end) - max(found, start or 0)
        return found

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        self.work += len(part)
        return part


@pytest.mark.parametrize(
    "tag",
    [
        "{% raw %} ",
        "{% raw %}x{% endraw %} ",
        "{{< tab >}} ",
        "{{< tab >}}x{{< /tab >}} ",
        "{% codeblock %} ",
    ],
)
def test_work_grows_with_the_number_of_tags_on_a_line_and_no_faster(tag: str) -> None:
    work = []
    for times in (50, 200):
        text = _Counted(tag * times)
        text.work = 0
        expand(text, "T", URL, None, lambda _problem, _at: None)
        work.append(text.work)
    assert work[1] < 5 * work[0]
