"""What no reader could read of what was made: not published, and told until it can be.

Of a document the last good version is kept, and given instead; a post keeps its own, or becomes plain text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from feedsvc.store.store import drop_meta, get_meta, set_meta

_DOCUMENTS, _ENTRIES = "kept_documents", "entry_faults"


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What is wrong with a document as it is made now, and its last good version, as it was for the site at
    `url`; where that cannot be made any more, `body` is empty. `last_modified` in seconds."""

    fault: str
    url: str = ""
    body: str = ""
    media_type: str = ""
    last_modified: int = 0

    def __str__(self) -> str:
        stays = "the last good version stays" if self.body else "who has a good version keeps it"
        return f"{self.fault}; {stays}"


def faults(connection: Connection) -> list[str]:
    """A line for each."""
    documents = kept_documents(connection).items()
    lines = [f"{path or 'index.html'}: {kept}" for path, kept in documents]
    return [*lines, *entry_faults(connection).values()]


def kept_documents(connection: Connection) -> dict[str, KeptDocument]:
    """By path (percent-encoded)."""
    found = get_meta(connection, _DOCUMENTS)
    return {path: KeptDocument(**values) for path, values in json.loads(found).items()} if found else {}


def keep_documents(connection: Connection, kept: Mapping[str, KeptDocument]) -> None:
    """Keep these, and no others."""
    _write(connection, _DOCUMENTS, {path: asdict(document) for path, document in kept.items()})


def entry_faults(connection: Connection) -> dict[str, str]:
    """What is wrong with the entries of posts, by the keys of their records."""
    return json.loads(get_meta(connection, _ENTRIES) or "{}")  # type: ignore[no-any-return]


def keep_entry_faults(connection: Connection, found: Mapping[str, str]) -> None:
    """Tell of these, and no others."""
    _write(connection, _ENTRIES, found)


def _write(connection: Connection, name: str, values: Mapping[str, object]) -> None:
    if values:
        set_meta(connection, name, json.dumps(values, ensure_ascii=False))
    else:
        drop_meta(connection, name)
