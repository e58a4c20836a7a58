"""Ids by which readers know posts from elsewhere: which record each of them belongs to.

A published post and a record of ours are one by the id, the address, title and date, or the text; each takes
part once. What was found waits in the store until the record's post goes live.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from urllib.parse import unquote, urljoin, urlsplit

from sqlalchemy import Connection, func, select

from feedsvc.errors import RecordError, StoreError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Post
from feedsvc.sources.published.published_post import PublishedPost
from feedsvc.sources.source import Source
from feedsvc.store import schema
from feedsvc.store.queries import in_parts
from feedsvc.store.short import short
from feedsvc.store.store import Store, get_meta, set_meta
from feedsvc.unix_time import DAY

_KNOWN = "known_ids"  # JSON: ids by the shortened keys of records
_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"\]\([^)]*\)|<[^>]*>|https?://\S+|&\w+;")
_RUN = 4  # words that are compared as one
_ENOUGH = 6  # such runs in common tell one text from all others
_SHARE = 0.6
_INDEX = re.compile(r"(?:^|/)index\.(?:html?|php)$")


@dataclass(frozen=True, slots=True)
class Ours:
    """What is compared of a post of ours. `id` is the record's own, `address` is absolute."""

    key: str
    id: str
    title: str
    day: int
    address: str
    text: str


@dataclass(slots=True)
class Matches:
    """Which of our posts each published one is: indexes of ours by those of theirs, and by which evidence."""

    pairs: dict[int, int] = field(default_factory=dict)
    by: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class KnownIds:
    """What an import of ids found: of how many records by which evidence, and posts without a record, each
    with the nearest record's key and title, where one is near."""

    by: Counter[str] = field(default_factory=Counter)
    alone: list[tuple[PublishedPost, Ours | None]] = field(default_factory=list)
    others: int = 0  # records that have an id from an earlier import or feed already

    @property
    def found(self) -> int:
        return sum(self.by.values())


def ours_of(post: Post, url: str) -> Ours:
    """What is compared of a post, on the site at `url`."""
    day = int(post.published.timestamp()) // DAY
    path = post.url or f"posts/{post.slug}/"
    address = path if "://" in path else urljoin(url, path.lstrip("/"))
    return Ours(
        post.key, post.source_id or "", post.title or "", day, address, post.markdown or post.html or ""
    )


def import_ids(
    store: Store, source: Source, posts: Iterable[PublishedPost], url: str, options: PostOptions
) -> KnownIds:
    """Have the records of `source`, once they go live on the site at `url`, take the ids that readers know.

    Raises `StoreError` for a store in which anything was published already: its ids are known by now.
    """
    mine = list(_records(source, options, url))
    with store.writing() as connection:
        if connection.scalar(select(func.count()).select_from(schema.post)):
            raise StoreError(f"store {store.name}: something was published already; import into a new store")
        known = known_ids(connection)
        theirs = [post for post in posts if not post.draft]
        matches = match(theirs, mine)
        found = KnownIds(by=matches.by)
        for index, other in matches.pairs.items():
            key = short(mine[other].key)
            if known.setdefault(key, theirs[index].id) != theirs[index].id:
                found.others += 1
        free = [ours for number, ours in enumerate(mine) if number not in set(matches.pairs.values())]
        near = _Nearest(free)
        found.alone = [(post, near.to(post)) for i, post in enumerate(theirs) if i not in matches.pairs]
        keep_known_ids(connection, known)
    return found


def known_ids(connection: Connection) -> dict[str, str]:
    """The ids that wait for their records, by the shortened keys of these."""
    kept = get_meta(connection, _KNOWN)
    return dict(json.loads(kept)) if kept else {}


def without_published(connection: Connection, known: Mapping[str, str]) -> dict[str, str]:
    """Those of the ids whose records have no posts yet."""
    table, rest = schema.record, dict(known)
    for keys in in_parts(sorted(known)):
        query = select(table.c.key).where(table.c.key.in_(keys), table.c.post.is_not(None))
        for key in connection.scalars(query):
            del rest[key]
    return rest


def keep_known_ids(connection: Connection, known: Mapping[str, str]) -> None:
    """Keep those that still wait."""
    if known or get_meta(connection, _KNOWN):
        set_meta(connection, _KNOWN, json.dumps(known, ensure_ascii=False, sort_keys=True) if known else "")


def _records(source: Source, options: PostOptions, url: str) -> Iterator[Ours]:
    for item in source.items():
        try:
            post = make_post(item.read(), options)
        except RecordError:
            continue  # a sync says what is wrong with it
        if not post.draft:
            yield ours_of(post, url)


