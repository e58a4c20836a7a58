"""The Markdown of a blog, by what its generator reads and what its configuration says of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedsvc.errors import SourceError
from feedsvc.posts.variant import Extension, Variant
from feedsvc.sources.dialects.config import Config, flag, mapping, read_config, text, value, words
from feedsvc.sources.source_root import SourceRoot

PACKAGES = "package.json"  # where the configuration carries what that file names
# As Pelican 4 has them where `MARKDOWN` is not set, but for `meta`: the front matter is read by then.
_EXTENSIONS: dict[str, Any] = {"codehilite": {"css_class": "highlight"}, "extra": {}}
# What a blog may name: no code of its own is run here, and none that reads files.
_OWN = frozenset(
    """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em
    md_in_html nl2br sane_lists smarty tables toc wikilinks
    """.split()  # noqa: SIM905 (a list is easier to read)
)
_PYMDOWN = frozenset(
    """
    arithmatex betterem blocks.admonition blocks.definition blocks.details blocks.html blocks.tab caret
    critic details emoji escapeall extra highlight inlinehilite keys magiclink mark progressbar
    saneheaders smartsymbols striphtml superfences tabbed tasklist tilde
    """.split()  # noqa: SIM905 (a list is easier to read)
)


def of_hexo(config: Config) -> Variant:
    """By the renderer that `package.json` names; marked, which new blogs come with, where it names none."""
    named = mapping(config, PACKAGES)
    if any("markdown-it" in name for name in named):
        return _of_markdown_it(config)
    if any("pandoc" in name for name in named):
        return Variant(hard_breaks=False, smart=True, autolink=False, cjk_emphasis=False, tags="hexo")
    options = mapping(config, "kramed" if "hexo-renderer-kramed" in named else "marked")
    # marked knows no footnotes; where no package is named, it cannot be told whether a plug-in does.
    footnotes = not named or any("footnote" in name or name == "hexo-reference" for name in named)
    return Variant(
        hard_breaks=flag(options, "breaks", default=True) and flag(options, "gfm", default=True),
        smart=flag(options, "smartypants", default=True),
        autolink=flag(options, "autolink", default=True),
        abbreviations=False,
        attributes="none",
        cjk_emphasis=False,
        definition_lists=flag(options, "descriptionLists", default=True),
        footnotes=footnotes,
        parser="marked",
        tags="hexo",
    )


def packages(files: SourceRoot) -> dict[str, str]:
    """The packages that the blog's `package.json` names, with their versions as written there."""
    file = files.root / PACKAGES
    try:
        found = read_config(files, file) if file.is_file() else {}
    except SourceError:  # Hexo itself would not start; what the posts are is known all the same
        return {}
    tables = [mapping(found, table) for table in ("devDependencies", "dependencies")]
    return {str(name): str(version) for table in tables for name, version in table.items()}


def _of_markdown_it(config: Config) -> Variant:
    """As hexo-renderer-markdown-it reads `markdown`: a preset, options over it, plug-ins by name."""
    preset = text(config, "markdown") or text(config, "markdown", "preset") or "default"
    options = mapping(config, "markdown", "render")
    plugins = value(config, "markdown", "plugins")
    named = [
        str(plugin.get("name")) if isinstance(plugin, Mapping) else str(plugin)
        for plugin in (plugins if isinstance(plugins, list) else [])
        if not isinstance(plugin, Mapping) or flag(plugin, "enable", default=True)
    ]

    def has(plugin: str) -> bool:
        return any(name.rpartition("markdown-it-")[2] == plugin for name in named)

    marks = {"sub": "subscript", "sup": "superscript", "mark": "highlight", "ins": "insert", "emoji": "emoji"}
    return Variant(
        hard_breaks=flag(options, "breaks", default=True),
        smart=flag(options, "typographer", default=True),
        autolink=flag(options, "linkify", default=True),
        raw_html="kept" if flag(options, "html", default=True) else "escaped",
        abbreviations=has("abbr"),
        attributes="everywhere" if has("attrs") else "none",
        cjk_emphasis=False,
        definition_lists=has("deflist"),
        footnotes=has("footnote"),
        marks=tuple(mark for plugin, mark in marks.items() if has(plugin)),
        strikethrough=preset != "commonmark",
        tables=preset != "commonmark",
        task_lists=has("checkbox") or has("task-lists"),
        tags="hexo",
    )


