"""How far a first sync is that is committed in parts: kept in the store until its revision is there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from feedsvc.store.store import drop_meta, get_meta, set_meta

_NAME = "unfinished"
Order = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`began` is when the first of the syncs that were at it began; the last one has gone through `step`
    with `done` of `total` records, `since` then (seconds). `last` is the order of the last post that is
    written, and `basis` a digest of all but the records that decides what becomes of them."""

    began: int
    since: int
    basis: str
    step: str = ""
    done: int = 0
    total: int = 0
    last: Order | None = None

    def write(self, connection: Connection) -> None:
        set_meta(connection, _NAME, self.text)

    @property
    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def unfinished_in(connection: Connection) -> Unfinished | None:
    """The first sync that is under way, or broke off; None where there is none."""
    kept = get_meta(connection, _NAME)
    if kept is None:
        return None
    values = json.loads(kept)
    return Unfinished(**{**values, "last": values["last"] and tuple(values["last"])})


def finish(connection: Connection) -> None:
    """The revision is there."""
    drop_meta(connection, _NAME)
