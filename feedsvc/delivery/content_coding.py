"""Compression: quickly when somebody waits, as well as possible when nobody does. Same bytes in, same out."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard


def _gzip(level: int) -> Callable[[bytes], bytes]:
    def compress(body: bytes) -> bytes:
        compressor = zlib.compressobj(level, wbits=31)  # a gzip header without time or name
        return compressor.compress(body) + compressor.flush()

    return compress


def _zstd(level: int) -> Callable[[bytes], bytes]:
    # Up to level 19 the window is at most 8 MiB, which every client must be able to take (RFC 9659).
    return lambda body: zstandard.ZstdCompressor(level=level).compress(body)


def _brotli(quality: int) -> Callable[[bytes], bytes]:
    return lambda body: bytes(brotli.compress(body, quality=quality))


FAST: dict[str, Callable[[bytes], bytes]] = {"br": _brotli(4), "zstd": _zstd(3), "gzip": _gzip(4)}
BEST: dict[str, Callable[[bytes], bytes]] = {"br": _brotli(11), "zstd": _zstd(19), "gzip": _gzip(9)}
# For files that are written once and sent often, but by the thousand.
GOOD: dict[str, Callable[[bytes], bytes]] = {"br": _brotli(9), "zstd": _zstd(15), "gzip": _gzip(9)}