def of_hugo(config: Config) -> Variant:
    """Goldmark with the extensions that Hugo switches on, unless `markup.goldmark` says otherwise."""
    goldmark = mapping(config, "markup", "goldmark")

    def has(*names: str, default: bool = True) -> bool:
        given = value(goldmark, "extensions", *names)
        if isinstance(given, Mapping):  # an extension with options of its own
            return not flag(given, "disable", default=not flag(given, "enable", default=default))
        return flag(goldmark, "extensions", *names, default=default)

    marks = {
        "subscript": "subscript",
        "superscript": "superscript",
        "mark": "highlight",
        "insert": "insert",
    }
    attributes = mapping(goldmark, "parser", "attribute")
    return Variant(
        hard_breaks=flag(goldmark, "renderer", "hardWraps"),
        smart=has("typographer"),
        autolink=has("linkify"),
        www_scheme="http" if text(goldmark, "extensions", "linkifyProtocol") == "http" else "https",
        raw_html="kept" if flag(goldmark, "renderer", "unsafe") else "omitted",
        abbreviations=False,
        attributes="everywhere"
        if flag(attributes, "block")
        else "headings"
        if flag(attributes, "title", default=True)
        else "none",
        cjk_emphasis=False,
        definition_lists=has("definitionList"),
        delimiters=_delimiters(goldmark) if has("passthrough", default=False) else (),
        footnotes=has("footnote"),
        parser="goldmark",
        marks=(
            *(mark for name, mark in marks.items() if has("extras", name, default=False)),
            *(("emoji",) if flag(config, "enableEmoji") else ()),
        ),
        strikethrough=has("strikethrough") or has("extras", "delete", default=False),
        tables=has("table"),
        task_lists=has("taskList"),
        tags="hugo",
    )


def _delimiters(goldmark: Config) -> tuple[str, ...]:
    """The openings of what Goldmark's passthrough keeps."""
    found = []
    for kind in ("block", "inline"):
        pairs = value(goldmark, "extensions", "passthrough", "delimiters", kind)
        found += [
            str(pair[0])
            for pair in (pairs if isinstance(pairs, list) else [])
            if isinstance(pair, list) and pair
        ]
    return tuple(sorted(set(found)))


def of_jekyll(config: Config) -> Variant:
    """kramdown with GitHub's fences and strikethrough, or CommonMark where `markdown` says so."""
    if "commonmark" in text(config, "markdown").lower():
        return _of_github(config)
    options = mapping(config, "kramdown")
    return Variant(
        hard_breaks=flag(options, "hard_wrap"),
        smart=True,
        autolink=False,
        parser="kramdown",
        cjk_emphasis=False,
        attributes="everywhere",
        tags="jekyll",
    )


def _of_github(config: Config) -> Variant:
    """As jekyll-commonmark and jekyll-commonmark-ghpages read `commonmark`."""
    options = {option.upper() for option in words(config, "commonmark", "options")}
    named = words(config, "commonmark", "extensions")
    is_github = "ghpages" in text(config, "markdown").lower()
    known = set(named) | ({"table", "strikethrough", "autolink", "tagfilter"} if is_github else set())
    return Variant(
        hard_breaks="HARDBREAKS" in options,
        smart="SMART" in options,
        autolink="autolink" in known,
        raw_html="kept" if is_github or "UNSAFE" in options else "omitted",
        abbreviations=False,
        attributes="none",
        cjk_emphasis=False,
        definition_lists=False,
        footnotes=is_github or "FOOTNOTES" in options,
        strikethrough="strikethrough" in known,
        tables="table" in known,
        task_lists="tasklist" in known,
        tags="jekyll",
    )


def of_pelican(config: Config) -> Variant:
    """Python-Markdown with the extensions of `MARKDOWN` (`MD_EXTENSIONS` in old blogs), or Pelican's own."""
    given = mapping(config, "MARKDOWN")
    configured = given.get("extension_configs")
    names = words(given, "extensions") or words(config, "MD_EXTENSIONS")
    if isinstance(configured, Mapping):
        named = {str(name): item for name, item in configured.items()} | {
            name: {} for name in names if name not in configured
        }
    elif names:
        named = {name: {} for name in names}
    else:
        named = _EXTENSIONS
    plugins = words(config, "PLUGINS")
    return Variant(
        engine="python-markdown",
        smart=bool(value(config, "TYPOGRIFY")),
        delimiters=("\\(", "\\[") if any("math" in plugin for plugin in plugins) else (),
        extensions=tuple(filter(None, (_extension(name, item) for name, item in named.items()))),
        tags="pelican",
    )


def _extension(name: str, options: Any) -> Extension | None:
    """An extension that a blog names, if it is one of those that can be had here."""
    short = name.removeprefix("markdown.extensions.")
    known = f"markdown.extensions.{short}" if short in _OWN else name
    if short not in _OWN and name.removeprefix("pymdownx.") not in _PYMDOWN:
        return None
    found = {str(key): item for key, item in options.items()} if isinstance(options, Mapping) else {}
    if short == "codehilite":  # the language as a class; readers have no style sheet for anything else
        found |= {"use_pygments": False, "linenums": False}
    plain = {key: item for key, item in found.items() if isinstance(item, str | int | float | bool)}
    return Extension(known, tuple(sorted(plain.items())))


def of_zola(config: Config) -> Variant:
    """pulldown-cmark as Zola 0.22 sets it up (`components/markdown/src/markdown.rs`)."""
    options = mapping(config, "markdown")
    return Variant(
        smart=flag(options, "smart_punctuation"),
        autolink=False,
        abbreviations=False,
        attributes="headings",
        cjk_emphasis=False,
        definition_lists=flag(options, "definition_list"),
        marks=("emoji",) if flag(options, "render_emoji") else (),
        tags="zola",
    )
