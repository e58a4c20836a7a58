"""feedsvc: publish post records as feeds, a latest-updates page, and a static export.

What programs use of it is in `__all__`, and described in docs/library.md. Each name is imported when it is
first asked for: `import feedsvc` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedsvc.errors import (
        ExportError,
        FeedsvcError,
        NothingPublishedError,
        Origin,
        RecordError,
        SourceError,
        StoreError,
        UsageError,
    )
    from feedsvc.export.export import Exported
    from feedsvc.feeds import Feeds
    from feedsvc.posts.record import Record
    from feedsvc.publish.document import Document, Gone, Moved
    from feedsvc.publish.file_document import FileDocument
    from feedsvc.sources.source import Item, Source
    from feedsvc.sync.sync_report import SyncReport

__version__ = "0.1.0"

__all__ = [
    "Document",
    "ExportError",
    "Exported",
    "Feeds",
    "FeedsvcError",
    "FileDocument",
    "Gone",
    "Item",
    "Moved",
    "NothingPublishedError",
    "Origin",
    "Record",
    "RecordError",
    "Source",
    "SourceError",
    "StoreError",
    "SyncReport",
    "UsageError",
    "__version__",
]

_HOMES = {
    "Feeds": "feeds",
    "Exported": "export.export",
    "FileDocument": "publish.file_document",
    "Record": "posts.record",
    **dict.fromkeys(("Document", "Gone", "Moved"), "publish.document"),
    **dict.fromkeys(("Item", "Source"), "sources.source"),
    "SyncReport": "sync.sync_report",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
