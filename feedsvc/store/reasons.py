"""What a database's own errors mean, in one line each, with the way back."""

from __future__ import annotations

import re
from pathlib import Path

from feedsvc.errors import without_password
from feedsvc.store.engine import is_read_only

_LOCKED = "another process is writing to it; try again when that has ended"
_READ_ONLY = "it can only be read here: a read-only file, folder or mount"
_CHECK = "feedsvc check --store says what is left of it, and what can be made again of what"
_DAMAGED = f"it is damaged: {{said}}; go back to a backup, or: {_CHECK}"
_INCOMPLETE = f"it is no store of feedsvc's, or not all of one: {{said}}; {_CHECK}"
GONE = (
    "its file is gone; put a backup in its place, or load the ledger that is kept beside the posts into a "
    "new one (feedsvc ledger import FILE), and sync"
)
_FULL = "there is no room for it: make some, and sync again; what was published stays"
_UNREADABLE = "the disk does not do what is asked of it: {said}; is it full, or about to fail?"

# By the beginnings of SQLite's names of its errors (https://sqlite.org/rescode.html).
_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": "its file may not be opened by this user",
    "SQLITE_AUTH": "its file may not be opened by this user",
    "SQLITE_NOTADB": f"its file is not a database, or its beginning is damaged; name another, or: {_CHECK}",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _UNREADABLE,
    "SQLITE_NOMEM": "there is not enough memory",
}
# By PostgreSQL's codes and classes of codes (its manual, appendix A).
_POSTGRESQL = {
    "55P03": _LOCKED,
    "25006": "it can only be read here: a standby server, or a database that is set so; write to the primary",
    "42501": "this user lacks a right to it: {said}",
    "42P01": _INCOMPLETE,
    "42703": _INCOMPLETE,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "53100": _FULL,
    "57014": "the server did not answer in time: {said}; try again when it has less to do",
    "57P": "the server ended the connection: {said}; try again when it runs again",
    "53300": "the server has no connection left: {said}; try again, or raise its max_connections",
    "28": "the server does not let this user in: {said}",
    "3D000": "there is no such database: {said}; make one (createdb)",
    "08": "the server cannot be reached: {said}; is it running?",
}
# An error of connecting has no code, but the words of the server where it answered.
_REFUSED = {
    re.compile("FATAL: +database .* does not exist"): "3D000",
    re.compile("FATAL: .*(?:role|user|authentication|pg_hba)"): "28",
    re.compile("FATAL: .*(?:too many|connection slots)"): "53300",
    re.compile("FATAL: .*(?:starting up|shutting down|recovery)"): "57P",
}


def damaged(said: str) -> str:
    """What to say of a value that feedsvc did not write so."""
    return _DAMAGED.replace("{said}", said)


def reason_of(error: BaseException | None, file: Path | None) -> str:
    """What an error of the driver's means; `file` is the store's, where it is one."""
    said = without_password((str(error).strip() or type(error).__name__).splitlines()[0])
    meaning = _meaning_in_file(error, file, said) if file is not None else _meaning_on_server(error, said)
    return meaning.replace("{said}", said)


def _meaning_in_file(error: BaseException | None, file: Path, said: str) -> str:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith("SQLITE_CANTOPEN"):
        return _why_not_opened(file)
    if name == "SQLITE_ERROR" and said.startswith(("no such table", "no such column")):
        return _INCOMPLETE
    return next((text for beginning, text in _SQLITE.items() if name.startswith(beginning)), said)


def _why_not_opened(file: Path) -> str:
    if file.is_dir():
        return "it is a folder; name a file in it"
    if not file.absolute().parent.is_dir():
        return "its folder does not exist"
    if Path(f"{file}-wal").exists() and is_read_only(file):
        return f"changes wait in {file}-wal; open it once where it can be written (feedsvc status)"
    return "it cannot be opened; may it be read here?"


def _meaning_on_server(error: BaseException | None, said: str) -> str:
    code = getattr(error, "sqlstate", None) or ""
    if "lock timeout" in said:
        return _LOCKED
    if not code and said.startswith(("connection failed", "connection is bad", "connection timeout")):
        code = next((code for words, code in _REFUSED.items() if words.search(said)), "08")
    return next((text for beginning, text in _POSTGRESQL.items() if code.startswith(beginning)), said)
