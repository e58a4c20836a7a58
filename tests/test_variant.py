"""Which Markdown a blog's posts are in, by its own configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedsvc.posts.variant import Extension, Variant
from feedsvc.settings import SourceOptions
from feedsvc.sources.dialects.detect import dialect_of

HEXO = Variant(
    hard_breaks=True,
    smart=True,
    parser="marked",
    abbreviations=False,
    attributes="none",
    cjk_emphasis=False,
    tags="hexo",
)
HUGO = Variant(
    smart=True,
    www_scheme="https",
    raw_html="omitted",
    parser="goldmark",
    abbreviations=False,
    attributes="headings",
    cjk_emphasis=False,
    tags="hugo",
)
KRAMDOWN = Variant(smart=True, autolink=False, parser="kramdown", cjk_emphasis=False, tags="jekyll")


def variant(root: Path) -> Variant:
    return dialect_of(root, SourceOptions()).variant


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def with_changes(base: Variant, **changed: object) -> Variant:
    return Variant(**{name: getattr(base, name) for name in base.__dataclass_fields__} | changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("config", "packages", "changed"),
    [
        ("title: a", [], {}),
        ("title: a", ["hexo", "hexo-renderer-marked"], {"footnotes": False}),
        ("title: a", ["hexo", "hexo-renderer-marked", "hexo-footnotes"], {}),
        ("marked: {breaks: false}", [], {"hard_breaks": False}),
        ("marked: {gfm: false}", [], {"hard_breaks": False}),
        ("marked: {smartypants: false, autolink: false}", [], {"smart": False, "autolink": False}),
        ("marked: {descriptionLists: false}", [], {"definition_lists": False}),
        (
            "kramed: {breaks: false}\nmarked: {breaks: true}",
            ["hexo-renderer-kramed"],
            {"hard_breaks": False, "footnotes": False},
        ),
    ],
)
def test_hexo_reads_as_its_renderer_is_set_up(
    tmp_path: Path, config: str, packages: list[str], changed: dict[str, object]
) -> None:
    write(tmp_path / "_config.yml", config)
    write(tmp_path / "source/_posts/a.md")
    if packages:
        write(tmp_path / "package.json", json.dumps({"dependencies": dict.fromkeys(packages, "*")}))
    assert variant(tmp_path) == with_changes(HEXO, **changed)


def test_hexo_with_markdown_it_has_what_its_plugins_add(tmp_path: Path) -> None:
    write(tmp_path / "source/_posts/a.md")
    write(tmp_path / "package.json", '{"dependencies": {"hexo-renderer-markdown-it": "^7"}}')
    write(
        tmp_path / "_config.yml",
        "markdown:\n  render: {html: false, breaks: false}\n"
        "  plugins: [markdown-it-footnote, markdown-it-sub, {name: markdown-it-mark, enable: false}]\n",
    )
    found = variant(tmp_path)
    assert (found.raw_html, found.hard_breaks, found.smart) == ("escaped", False, True)
    assert (found.footnotes, found.abbreviations, found.definition_lists) == (True, False, False)
    assert found.marks == ("subscript",)
    assert found.parser == ""


def test_a_package_file_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    write(tmp_path / "_config.yml", "title: a")
    write(tmp_path / "source/_posts/a.md")
    write(tmp_path / "package.json", "{")
    assert variant(tmp_path) == HEXO


@pytest.mark.parametrize(
    ("config", "changed"),
    [
        ("", {}),
        (
            "[markup.goldmark.renderer]\nunsafe = true\nhardWraps = true",
            {"raw_html": "kept", "hard_breaks": True},
        ),
        (
            "[markup.goldmark.extensions]\ntypographer = false\nlinkify = false",
            {"smart": False, "autolink": False},
        ),
        ("[markup.goldmark.extensions]\nlinkifyProtocol = 'http'", {"www_scheme": "http"}),
        ("[markup.goldmark.extensions]\nstrikethrough = false", {"strikethrough": False}),
        (
            "[markup.goldmark.extensions]\nstrikethrough = false\nextras.delete.enable = true",
            {"strikethrough": True},
        ),
        ("[markup.goldmark.extensions.typographer]\ndisable = true", {"smart": False}),
        ("[markup.goldmark.extensions]\nfootnote = false", {"footnotes": False}),
        ("[markup.goldmark.parser.attribute]\ntitle = false", {"attributes": "none"}),
        ("[markup.goldmark.parser.attribute]\nblock = true", {"attributes": "everywhere"}),
        ("[markup.goldmark.extensions.extras.superscript]\nenable = true", {"marks": ("superscript",)}),
        ("enableEmoji = true", {"marks": ("emoji",)}),
        (
            "[markup.goldmark.extensions.passthrough]\nenable = true\n"
            "[markup.goldmark.extensions.passthrough.delimiters]\n"
            "block = [['\\[', '\\]'], ['$$', '$$']]\ninline = [['\\(', '\\)']]",
            {"delimiters": ("$$", "\\(", "\\[")},
        ),
    ],
)
def test_hugo_reads_as_its_goldmark_is_set_up(
    tmp_path: Path, config: str, changed: dict[str, object]
) -> None:
    write(tmp_path / "hugo.toml", config)
    write(tmp_path / "content/posts/a.md")
    assert variant(tmp_path) == with_changes(HUGO, **changed)


@pytest.mark.parametrize(
    ("config", "changed"),
    [("title: a", {}), ("kramdown: {hard_wrap: true}", {"hard_breaks": True}), ("markdown: kramdown", {})],
)
def test_jekyll_reads_as_its_kramdown_is_set_up(
    tmp_path: Path, config: str, changed: dict[str, object]
) -> None:
    write(tmp_path / "_config.yml", config)
    write(tmp_path / "_posts/2024-01-01-a.md")
    assert variant(tmp_path) == with_changes(KRAMDOWN, **changed)


def test_jekyll_with_commonmark_has_what_is_switched_on(tmp_path: Path) -> None:
    write(tmp_path / "_posts/2024-01-01-a.md")
    write(
        tmp_path / "_config.yml",
        "markdown: CommonMark\ncommonmark:\n  options: [SMART, FOOTNOTES]\n"
        "  extensions: [strikethrough, table]\n",
    )
    found = variant(tmp_path)
    assert (found.parser, found.smart, found.footnotes, found.raw_html) == ("", True, True, "omitted")
    assert (found.strikethrough, found.tables, found.autolink) == (True, True, False)


def test_pelican_is_python_markdown_with_its_own_extensions(tmp_path: Path) -> None:
    write(tmp_path / "pelicanconf.py", "SITENAME = 'a'")
    write(tmp_path / "content/a.md")
    found = variant(tmp_path)
    assert found.engine == "python-markdown"
    assert [extension.name for extension in found.extensions or ()] == [
        "markdown.extensions.codehilite",
        "markdown.extensions.extra",
    ]


def test_pelican_names_extensions_and_none_of_its_own_code_is_run(tmp_path: Path) -> None:
    write(
        tmp_path / "pelicanconf.py",
        "MARKDOWN = {'extension_configs': {'markdown.extensions.toc': {'title': 'On this page'},"
        " 'pymdownx.snippets': {'base_path': '/etc'}, 'mine.extension': {}, 'smarty': {}}}",
    )
    write(tmp_path / "content/a.md")
    assert variant(tmp_path).extensions == (
        Extension("markdown.extensions.toc", (("title", "On this page"),)),
        Extension("markdown.extensions.smarty"),
    )


def test_a_plain_folder_has_every_promised_extension(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    assert variant(tmp_path) == Variant()


def test_another_set_up_of_the_markdown_has_every_file_read_again(tmp_path: Path) -> None:
    write(tmp_path / "_config.yml", "title: a")
    write(tmp_path / "source/_posts/a.md")
    before = dialect_of(tmp_path, SourceOptions()).config_fingerprint
    write(tmp_path / "package.json", '{"dependencies": {"hexo-renderer-markdown-it": "^7"}}')
    assert dialect_of(tmp_path, SourceOptions()).config_fingerprint != before
