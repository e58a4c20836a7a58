"""Apache 2.4: an `.htaccess`. What needs a module that the server has not is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.export.former_pages import FEW
from feedsvc.export.hosts.names import HIDDEN
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.rules import FIXED_FIELDS, TYPES, Rules
from feedsvc.feed_formats import BY_FILE


def apache(rules: Rules, twins: Sequence[str]) -> str:
    """The file, for the folder that the site is in."""
    lines = ["DirectoryIndex index.html", "AddDefaultCharset Off", *_redirects(rules)]
    hidden = "|".join(map(re.escape, HIDDEN))
    lines += [f'<FilesMatch "^({hidden})$">', "    Require all denied", "</FilesMatch>"]
    lines += [*_types(twins), *_module("headers", _headers(rules, twins))]
    if twins:
        lines += _module("headers", _module("rewrite", _send_twins(twins)))
    return "\n".join(lines) + "\n"


def _module(name: str, lines: Iterator[str]) -> Iterator[str]:
    """Lines for a server that has this module: a line for one that has not would end every answer in 500."""
    yield f"<IfModule mod_{name}.c>"
    yield from (f"    {line}" for line in lines)
    yield "</IfModule>"


def _redirects(rules: Rules) -> Iterator[str]:
    # Not Redirect, which takes all that begins with the path.
    exact = []
    for old, (target, status) in rules.all_redirects(FEW).items():
        pattern = f"^{_pattern(old)}$"
        if (decoded := _decoded(target)) is not None:
            yield f"RedirectMatch {status} {_quoted(pattern)} {_quoted(_unmeant(decoded))}"
        else:
            exact += [
                f"RewriteCond %{{REQUEST_URI}} ^{_pattern(old)}$",
                f"RewriteRule ^ {_unmeant(target, '%')} [R={status},NE,L]",
            ]
    for old in rules.gone:
        yield f"RedirectMatch 410 {_quoted(f'^{_pattern(old)}$')}"
    for move in rules.feed_moves:
        groups = move.groups("$1", "$2" if move.folders else "$1")
        pattern = f"^{_pattern(rules.root)}{move.regex()}$"
        target = _unmeant(rules.root) + move.target(*groups)
        yield f"RedirectMatch {move.status} {_quoted(pattern)} {_quoted(target)}"
    if exact:
        yield from _module("rewrite", iter(["RewriteEngine On", *exact]))


def _types(twins: Sequence[str]) -> Iterator[str]:
    ends = "|".join(re.escape(PRECOMPRESSED[twin].suffix) for twin in twins)
    for file, media_type in TYPES.items():
        yield f'<FilesMatch "^{re.escape(file)}{f"({ends})?" if ends else ""}$">'
        yield f'    ForceType "{media_type}"'
        yield "</FilesMatch>"


def _headers(rules: Rules, twins: Sequence[str]) -> Iterator[str]:
    yield from (f'Header always set {name} "{value}"' for name, value in FIXED_FIELDS.items())
    # mod_deflate marks the tag of what it compressed, and does not know it again in the next request.
    yield """RequestHeader edit If-None-Match '"([^",]+)-gzip"' '"$1-gzip", "$1"'"""
    ends = "|".join(re.escape(PRECOMPRESSED[twin].suffix) for twin in twins)
    for file in TYPES:
        kind = "feed" if file in BY_FILE else "page"
        yield f'<FilesMatch "^{re.escape(file)}{f"({ends})?" if ends else ""}$">'
        yield f'    Header set Cache-Control "{rules.cache(kind)}"'
        if file.endswith(".html"):
            yield from (f'    Header set {name} "{value}"' for name, value in PAGE_POLICIES.items())
        if kind == "feed":
            archived = "expr=%{REQUEST_URI} =~ m#/archive/[0-9]+/#"
            yield f'    Header set Cache-Control "{rules.cache("archive")}" "{archived}"'
        yield "</FilesMatch>"


def _send_twins(twins: Sequence[str]) -> Iterator[str]:
    yield from ("Header merge Vary Accept-Encoding", "RewriteEngine On")
    for twin in twins:
        suffix, coding = PRECOMPRESSED[twin].suffix, PRECOMPRESSED[twin].coding
        refused = r"\s*q=0(?:\.0*)?\s*(?:,|$)"
        accepted = rf"(?:^|,)\s*{coding}\s*(?:,|$|;(?!{refused}))"
        yield f"RewriteCond %{{HTTP:Accept-Encoding}} {accepted} [NC]"
        yield f"RewriteCond %{{REQUEST_FILENAME}}{suffix} -f"
        yield f"RewriteRule ^(.+)$ $1{suffix} [L]"
        yield f'<FilesMatch "{re.escape(suffix)}$">'
        yield f"    RemoveLanguage {suffix}"
        yield f"    RemoveEncoding {suffix}"
        yield f"    Header set Content-Encoding {coding}"
        # Here, not in the rule above: what that sets has another name once the request was led on.
        for name in ("no-gzip", "no-brotli"):
            yield from (f"    {line}" for line in _module("env", iter([f"SetEnv {name} 1"])))
        yield "</FilesMatch>"


def _decoded(target: str) -> str | None:
    """What Apache, which encodes the path of a target itself, makes this target of; None where there is
    nothing it would make it of."""
    parts = urlsplit(target)
    path = unquote(parts.path, errors="replace")
    if re.search(r"[?#%;\ufffd\x00-\x1f]|^//", path) or "%2f" in parts.path.lower():
        return None
    return parts._replace(path=path).geturl()


def _pattern(path: str) -> str:
    """A path as a regular expression that is one word, quoted or not: mod_rewrite reads quotes in its own
    way."""
    return re.sub(r"\\?([\x00-\x20\x22\x27\x7f])", lambda found: f"\\x{ord(found[1]):02x}", re.escape(path))


def _unmeant(target: str, marks: str = "$") -> str:
    """A target in which no group is meant."""
    return "".join(f"\\{letter}" if letter in f"\\{marks}" else letter for letter in target)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
