"""Which record is which post: a renamed file, a changed slug, title, date or domain keep the entry id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, select, update

from feedsvc.posts.fields import same_id
from feedsvc.store import schema
from feedsvc.store.queries import in_parts
from feedsvc.store.short import digest, short
from feedsvc.store.store import get_meta, set_meta
from feedsvc.sync.ledger import IMPORTED, Ledger
from feedsvc.sync.listing import RecordRow


@dataclass(slots=True)
class Candidate:
    """A record that may become or stay a live post; just what tells whose record it is. `row` is as it will
    be kept, if it does.

    `known_id` is the id by which an import says that readers know it. `position` finds the whole post in the
    spool. `is_unchanged` says that only its feeds may be others now.
    `post` is the number of the post it turned out to be, None for a new one; `rival` names the record that
    already has the id this one gives.
    """

    row: RecordRow
    source_id: str | None
    feed_id: str | None
    known_id: str | None
    slug: str
    title: str | None
    published: int
    text_digest: str | None
    position: int
    known: RecordRow | None
    is_unchanged: bool = False
    post: int | None = None
    rival: str | None = None

    @property
    def key(self) -> str:
        """The record's, shortened."""
        return self.row.key

    @property
    def order(self) -> tuple[int, str, str]:
        """First published, first served: the order in which ids, slugs and ordinals are given."""
        return self.published, self.source_id or "", self.key


@dataclass(frozen=True, slots=True)
class Former:
    """A post that waits for the record that continues it. `key` is of the record that tells it, or did,
    shortened; `deleted` is when the post was (seconds)."""

    number: int
    source_id: str | None
    key: str
    title: str
    published: int
    text_digest: str | None
    deleted: int | None


# What a record and a post have in common, from the strongest evidence to the weakest: a post is recognised
# as the very same; under another name; with another title or date, in its place; in other words, in its
# place; elsewhere with another title or date; elsewhere in other words; and rewritten in its place.
_EVIDENCE: tuple[tuple[str, ...], ...] = (
    ("key", "text_digest", "title", "published"),
    ("text_digest", "title", "published"),
    ("key", "text_digest"),
    ("key", "title", "published"),
    ("text_digest", "title"),
    ("text_digest", "published"),
    ("text_digest",),
    ("title", "published"),
    ("key", "title"),
    ("key",),
)
_TEXT_ALONE, _TITLE_AND_DATE, _NAME_ALONE = ("text_digest",), ("title", "published"), ("key",)
# Of records that give one id, the one at whose name the post was comes first, unless another is the very same
# and this one has no more than the name.
_CLAIM = (
    *(names for names in _EVIDENCE[:-1] if "key" in names),
    _EVIDENCE[1],
    _NAME_ALONE,
    *(names for names in _EVIDENCE[2:] if "key" not in names),
)


def recognise(
    connection: Connection, ledger: Ledger, candidates: list[Candidate], offered: Mapping[int, str]
) -> None:
    """Set `post` (and `rival`) of each candidate. `candidates` come in their `order`.

    A record's own id decides; else the strongest evidence does. `offered` are the posts whose records
    changed, vanished or cannot be read, with the keys of those; beside them the deleted posts wait, but for a
    record that has no more than its name in common with them. Each post is continued by one record at most,
    and held by no other from here on.
    """
    if not ledger.has_posts:
        _give_way(candidates, {})
        return
    waiting = {former.number: former for former in _formers(connection, offered)}
    _by_source_id(connection, ledger, candidates, waiting)
    rest = [candidate for candidate in candidates if candidate.post is None and candidate.rival is None]
    deleted: dict[int, Former] | None = None
    twins: Set[Hashable] = frozenset()
    for names in _EVIDENCE:
        is_weak = bool(rest) and names in (_TEXT_ALONE, _TITLE_AND_DATE)
        shared = _shared(connection, rest, waiting, names) if is_weak else frozenset()
        twins = shared if names == _TITLE_AND_DATE else twins
        rest = _match(rest, waiting, names, shared if names == _TEXT_ALONE else frozenset())
        if deleted is None and rest:
            taken = {candidate.post for candidate in candidates}
            alike = _deleted(connection, rest)
            deleted = {f.number: f for f in alike if f.number not in waiting and f.number not in taken}
        if deleted and names != _NAME_ALONE:
            rest = _match(rest, deleted, names, shared)
    singles = (candidate for candidate in rest if _proof(_TITLE_AND_DATE, candidate) not in twins)
    _by_minted_id(ledger, singles, {candidate.post for candidate in candidates})
    _let_go(connection, candidates)


