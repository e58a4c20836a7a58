"""Compressed twins beside a file, for servers that send them as they are. Same bytes in, same bytes out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from types import MappingProxyType

import brotli  # type: ignore[import-untyped]
import zstandard


def _gzip(body: bytes) -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)  # with a header that holds neither time nor name
    return squeeze.compress(body) + squeeze.flush()


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=9))


def _zstandard(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=15).compress(body)


# By the setting's word: the end of the file's name, the name of the coding on the wire, and how it is made.
TWINS: MappingProxyType[str, tuple[str, str, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "gz": (".gz", "gzip", _gzip),
        "br": (".br", "br", _brotli),
        "zst": (".zst", "zstd", _zstandard),
    }
)
