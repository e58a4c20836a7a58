"""Why two servers answer a stream otherwise: by the first request of which they make different things."""

from __future__ import annotations

import re

from bench.streams.answers import Answers
from feedsvc.web.request_reader import RequestReader

_REFUSED, _NOTHING, _WAITS = "refused", "nothing", "waits"
_REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~\w-]+ \S+ HTTP/1\.[01]", re.ASCII)
_FIELD = re.compile(rb"[!#$%&'*+.^_`|~\w-]+:[^\x00-\x08\x0a-\x1f\x7f]*", re.ASCII)
_HOST = re.compile(rb"(?im)^host:[ \t]*([\w.~!$&'()*+,;=%:\[\]-]*)[ \t]*\r?$", re.ASCII)
_METHODS = (b"GET", b"HEAD", b"POST", b"PUT")


def cause(data: bytes, ours: Answers, theirs: Answers) -> str:
    """A few words for the first difference between the answers to `data`."""
    at = 0
    while (mine := _verdict(ours, at)) == (other := _verdict(theirs, at)):
        if mine in (_NOTHING, _WAITS):
            return "the same"
        at += 1
    if {mine, other} == {_REFUSED, _NOTHING}:
        return f"refused by both, by {'feedsvc' if mine == _REFUSED else 'uvicorn'} alone with an answer"
    if other in (_REFUSED, _NOTHING) and mine not in (_REFUSED, _NOTHING, _WAITS):
        if _REFUSED in (_verdict(ours, later) for later in range(at, len(ours.given))):
            return "whole requests before a broken one: answered here, not there"
        return f"answered here, not there: {_of(data, at)}"
    if mine in (_REFUSED, _NOTHING) and other not in (_REFUSED, _NOTHING, _WAITS):
        return f"answered there, not here: {_of(data, at)}"
    return f"{mine} here, {other} there: {_of(data, at)}"


def _verdict(answers: Answers, at: int) -> str:
    if at >= len(answers.given):
        return _NOTHING if answers.ended else _WAITS
    status = answers.given[at][0]
    return str(status) if status in (200, 301, 304, 404, 405) else _REFUSED


def _of(data: bytes, number: int) -> str:  # noqa: PLR0912 (one line for each kind)
    """What is odd about the head of the request with this number."""
    reader, start, seen = RequestReader(), 0, 0
    for at in range(len(data)):
        if seen >= number or reader.refusal is not None:
            break
        seen += len(reader.read(data[at : at + 1])[0])
        start = at + 1
    head, end, _ = data[start:].lstrip(b"\r\n").partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if data[start : start + 1] in b"\r\n" and data[start:]:
        return "an empty line before a request"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", head):
        return "a line that does not end in CRLF"
    if not _REQUEST_LINE.fullmatch(lines[0]):
        return "a request line with no version, or with blanks elsewhere"
    method, target, _ = lines[0].split(b" ")
    if not target.startswith(b"/"):
        return "a target that is no path"
    if re.search(rb"[^\x21-\x7e]", target):
        return "a target with other characters than ASCII's"
    if any(line[:1] in b" \t" for line in lines[1:]):
        return "a field over several lines"
    if len(_HOST.findall(head)) != 1 or len(re.findall(rb"(?im)^host *:", head)) != 1:
        return "no Host, two, or one that cannot be"
    if not all(map(_FIELD.fullmatch, lines[1:])):
        return "a field's name or value with characters that it may not have"
    if method not in _METHODS:
        return "an unknown method"
    if re.search(rb"(?i)transfer-encoding", head):
        return "transfer codings and chunks"
    if re.search(rb"(?i)content-length", head):
        return "lengths of content"
    return "else" if end else "a head that does not end"
