"""The access log: a line of JSON for each request."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

from feedsvc.errors import UsageError
from feedsvc.web.clients import reader
from feedsvc.web.instrumented import RequestRecord
from feedsvc.web.store_watcher import Clock

STANDARD_OUTPUT = "-"


class AccessLog:
    """Lines at the end of a file; several processes may write to the same.

    Raises `UsageError` when it cannot be opened.
    """

    def __init__(self, file: str, clock: Clock) -> None:
        self._clock = clock
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self._descriptor = 1 if file == STANDARD_OUTPUT else os.open(file, flags, 0o644)
        except OSError as error:
            raise UsageError(f"server.access_log {file!r} cannot be written: {error.strerror}") from None

    def close(self) -> None:
        if self._descriptor > 1:
            os.close(self._descriptor)

    def __call__(self, record: RequestRecord) -> None:
        environ, reply = record.environ, record.reply
        agent = environ.get("HTTP_USER_AGENT", "")
        moment = datetime.fromtimestamp(self._clock(), UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "client": record.client,
            "method": environ["REQUEST_METHOD"],
            "path": record.path,
            "query": environ.get("QUERY_STRING", ""),
            "status": reply.code,
            "bytes": reply.size,
            "kind": record.document_type,
            "validator": record.validator,
            "cache": record.cache,
            "milliseconds": round(record.seconds * 1000, 3),
            "agent": agent,
            "subscribers": reader(agent).subscribers,
        }
        # One write a line: lines of several processes do not mix.
        os.write(self._descriptor, json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
