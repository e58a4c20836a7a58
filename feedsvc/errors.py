"""The errors a user can cause. Each one prints as a single clear line, never as a traceback.

The command line turns `UsageError` into exit code 2 and every other `FeedsvcError` into exit code 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PASSWORD = re.compile(r"(?<=://)([^\s:/@\"']*):[^\s\"']*@|((?:password|passwd)=)[^\s&\"';]+", re.IGNORECASE)


class FeedsvcError(Exception):
    """Base of all errors feedsvc raises on purpose; `str(error)` is the line shown to the user."""


class UsageError(FeedsvcError):
    """The command line or a setting makes no sense (exit code 2)."""


class SourceError(FeedsvcError):
    """A whole source is missing, unreadable or implausible; nothing was published (exit code 1)."""


class StoreError(FeedsvcError):
    """The store cannot be opened, read or written (exit code 1)."""


class NothingPublishedError(StoreError):
    """Nothing was synced into the store yet (exit code 1)."""


class DocumentError(FeedsvcError):
    """A document was made that no reader could read; what was there before stays (exit code 1).

    `path` is the document's, percent-encoded, `reason` what a parser says of it.
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path or 'index.html'}: {reason}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        return DocumentError, (self.path, self.reason)


class ExportError(FeedsvcError):
    """The static export could not be written; what was there before is still there (exit code 1)."""


class ProcessError(FeedsvcError):
    """A process that computed for this one was killed; nothing was changed (exit code 1)."""


def without_password(text: str) -> str:
    """`text` with the passwords of the addresses in it masked: nothing that people read or that is logged may
    show one."""
    return _PASSWORD.sub(lambda found: f"{found[2]}***" if found[2] else f"{found[1]}:***@", text)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record lies, as a person would look it up.

    `file` is a path or a table's name; `line` is the line (or row) at which the record begins, from 1.
    """

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class RecordError(FeedsvcError):
    """One record cannot be used; the other records go on.

    `origin` says where, `field` which field of the record (None for the record as a whole), `reason` why
    and what to do about it.
    """

    def __init__(self, origin: Origin, field: str | None, reason: str) -> None:
        self.origin, self.field, self.reason = origin, field, reason
        super().__init__(f"{origin}: {field + ': ' if field else ''}{reason}")

    def __reduce__(self) -> tuple[type[RecordError], tuple[Origin, str | None, str]]:
        return type(self), (self.origin, self.field, self.reason)


class EntryError(RecordError):
    """A post's entry would make feeds unreadable: a fault of feedsvc's, not of the record's."""
