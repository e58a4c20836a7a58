"""Compressed twins beside a file, for servers that send them as they are."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from feedsvc.delivery.content_coding import GOOD


class PrecompressedKind(NamedTuple):
    """A kind of twin: the end of its file's name and its coding (RFC 9110, 8.4.1)."""

    suffix: str
    coding: str

    def compress(self, body: bytes) -> bytes:
        return GOOD[self.coding](body)


PRECOMPRESSED: MappingProxyType[str, PrecompressedKind] = MappingProxyType(
    {
        "gz": PrecompressedKind(".gz", "gzip"),
        "br": PrecompressedKind(".br", "br"),
        "zst": PrecompressedKind(".zst", "zstd"),
    }
)
