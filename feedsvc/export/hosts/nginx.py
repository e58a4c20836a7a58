"""nginx: a file to be included in a `server` whose root is the folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.export.hosts.names import HIDDEN
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.rules import FEED_FOLDER, FIXED_FIELDS, PERMANENT, TYPES, Rules
from feedsvc.publish.address import WHOLE_SITE

_SENDING_TWINS = {"gz": "gzip_static", "br": "brotli_static", "zst": "zstd_static"}
_OWN = ("gz",)  # what nginx as it comes, and Debian's, can send


def nginx(rules: Rules, twins: Sequence[str], modules: Collection[str]) -> tuple[str, list[str]]:
    """The file, and what it leaves out; `modules` are the codings that this nginx has a module for."""
    sent = [twin for twin in twins if twin in _OWN or PRECOMPRESSED[twin].coding in modules]
    lines = ["absolute_redirect off;", "gzip_vary on;", *(f"{_SENDING_TWINS[twin]} on;" for twin in sent)]
    hidden = "|".join(map(re.escape, HIDDEN))
    lines += [f"location ~ {_quoted(f'/(?:{hidden})$')} {{ return 404; }}"]
    lines += [*_redirects(rules), *_documents(rules)]
    left_out = [_SENDING_TWINS[twin] for twin in twins if twin not in sent]
    told = [
        f"{word} is left out, as an nginx without that module does not start with it; "
        "export.nginx_modules says which yours has"
        for word in left_out
    ]
    return "\n".join(lines) + "\n", told


def _redirects(rules: Rules) -> Iterator[str]:
    site = rules.root.rstrip("/")
    if site:
        yield f'location = {_quoted(site)} {{ return 301 "{rules.base}"; }}'
    for old, (target, status) in rules.all_redirects().items():
        yield f'location = {_quoted(old)} {{ return {status} "{target}"; }}'
    for old in rules.gone:
        yield f"location = {_quoted(old)} {{ return 410; }}"
    for move in rules.feed_moves:
        pattern = _quoted(f"^{re.escape(rules.root)}{move.regex()}$")
        # Not `return`, which would send what the groups hold without encoding it.
        target = rules.base + move.target(*move.groups("$1", "$2" if move.folders else "$1"))
        flag = "permanent" if move.status == PERMANENT else "redirect"
        yield f'location ~ {pattern} {{ rewrite {pattern} "{target}" {flag}; }}'


def _documents(rules: Rules) -> Iterator[str]:
    root = re.escape(rules.root)
    for file in rules.files:
        name, types = re.escape(file), _typed(TYPES[file])
        yield from _location(
            rules, f"~ {_quoted(f'^{root}{FEED_FOLDER}archive/[0-9]+/{name}$')}", "archive", types
        )
        yield from _location(rules, f"~ {_quoted(f'^{root}{FEED_FOLDER}{name}$')}", "feed", types)
    for kind in ("opml", "style"):
        file = WHOLE_SITE[kind]
        yield from _location(rules, f"= {_quoted(rules.root + file)}", kind, _typed(TYPES[file]))
    pages = ("index index.html;", "charset utf-8;", "types { text/html html; text/plain txt; }")
    yield from _location(rules, _quoted(rules.root), "page", pages)


def _location(rules: Rules, pattern: str, kind: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"location {pattern} {{"
    yield from (f"    {line}" for line in lines)
    yield f'    add_header Cache-Control "{rules.cache(kind)}";'
    fields = {**FIXED_FIELDS, **(PAGE_POLICIES if kind == "page" else {})}
    yield from (f'    add_header {name} "{value}" always;' for name, value in fields.items())
    yield "}"


def _typed(media_type: str) -> tuple[str, ...]:
    return "types { }", f'default_type "{media_type}";'


def _quoted(text: str) -> str:
    """A path or a pattern as a word of the file; only its quotes and backslashes mean anything there."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
