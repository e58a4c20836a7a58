"""What the parts of a sync share while it writes: one transaction, and what is collected until its end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from feedsvc.sync.batch import Batch
from feedsvc.sync.invalidations import Invalidations
from feedsvc.sync.ledger import Ledger


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """`now` is the revision's time, in seconds."""

    connection: Connection
    batch: Batch
    ledger: Ledger
    invalidations: Invalidations
    now: int
