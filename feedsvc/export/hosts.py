"""Files that tell a host what the server would say: media types, cache times, and where things have moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from feedsvc.delivery.freshness import Freshness
from feedsvc.delivery.old_addresses import old_paths
from feedsvc.errors import ExportError
from feedsvc.export.manifest import JOURNAL, MANIFEST
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import FEED_FOLDERS
from feedsvc.publish.address import WHOLE_SITE, Address
from feedsvc.publish.directory import OPML
from feedsvc.publish.documents import CSS, HTML, TEXT, Edition
from feedsvc.settings import DeliveryOptions

TYPES: MappingProxyType[str, str] = MappingProxyType(
    {
        **{file: feed_format.content_type for file, feed_format in BY_FILE.items()},
        WHOLE_SITE["opml"]: OPML,
        WHOLE_SITE["style"]: CSS,
        "index.html": HTML,
        "latest.txt": TEXT,
    }
)
# As a pattern: where the documents of a feed are, below the site's URL.
_FEED_FOLDER = f"(?:(?:{'|'.join(FEED_FOLDERS)})/[^/]+/)?(?:archive/[0-9]+/)?"
_FIXED = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host must know. `base` is the path of the site's URL; `moved` leads from paths (decoded, with
    their leading slash) to paths or URLs (encoded); at `gone` there were posts."""

    base: str
    files: Collection[str]  # of each feed
    instead: Mapping[str, str]  # those of formats that are not published, each with the one to go to
    moved: dict[str, str]
    gone: tuple[str, ...]
    cache: Callable[[str], str]  # Cache-Control by a document's kind
    twins: Sequence[str]


