"""Netlify and Cloudflare Pages: `_headers` and `_redirects`, of which each takes only so many rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.export.hosts.names import HEADERS, REDIRECTS
from feedsvc.export.rules import FIXED_FIELDS, TYPES, FeedMove, Rules
from feedsvc.feed_kinds import FEED_FOLDERS
from feedsvc.publish.address import WHOLE_SITE

# What is asked for most comes first, where not all can be kept.
_MOST_ASKED = ("feed/", "feed", "feed.xml", "index.xml", "rss.xml", "atom.xml", "feed.json", "atom", "rss")


class Limits(NamedTuple):
    """How many rules a host takes: redirects from one address, redirects from many, rules of headers, and
    characters in a redirect."""

    host: str
    static: int
    dynamic: int
    headers: int
    characters: int


# https://docs.netlify.com/manage/routing/redirects/overview/ has no limit, and advises against more.
NETLIFY = Limits("Netlify", 10_000, 10_000, 10_000, 10_000)
# https://developers.cloudflare.com/pages/configuration/redirects/ and …/headers/
CLOUDFLARE = Limits("Cloudflare Pages", 2_000, 100, 100, 1_000)


def edge(rules: Rules, limits: Limits) -> tuple[dict[str, str], list[str]]:
    """The files by name, and what they leave out."""
    headers = list(_headers(rules))
    moves = rules.all_redirects().items()
    static = [f"{quote(old)} {target} {status}" for old, (target, status) in moves]
    dynamic = list(_dynamic(rules))
    told = []
    kept = []
    for what, lines, most in (
        ("redirects", static, limits.static),
        ("redirects of feeds", dynamic, limits.dynamic),
    ):
        short = [line for line in lines if len(line) <= limits.characters]
        kept += short[:most]
        if left := len(lines) - len(short[:most]):
            told.append(
                f"{REDIRECTS}: {left} of {len(lines)} {what} are left out, those that are asked for least: "
                f"{limits.host} takes {most}"
            )
    if left := len(headers) - limits.headers:
        told.append(
            f"{HEADERS}: {left} of {len(headers)} rules are left out: {limits.host} takes {limits.headers}"
        )
    if rules.gone:
        told.append(
            f"{limits.host} knows no word for what is gone: {len(rules.gone)} addresses answer 404, not 410"
        )
    if rules.base != "/":
        told.append(
            f"{HEADERS} and {REDIRECTS} belong at the top of what {limits.host} publishes, "
            f"not below {rules.base}: move them there"
        )
    files = {
        HEADERS: "\n".join(headers[: limits.headers]) + "\n",
        REDIRECTS: "".join(f"{line}\n" for line in kept),
    }
    return files, told


def _headers(rules: Rules) -> Iterator[str]:
    """No two rules for one path set the same field, as some hosts join them."""
    yield "\n".join([f"{rules.base}*", *(f"  {name}: {value}" for name, value in FIXED_FIELDS.items())])

    def rule(path: str, kind: str, media_type: str) -> str:
        fields = {"Cache-Control": rules.cache(kind), "Content-Type": media_type}
        if media_type == TYPES["index.html"]:
            fields |= PAGE_POLICIES
        return "\n".join([f"{rules.base}{path}", *(f"  {name}: {value}" for name, value in fields.items())])

    folders = tuple(f"{folder}/:slug/" for folder in FEED_FOLDERS)
    for base in ("", *folders):
        for file in rules.files:
            yield rule(base + file, "feed", TYPES[file])
            yield rule(f"{base}archive/:number/{file}", "archive", TYPES[file])
        for page in (base, f"{base}page/:number/"):
            yield rule(f"{page}latest.txt", "text", TYPES["latest.txt"])
        yield rule(base, "page", TYPES["index.html"])
        yield rule(f"{base}:page/:number/" if base else "page/:number/", "page", TYPES["index.html"])
    for folder in folders:
        # That of a year, or of the list of feeds (`feeds/page/2/`); the number above may be a month's.
        yield rule(f"{folder}:page/", "page", TYPES["index.html"])
        if rules.years:
            yield rule(f"{folder}:year/:month/:part/", "month", TYPES["index.html"])
    yield rule("posts/:slug/", "post", TYPES["index.html"])
    yield rule(WHOLE_SITE["index"], "index", TYPES["index.html"])
    for kind in ("opml", "style"):
        yield rule(WHOLE_SITE[kind], kind, TYPES[WHOLE_SITE[kind]])
    # Spelled: two names of any kind would be `tags/:slug/` as well.
    for year in rules.years:
        yield rule(f"{year:04}/", "year", TYPES["index.html"])
        yield rule(f"{year:04}/:month/", "month", TYPES["index.html"])
        yield rule(f"{year:04}/:month/:part/", "month", TYPES["index.html"])


def _dynamic(rules: Rules) -> Iterator[str]:
    found = [(_rank(move, old), move, old) for move in rules.feed_moves for old in move.old]
    for _, move, old in sorted(found, key=lambda entry: entry[0]):
        target = rules.base + move.target(*move.groups(":slug", ":number"))
        number = "archive/:number/" if move.archives else ""
        for folder in move.folders or ("",):
            path = f"{folder}/:slug/" if folder else ""
            yield f"{rules.base}{path}{number}{old} {target} {move.status}"


def _rank(move: FeedMove, old: str) -> int:
    if move.archives:
        return -1
    return _MOST_ASKED.index(old) if old in _MOST_ASKED else len(_MOST_ASKED)
