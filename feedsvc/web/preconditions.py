"""Conditional requests (RFC 9110, 13)."""

from __future__ import annotations

from typing import Any

from werkzeug.http import parse_date

from feedsvc.web.negotiation import ANY, accepts, is_version, tags
from feedsvc.web.representations import Reply, Representation, Resource, coding_of
from feedsvc.web.short_cache import short_cache

Environ = dict[str, Any]


@short_cache
def seconds(date: str) -> int | None:
    """An HTTP date in seconds since 1970; None where it is no date."""
    try:
        moment = parse_date(date)
    except (OverflowError, ValueError):  # a zone or a year of more digits than fit
        return None
    return None if moment is None else int(moment.timestamp())


def preconditions_met(environ: Environ, resource: Resource, selected: Representation) -> bool:
    """Whether the request's preconditions allow an answer at all (`If-Match`, `If-Unmodified-Since`)."""
    if_match = environ.get("HTTP_IF_MATCH")
    if if_match is not None:
        # Compared strongly: a weak tag matches nothing (13.1.1).
        return if_match.strip() == ANY or selected.etag in if_match.replace("W/" + selected.etag, "")
    since = environ.get("HTTP_IF_UNMODIFIED_SINCE")
    date = None if since is None else seconds(since)
    return date is None or resource.document.last_modified <= date


def not_modified(
    field: str, resource: Resource, selected: Representation, accept_encoding: str | None
) -> Reply | None:
    """The 304 for the client of this `If-None-Match`; None where it has nothing of this version.

    All codings of a version are the same document, so a client that has any of them has the document. The 304
    names the one it has, where it could have been the answer to this request too, so that a cache can tell
    which of its copies is meant.
    """
    version, found = resource.version, None
    for tag in tags(field):
        if tag == ANY or f'"{tag}"' == selected.etag:
            return selected.unmodified
        if is_version(tag, version):
            found = found or tag
    if found is None:
        return None
    coding = coding_of(found, version)
    if coding and accepts(accept_encoding, coding):
        return selected.unmodified_as(f'"{found}"')
    return selected.unmodified


def is_unmodified(since: str, resource: Resource, selected: Representation) -> bool:
    """Whether nothing changed since the `If-Modified-Since` of a client without tags (13.1.3)."""
    if selected.last_modified is None:
        return False
    date = seconds(since)
    return date is not None and resource.document.last_modified <= date
