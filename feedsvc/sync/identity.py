"""Which record is which post: a renamed file, a changed slug, title, date or domain keep the entry id."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from feedsvc.posts.fields import same_id
from feedsvc.store import schema
from feedsvc.store.queries import in_parts
from feedsvc.sync.ledger import Ledger
from feedsvc.sync.listing import RecordRow


@dataclass(slots=True)
class Candidate:
    """A record that may become or stay a live post; just what tells whose record it is.

    `position` finds the whole post in the spool. `is_unchanged` says that only its feeds may be others now.
    `post` is the number of the post it turned out to be, None for a new one; `rival` names the record that
    already has the id this one gives.
    """

    key: str
    fingerprint: str
    digest: str
    source_id: str | None
    slug: str
    title: str | None
    published: int
    text_digest: str | None
    position: int
    known: RecordRow | None
    is_unchanged: bool = False
    due: int | None = None
    post: int | None = None
    rival: str | None = None

    @property
    def order(self) -> tuple[int, str, str]:
        """First published, first served: the order in which ids, slugs and ordinals are given."""
        return self.published, self.source_id or "", self.key


@dataclass(frozen=True, slots=True)
class Former:
    """A post whose record changed or vanished: it waits for the record that continues it."""

    number: int
    source_id: str | None
    key: str
    title: str
    published: int
    text_digest: str | None


def recognise(
    connection: Connection, ledger: Ledger, candidates: list[Candidate], vanished: Iterable[RecordRow]
) -> set[int]:
    """Set `post` (and `rival`) of each candidate. `candidates` come in their `order`. Returns the posts that
    came with an imported ledger and had not met their records before.

    The evidence, from the strongest: its own id; the same record, recognisably; the same text; the same
    title and date; the same record, rewritten; a deleted post like it. Each former post is continued by one
    record at most, and held by no other from here on.
    """
    numbers = {known.post for known in vanished} | {c.known.post for c in candidates if c.known}
    waiting = {former.number: former for former in _formers(connection, numbers)}
    imported = {former.number: former for former in _imported(connection)}
    waiting |= imported
    _by_source_id(connection, ledger, candidates, waiting)
    rest = [c for c in candidates if c.post is None and c.rival is None]
    for evidence in (_record_and_text, _record_and_title, _text, _title_and_date, _record):
        rest = _match(rest, waiting, evidence)
    if ledger.has_posts:
        _from_the_deleted(connection, ledger, rest, {candidate.post for candidate in candidates})
        _let_go(connection, candidates)
    return set(imported)


def _by_source_id(
    connection: Connection, ledger: Ledger, candidates: list[Candidate], waiting: dict[int, Former]
) -> None:
    """A record's own id decides, and is nobody else's: who has it keeps it, else who was published first."""
    holders = {c.key: ledger.holder_of_source_id(c.source_id) for c in candidates if c.source_id is not None}
    with_ids = [c for c in candidates if c.source_id is not None]
    with_ids.sort(key=lambda c: c.known is None or c.known.post != holders[c.key])
    given_to: dict[str | int, str] = {}
    for candidate in with_ids:
        source_id, holder = candidate.source_id or "", holders[candidate.key]
        # Two ways to write one id lead to one post.
        name = same_id(source_id) if holder is None else holder
        if name in given_to:
            candidate.rival = given_to[name]
        elif holder is not None and holder not in waiting and ledger.is_live(holder):
            rival = select(schema.post.c.key).where(schema.post.c.number == holder)
            candidate.rival = connection.scalar(rival)
        else:
            given_to[name] = candidate.key
            candidate.post = holder
            if holder is not None:
                waiting.pop(holder, None)


def _from_the_deleted(
    connection: Connection, ledger: Ledger, rest: list[Candidate], taken: set[int | None]
) -> None:
    """A post that comes back is itself again, also under another name; unless it is `taken`."""
    table = schema.post
    for candidate in rest:
        alike = (table.c.title == candidate.title) & (
            (table.c.published == candidate.published) | (table.c.key == candidate.key)
        )
        if candidate.text_digest:
            alike |= table.c.text_digest == candidate.text_digest
        if candidate.source_id is not None:
            alike &= table.c.source_id.is_(None)
        found = connection.scalars(
            select(table.c.number)
            .where(table.c.deleted.is_not(None), alike)
            .order_by(table.c.deleted.desc(), table.c.number)
        )
        candidate.post = next((number for number in found if number not in taken), None)
        if candidate.post is None and candidate.source_id is None:
            holder = ledger.holder_of_id(ledger.minted(candidate.slug, candidate.published))
            if holder is not None and holder not in taken and not ledger.is_live(holder):
                candidate.post = holder
        taken.add(candidate.post)


def _let_go(connection: Connection, candidates: list[Candidate]) -> None:
    """A post is held by one record at most: who held one that another record continues (as a hidden draft
    holds its deleted post) holds it no more, and so cannot take it down."""
    taken = {c.post for c in candidates if c.known is None or c.known.post != c.post} - {None}
    table = schema.record
    for numbers in in_parts(_ordered(taken)):
        connection.execute(update(table).where(table.c.post.in_(numbers)).values(post=None))
    for candidate in candidates:
        if candidate.known is not None and candidate.known.post in taken:
            candidate.known = candidate.known._replace(post=None)


Evidence = Callable[[Candidate | Former], Hashable]


def _match(rest: list[Candidate], waiting: dict[int, Former], evidence: Evidence) -> list[Candidate]:
    """Pair candidates with waiting posts that show the same evidence, in order; return the unpaired."""
    by_evidence: dict[Hashable, list[Former]] = {}
    for former in sorted(waiting.values(), key=lambda former: (former.published, former.key), reverse=True):
        by_evidence.setdefault(evidence(former), []).append(former)
    unpaired: list[Candidate] = []
    for candidate in rest:
        proof = evidence(candidate)
        formers = by_evidence.get(proof, []) if proof is not None else []
        chosen = next((f for f in reversed(formers) if _may_continue(candidate, f)), None)
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


def _record_and_text(one: Candidate | Former) -> Hashable:
    return (one.key, one.text_digest) if one.text_digest else None


def _record_and_title(one: Candidate | Former) -> Hashable:
    return (one.key, one.title, one.published)


def _text(one: Candidate | Former) -> Hashable:
    return one.text_digest


def _title_and_date(one: Candidate | Former) -> Hashable:
    return (one.title, one.published) if one.title else None


def _record(one: Candidate | Former) -> Hashable:
    return one.key


def _imported(connection: Connection) -> Iterator[Former]:
    """Posts that came with an imported ledger, and have not met their records yet."""
    table = schema.post
    waiting = ~table.c.live & table.c.deleted.is_(None)
    for row in connection.execute(select(*(table.c[name] for name in Former.__slots__)).where(waiting)):
        yield Former(*row)


def _formers(connection: Connection, numbers: Iterable[int | None]) -> Iterator[Former]:
    table = schema.post
    columns = [table.c[name] for name in Former.__slots__]
    for part in in_parts(_ordered(numbers)):
        for row in connection.execute(select(*columns).where(table.c.number.in_(part))):
            yield Former(*row)


def _ordered(numbers: Iterable[int | None]) -> list[int]:
    """The numbers among them."""
    return sorted(number for number in numbers if number is not None)