def match(theirs: list[PublishedPost], mine: list[Ours]) -> Matches:
    """Which is which. Only what is the one of its kind on both sides is evidence."""
    found = Matches()
    rules: tuple[tuple[str, Callable[[PublishedPost], Hashable], Callable[[Ours], Hashable]], ...] = (
        ("id", lambda post: post.id, lambda ours: ours.id),
        ("address", lambda post: _place(post.url), lambda ours: _place(ours.address)),
        ("address", lambda post: _path(post.url), lambda ours: _path(ours.address)),
        ("title and date", _title_and_day, lambda ours: (words(ours.title), ours.day)),
        ("title and date", _title_and_day, lambda ours: (words(ours.title), ours.day - 1)),
        ("title and date", _title_and_day, lambda ours: (words(ours.title), ours.day + 1)),
    )
    for name, of_theirs, of_mine in rules:
        _pair(found, name, theirs, mine, of_theirs, of_mine)
    _pair_texts(found, theirs, mine)
    return found


def _pair(
    found: Matches,
    name: str,
    theirs: list[PublishedPost],
    mine: list[Ours],
    of_theirs: Callable[[PublishedPost], Hashable],
    of_mine: Callable[[Ours], Hashable],
) -> None:
    taken = set(found.pairs.values())
    by_proof: dict[Hashable, list[int]] = defaultdict(list)
    for number, ours in enumerate(mine):
        if number not in taken and (proof := of_mine(ours)):
            by_proof[proof].append(number)
    wanted = {i: of_theirs(post) for i, post in enumerate(theirs) if i not in found.pairs}
    times = Counter(wanted.values())
    for index, proof in wanted.items():
        candidates = by_proof.get(proof, []) if proof else []
        if len(candidates) == 1 == times[proof]:
            found.pairs[index] = candidates[0]
            found.by[name] += 1


def _pair_texts(found: Matches, theirs: list[PublishedPost], mine: list[Ours]) -> None:
    taken = set(found.pairs.values())
    rest = [index for index in range(len(theirs)) if index not in found.pairs]
    free = [number for number in range(len(mine)) if number not in taken]
    if not rest or not free:
        return
    from feedsvc.sources.published.feed_reader import words_of  # here, because a sync needs no reader of XML

    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number in free:
        for run in _runs(_MARKUP.sub(" ", mine[number].text)):
            where[run].add(number)
    for index in rest:
        runs = set(_runs(words_of(theirs[index].html)))
        counts = Counter(number for run in runs for number in where.get(run, ()) if number not in taken)
        best = counts.most_common(2)
        is_clear = bool(best) and (len(best) == 1 or best[1][1] < best[0][1] / 2)
        if is_clear and best[0][1] >= max(_ENOUGH, _SHARE * len(runs)):
            found.pairs[index] = best[0][0]
            taken.add(best[0][0])
            found.by["text"] += 1


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Each run of words; of scripts that part no words, of letters."""
    words = [part for word in _WORD.findall(text.lower()) for part in ([word] if word.isascii() else word)]
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))


def _place(address: str) -> str:
    """An address in the form in which two are compared: without the scheme, `www.`, and how the end is
    written."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = _in_ascii(unquote(parts.hostname or "").removeprefix("www."))
    path = _path(address)
    return f"{host}/{path}" if host and path else ""


def _in_ascii(host: str) -> str:
    """A host of another script as browsers write it."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are one but for the scheme, `www.` and how the end is written."""
    return _place(one) == _place(other)


def _path(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    query = parts.query if re.match(r"(?:p|page_id|id)=\d+$", parts.query) else ""
    path = _INDEX.sub("", unquote(parts.path)).strip("/").removesuffix(".html").lower()
    return f"{path}?{query}" if query else path


def words(text: str) -> str:
    """The words of a text, for comparing it: small letters, nothing between them but blanks."""
    return " ".join(_WORD.findall(text.lower()))


def _title_and_day(post: PublishedPost) -> Hashable:
    if post.published is None or not words(post.title):
        return None
    return words(post.title), int(post.published.timestamp()) // DAY


class _Nearest:
    """The record that is most like a post, among those that no post is."""

    def __init__(self, free: list[Ours]) -> None:
        self._free = free
        self._titles: dict[str, list[Ours]] = defaultdict(list)
        self._days: dict[int, list[Ours]] = defaultdict(list)
        for ours in free:
            self._titles[words(ours.title)].append(ours)
            self._days[ours.day].append(ours)

    def to(self, post: PublishedPost) -> Ours | None:
        """None where nothing is like it."""
        title = words(post.title)
        if title and title in self._titles:
            return self._titles[title][0]
        day = None if post.published is None else int(post.published.timestamp()) // DAY
        if day is not None and (same := [o for d in (day, day - 1, day + 1) for o in self._days.get(d, ())]):
            return max(same, key=lambda ours: _likeness(title, words(ours.title)))
        best = max(self._free[:2000], key=lambda ours: _likeness(title, words(ours.title)), default=None)
        return best if best is not None and _likeness(title, words(best.title)) > _SHARE else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