def host_files(
    edition: Edition, delivery: DeliveryOptions, hosts: Iterable[str], twins: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """The name and the content of each file in `hosts` (`headers`, `redirects`, `nginx`, `apache`)."""
    base = urlsplit(edition.url).path
    fresh = Freshness(delivery)
    first = next(iter(edition.files))
    instead = {file: first for file in BY_FILE if file not in edition.files}
    moved = {base + old: base + instead.get(new, new) for old, new in old_paths().items()}
    ends = ("", "/")  # the server takes a moved path with its last slash or without
    moved |= {
        f"{base}{path.strip('/')}{end}": _target(base, to)
        for path, to in sorted(delivery.moved.items())
        for end in ends
    }
    gone = []
    for old, new in edition.catalog.former_slugs():
        path = unquote(f"{base}{Address('post', slug=old).path}")
        if new is None:
            gone.append(path)
        else:
            moved[path] = base + Address("post", slug=new).path
    rules = Rules(
        base=base,
        files=edition.files,
        instead=instead,
        moved=moved,
        gone=tuple(gone),
        cache=lambda kind: fresh.cache_control(kind, 0, None),
        twins=twins,
    )
    for host in hosts:
        name, write = _HOSTS[host]
        yield name, write(rules).encode()


def cache_control(name: str, fresh: Freshness) -> str:
    """The Cache-Control of a file by its name."""
    last = name.rpartition("/")[2]
    kind = "page" if last not in BY_FILE else "archive" if "archive/" in name else "feed"
    return fresh.cache_control(kind, 0, None)


def _target(base: str, target: str) -> str:
    return target if urlsplit(target).scheme else base + target.lstrip("/")


def _headers(rules: Rules) -> str:
    """Netlify and Cloudflare Pages: no two rules for one path set the same field, as some hosts join them."""
    lines = [f"{rules.base}*", *(f"  {name}: {value}" for name, value in _FIXED.items())]

    def rule(path: str, kind: str, media_type: str) -> None:
        cached, typed = f"  Cache-Control: {rules.cache(kind)}", f"  Content-Type: {media_type}"
        lines.extend((rules.base + path, cached, typed))

    for base in ("", *(f"{folder}/:slug/" for folder in FEED_FOLDERS)):
        for file in rules.files:
            rule(base + file, "feed", TYPES[file])
            rule(f"{base}archive/:number/{file}", "archive", TYPES[file])
        for page in (base, f"{base}page/:number/"):
            rule(page, "page", HTML)
            rule(f"{page}latest.txt", "text", TEXT)
    rule("posts/:slug/", "post", HTML)
    rule(WHOLE_SITE["index"], "index", HTML)
    rule(WHOLE_SITE["opml"], "opml", OPML)
    rule(WHOLE_SITE["style"], "style", CSS)
    return "\n".join(lines) + "\n"


def _redirects(rules: Rules) -> str:
    """Netlify and Cloudflare Pages; they know no word for what is gone."""
    lines = [f"{quote(old)} {new} 301\n" for old, new in rules.moved.items()]
    for file, instead in rules.instead.items():
        for base in ("", *(f"{folder}/:slug/" for folder in FEED_FOLDERS)):
            for folder in (f"{rules.base}{base}", f"{rules.base}{base}archive/:number/"):
                lines.append(f"{folder}{file} {folder}{instead} 301\n")
    return "".join(lines)


def _nginx(rules: Rules) -> str:
    """To be included in a `server` whose root is the folder."""
    statics = [f"{PRECOMPRESSED[twin].module} on;" for twin in rules.twins if PRECOMPRESSED[twin].module]
    fields = [f'add_header {name} "{value}" always;' for name, value in _FIXED.items()]

    def location(pattern: str, kind: str, *types: str) -> list[str]:
        cached = f'add_header Cache-Control "{rules.cache(kind)}";'
        return [f"location {pattern} {{", *(f"    {line}" for line in (*types, cached, *fields)), "}"]

    lines = ["absolute_redirect off;", *statics, "location ~ /\\.feedsvc-export { return 404; }"]
    lines += [f'location = "{_quoted(old)}" {{ return 301 "{new}"; }}' for old, new in rules.moved.items()]
    lines += [f'location = "{_quoted(old)}" {{ return 410; }}' for old in rules.gone]
    for file, instead in rules.instead.items():
        pattern = f'"^({re.escape(rules.base)}{_FEED_FOLDER}){re.escape(file)}$"'
        lines.append(f"location ~ {pattern} {{ rewrite {pattern} $1{instead} permanent; }}")
    for file in rules.files:
        types = ("types { }", f'default_type "{TYPES[file]}";')
        name = file.replace(".", "\\.")
        lines += location(f"~ ^{rules.base}(.+/)?archive/[0-9]+/{name}$", "archive", *types)
        lines += location(f"~ ^{rules.base}(.+/)?{name}$", "feed", *types)
    for kind, media_type in (("opml", OPML), ("style", CSS)):
        types = ("types { }", f'default_type "{media_type}";')
        lines += location(f"= {rules.base}{WHOLE_SITE[kind]}", kind, *types)
    pages = ("index index.html;", "charset utf-8;", "types { text/html html; text/plain txt; }")
    lines += location(rules.base, "page", *pages)
    return "\n".join(lines) + "\n"


def _apache(rules: Rules) -> str:
    """For Apache 2.4 with mod_headers; with mod_rewrite for compressed twins."""
    lines = ["DirectoryIndex index.html", "AddDefaultCharset Off"]
    lines += [f'Header always set {name} "{value}"' for name, value in _FIXED.items()]
    # Not Redirect, which takes all that begins with the path.
    lines += [f'RedirectMatch 301 "{_exactly(old)}" "{new}"' for old, new in rules.moved.items()]
    lines += [f'RedirectMatch 410 "{_exactly(old)}"' for old in rules.gone]
    lines += [
        f'RedirectMatch 301 "^({re.escape(rules.base)}{_FEED_FOLDER}){re.escape(file)}$" "$1{instead}"'
        for file, instead in rules.instead.items()
    ]
    ends = "|".join(PRECOMPRESSED[twin].suffix.lstrip(".") for twin in rules.twins)
    coded = rf"(\.({ends}))?" if ends else ""
    for file, media_type in TYPES.items():
        kind = "feed" if file in BY_FILE else "page"
        name = file.replace(".", "\\.")
        lines += [f'<FilesMatch "^{name}{coded}$">', f'    ForceType "{media_type}"']
        lines += [f'    Header set Cache-Control "{rules.cache(kind)}"']
        if kind == "feed":
            archived = "expr=%{REQUEST_URI} =~ m#/archive/[0-9]+/#"
            lines += [f'    Header set Cache-Control "{rules.cache("archive")}" "{archived}"']
        lines += ["</FilesMatch>"]
    lines += [
        f'<FilesMatch "^({MANIFEST}|{JOURNAL})$">'.replace(".", "\\."),
        "    Require all denied",
        "</FilesMatch>",
    ]
    if rules.twins:
        lines += _apache_twins(rules.twins)
    return "\n".join(lines) + "\n"


def _apache_twins(twins: Sequence[str]) -> list[str]:
    lines = ["Header merge Vary Accept-Encoding", "RewriteEngine On"]
    for twin in twins:
        suffix, coding = PRECOMPRESSED[twin].suffix, PRECOMPRESSED[twin].coding
        lines += [
            f"RewriteCond %{{HTTP:Accept-Encoding}} \\b{coding}\\b",
            f"RewriteCond %{{REQUEST_FILENAME}}{suffix} -f",
            f"RewriteRule ^(.+)$ $1{suffix} [L,E=no-gzip:1,E=no-brotli:1]",
            f'<FilesMatch "\\{suffix}$">',
            f"    RemoveLanguage {suffix}",
            f"    RemoveEncoding {suffix}",
            f"    Header set Content-Encoding {coding}",
            "</FilesMatch>",
        ]
    return lines


def _exactly(path: str) -> str:
    return f"^{re.escape(_quoted(path))}$"


def _quoted(path: str) -> str:
    """A path between quotes. Raises `ExportError` for one that no configuration file can hold."""
    if any(character in '"\\\n\r' for character in path):
        raise ExportError(f"setting delivery.moved: {path!r}: a host's configuration cannot hold this path")
    return path


_HOSTS: MappingProxyType[str, tuple[str, Callable[[Rules], str]]] = MappingProxyType(
    {
        "headers": ("_headers", _headers),
        "redirects": ("_redirects", _redirects),
        "nginx": ("feedsvc-nginx.conf", _nginx),
        "apache": (".htaccess", _apache),
    }
)
