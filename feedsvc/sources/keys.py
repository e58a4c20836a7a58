"""Keys for records that have no place of their own, as a line of a file has none once another moves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from feedsvc.posts.text import name
from feedsvc.posts.vocabulary import field_name
from feedsvc.sources.digest_set import DigestSet

_ID, _SLUG, _URL = ("id", "guid", "uuid"), ("slug", "abbrlink"), ("url", "permalink", "link", "external_url")


_SCALAR = (str, int, float, date)


class Keys:
    """The keys of one listing: what names a record best, made unique by a count."""

    def __init__(self) -> None:
        self._seen = DigestSet()
        self._times: dict[str, int] = {}  # of those that were there more than once
        self._has_placed = False

    def of(self, fields: Mapping[str, Any]) -> str:
        """A key from the record's id, else its slug, else its URL, else its title and date."""
        named = {field_name(given): value for given, value in fields.items()}
        for kind, aliases in (("id", _ID), ("slug", _SLUG), ("url", _URL)):
            for alias in aliases:
                value = named.get(alias)
                if (
                    isinstance(value, str | int)
                    and not isinstance(value, bool)
                    and (text := name(str(value)))
                ):
                    return self.unique(f"{kind}:{text}")
        told = [named.get("title"), named.get("date"), named.get("date_published")]
        described = json.dumps([str(value) if isinstance(value, _SCALAR) else None for value in told])
        return self.unique(f"title:{byte_digest(described.encode())}")

    @property
    def are_plain(self) -> bool:
        """Whether each key so far is of its record alone."""
        return not self._times and not self._has_placed

    def placed(self, key: str) -> str:
        """A key made of a record's place."""
        self._has_placed = True
        return self.unique(key)

    def unique(self, key: str) -> str:
        """`key`, or `key#2` and so on for its repetitions."""
        found = key
        while not self._seen.add(found):
            self._times[key] = self._times.get(key, 1) + 1
            found = f"{key}#{self._times[key]}"
        return found


def byte_digest(data: bytes) -> str:
    """A fingerprint of `data`: 16 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()