def _by_source_id(
    connection: Connection, ledger: Ledger, candidates: list[Candidate], waiting: dict[int, Former]
) -> None:
    """A record's own id decides, and is nobody else's. Who has it keeps it; else the record that is most like
    the post with this id gets it, else the one published first."""
    claims: dict[int | str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.source_id is not None:
            holder = ledger.holder_of_source_id(candidate.source_id)
            # Two ways to write one id lead to one post.
            name = same_id(candidate.source_id) if holder is None else holder
            claims.setdefault(name, []).append(candidate)
    for name, claimants in claims.items():
        if isinstance(name, str):
            _give_way(claimants, {})
        elif name not in waiting and ledger.is_live(name):
            key = connection.scalar(select(schema.post.c.key).where(schema.post.c.number == name))
            for candidate in claimants:
                candidate.rival = key
        else:
            former = waiting.pop(name, None) or next(_rows(connection, _NUMBERED, [name]))
            chosen = min(claimants, key=lambda candidate: _likeness(candidate, former))
            chosen.post = name
            for candidate in claimants:
                if candidate is not chosen:
                    candidate.rival = chosen.key


def give_way(connection: Connection, candidates: list[Candidate]) -> None:
    """Of the records of a first sync with one id the first gets it: one that is in the store already, or the
    first of these."""
    table = schema.post
    digests = {digest(same_id(each.source_id)) for each in candidates if each.source_id is not None}
    keys: dict[str, str] = {}
    for part in in_parts(sorted(digests)):
        these = select(table.c.source_id, table.c.key).where(table.c.source_digest.in_(part))
        keys |= {row.source_id: short(row.key) for row in connection.execute(these)}
    _give_way(candidates, keys)


def _give_way(candidates: Iterable[Candidate], keys: dict[str, str]) -> None:
    """Of new records with one id the first gets it, unless it is among those whose `keys` are known."""
    for candidate in candidates:
        if candidate.source_id is not None:
            key = keys.setdefault(same_id(candidate.source_id), candidate.key)
            candidate.rival = key if key != candidate.key else None


def _likeness(candidate: Candidate, former: Former) -> tuple[int, tuple[int, str, str]]:
    """How much a candidate is like a post: the less, the more."""
    proofs = ((_proof(names, candidate), _proof(names, former)) for names in _CLAIM)
    rank = next((rank for rank, (one, other) in enumerate(proofs) if one and one == other), len(_CLAIM))
    return rank, candidate.order


def _proof(names: tuple[str, ...], one: Candidate | Former) -> tuple[Hashable, ...] | None:
    values = tuple(getattr(one, name) for name in names)
    return None if None in values else values


def _match(
    rest: list[Candidate],
    waiting: dict[int, Former],
    names: tuple[str, ...],
    shared: Set[Hashable] = frozenset(),
) -> list[Candidate]:
    """Pair candidates with waiting posts that show the same evidence, in order; return the unpaired. What is
    `shared` is no evidence."""
    if not waiting:
        return rest
    by_proof: dict[Hashable, list[Former]] = {}
    for former in waiting.values():
        if (proof := _proof(names, former)) is not None:
            by_proof.setdefault(proof, []).append(former)
    unpaired: list[Candidate] = []
    for candidate in rest:
        proof = _proof(names, candidate)
        formers = by_proof.get(proof, []) if proof not in shared else []
        chosen = next((former for former in formers if _may_continue(candidate, former)), None)
        if chosen is None:
            unpaired.append(candidate)
        else:
            formers.remove(chosen)
            del waiting[chosen.number]
            candidate.post = chosen.number
    return unpaired


def _may_continue(candidate: Candidate, former: Former) -> bool:
    """Two different ids of the records' own are two posts, however alike; one may be added or dropped."""
    return candidate.source_id is None or former.source_id is None


def _by_minted_id(ledger: Ledger, rest: Iterable[Candidate], taken: set[int | None]) -> None:
    """A deleted post of the same date and slug comes back: the id of a new one would be the same."""
    for candidate in rest:
        if candidate.post is None and candidate.source_id is None:
            holder = ledger.deleted_holder(candidate.feed_id, candidate.slug, candidate.published)
            if holder is not None and holder not in taken:
                candidate.post = holder
                taken.add(holder)


def _let_go(connection: Connection, candidates: list[Candidate]) -> None:
    """A post is held by one record at most: who held one that another record continues (as a hidden draft
    holds its deleted post) holds it no more, and so cannot take it down."""
    held = ((c.post, c.known.post if c.known else None) for c in candidates)
    taken = {post for post, former in held if post is not None and post != former}
    table = schema.record
    for numbers in in_parts(sorted(taken)):
        connection.execute(update(table).where(table.c.post.in_(numbers)).values(post=None))
    for candidate in candidates:
        if candidate.known is not None and candidate.known.post in taken:
            candidate.known = candidate.known._replace(post=None)


def imported(connection: Connection) -> dict[int, str]:
    """The posts that came with an imported ledger and have not met their records yet, with the keys of
    those."""
    if not get_meta(connection, IMPORTED):
        return {}
    table = schema.post
    query = select(table.c.number, table.c.key).where(~table.c.live & table.c.deleted.is_(None))
    found = {row.number: short(row.key) for row in connection.execute(query)}
    if not found:
        set_meta(connection, IMPORTED, "")
    return found


def _formers(connection: Connection, offered: Mapping[int, str]) -> Iterator[Former]:
    """The posts that are offered, the first published first."""
    formers = _rows(connection, _NUMBERED, sorted(offered))
    found = [replace(former, key=offered[former.number]) for former in formers]
    yield from sorted(found, key=attrgetter("published", "key", "number"))


def _deleted(connection: Connection, candidates: list[Candidate]) -> list[Former]:
    """The deleted posts with the text or the title of a candidate, the latest first."""
    found = {
        former
        for name, values in _looked_up(candidates).items()
        for former in _rows(connection, _DELETED[name], values)
    }
    return sorted(found, key=lambda former: (-(former.deleted or 0), former.number))


def _shared(
    connection: Connection, candidates: list[Candidate], waiting: Mapping[int, Former], names: tuple[str, ...]
) -> Set[Hashable]:
    """The evidence that live posts show which go on: a new record that shows it too is a copy of such a post,
    rather than another that showed it once."""
    name = "text_digest" if "text_digest" in names else "title_digest"
    formers = _rows(connection, _LIVE[name], _looked_up(candidates)[name])
    return {_proof(names, former) for former in formers if former.number not in waiting}


def _looked_up(candidates: list[Candidate]) -> dict[str, list[str]]:
    """By which columns, and values of these, posts with the text or the title of a candidate are found."""
    texts = sorted({c.text_digest for c in candidates if c.text_digest is not None})
    titles = sorted({digest(c.title) for c in candidates if c.title is not None})
    return {"text_digest": texts, "title_digest": titles}


def _formers_by(column: Column[Any]) -> Select[Any]:
    columns = (schema.post.c[name] for name in Former.__slots__)
    return select(*columns).where(column.in_(bindparam("values", expanding=True)))


_NUMBERED = _formers_by(schema.post.c.number)
_ALIKE = {name: _formers_by(schema.post.c[name]) for name in ("text_digest", "title_digest")}
_DELETED = {name: query.where(schema.post.c.deleted.is_not(None)) for name, query in _ALIKE.items()}
_LIVE = {name: query.where(schema.post.c.live) for name, query in _ALIKE.items()}


def _rows(connection: Connection, query: Select[Any], values: Sequence[object]) -> Iterator[Former]:
    for some in in_parts(values):
        for row in connection.execute(query, {"values": some}).mappings():
            yield Former(**{**row, "key": short(row["key"])})
