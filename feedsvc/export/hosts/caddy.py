"""Caddy 2: a file to be imported in a site block whose `root` is the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.export.hosts.names import HIDDEN
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.rules import FEED_FOLDER, FIXED_FIELDS, TYPES, Rules
from feedsvc.publish.address import WHOLE_SITE


def caddy(rules: Rules, twins: Sequence[str]) -> str:
    """The file."""
    lines = [*_redirects(rules), *_documents(rules)]
    sent = " ".join(PRECOMPRESSED[twin].coding for twin in twins)
    hidden = " ".join(HIDDEN)
    lines += ["file_server {", f"    hide {hidden}", *([f"    precompressed {sent}"] if sent else []), "}"]
    return "\n".join(lines) + "\n"


def _redirects(rules: Rules) -> Iterator[str]:
    yield "map {http.request.uri.path} {feedsvc_status} {feedsvc_target} {"
    site = rules.root.rstrip("/")
    if site:
        yield f"    {_input(site)} 301 {_quoted(rules.base)}"
    for old, (target, status) in rules.all_redirects().items():
        yield f"    {_input(old)} {status} {_quoted(target)}"
    for old in rules.gone:
        yield f"    {_input(old)} 410 -"
    yield "    default 0 -"
    yield "}"
    yield '@feedsvc_moved vars_regexp {feedsvc_status} "^30[12]$"'
    yield "redir @feedsvc_moved {feedsvc_target} {feedsvc_status}"
    yield '@feedsvc_gone vars_regexp {feedsvc_status} "^410$"'
    yield 'respond @feedsvc_gone "Gone" 410'
    # Caddy's own redirect to a folder is not percent-encoded.
    yield "@feedsvc_folder {"
    yield "    file {path}/index.html"
    pattern = f"^{re.escape(rules.base)}([^/?](?:[^?]*[^/?])?)(?:[?].*)?$"
    yield f"    vars_regexp feedsvc_folder {{http.request.uri}} {_quoted(pattern)}"
    yield "}"
    yield f'redir @feedsvc_folder "{rules.base}{{re.feedsvc_folder.1}}/" 301'
    for number, move in enumerate(rules.feed_moves):
        # On the address as it was sent, so that what the groups hold is encoded.
        name = f"feedsvc_old_{number}"
        pattern = f"^{re.escape(rules.base)}{move.regex().replace('[^/]', '[^/?]')}(?:[?].*)?$"
        first, second = f"{{re.{name}.1}}", f"{{re.{name}.2}}"
        target = rules.base + move.target(*move.groups(first, second if move.folders else first))
        yield f"@{name} vars_regexp {name} {{http.request.uri}} {_quoted(pattern)}"
        yield f"redir @{name} {_quoted(target)} {move.status}"


def _documents(rules: Rules) -> Iterator[str]:
    """What is said of files that are there: an error has no cache time and no type of a feed."""
    yield "header {"
    yield from (f'    {name} "{value}"' for name, value in FIXED_FIELDS.items())
    yield "}"
    root = re.escape(rules.root)
    kinds = [
        ("page", f"^{root}(?:.+/)?$", "index.html"),
        ("text", f"^{root}(?:.+/)?latest\\.txt$", "latest.txt"),
    ]
    for file in rules.files:
        name = re.escape(file)
        kinds.append(("archive", f"^{root}{FEED_FOLDER}archive/[0-9]+/{name}$", file))
        kinds.append(("feed", f"^{root}{FEED_FOLDER}{name}$", file))
    kinds += [
        (kind, f"^{re.escape(rules.root + WHOLE_SITE[kind])}$", WHOLE_SITE[kind])
        for kind in ("opml", "style")
    ]
    for number, (kind, pattern, file) in enumerate(kinds):
        name = f"feedsvc_{kind}_{number}"
        there = "{path}index.html" if kind == "page" else "{path}"
        yield f"@{name} {{"
        yield f"    path_regexp {_quoted(pattern)}"
        yield f"    file {there}"
        yield "}"
        yield f"header @{name} {{"
        yield f'    Cache-Control "{rules.cache(kind)}"'
        yield f'    Content-Type "{TYPES[file]}"'
        if kind == "page":
            yield from (f'    {name} "{value}"' for name, value in PAGE_POLICIES.items())
        yield "}"


def _input(path: str) -> str:
    """A path to compare with. One with characters that mean something here becomes a regular expression."""
    if re.search(r"[{}\\\x00-\x1f\x7f]", path):
        path = "~^" + re.sub(r"[\x00-\x2c:-@\[-`{-\x7f]", lambda found: f"\\x{ord(found[0]):02x}", path) + "$"
    return _quoted(path)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
