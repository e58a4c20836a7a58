"""Sorting what may not fit into memory: sorted runs in a temporary file, merged as they are read."""

from __future__ import annotations

import heapq
import io
import pickle
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T")
MOST = 20_000  # values in memory
CHUNK = 100  # values that are read back together


class ExternalSort(Generic[T]):
    """Values in the order of a key (Knuth, volume 3, 5.4), as often as asked for. Few stay in memory as the
    objects they are; of more, each reading gives copies, which know the `shared` objects as these are."""

    def __init__(self, key: Callable[[T], Any], shared: tuple[object, ...] = ()) -> None:
        self._key = key
        self._shared = {id(one): str(number) for number, one in enumerate(shared)}
        self._by_name = {str(number): one for number, one in enumerate(shared)}
        self._last: list[T] = []
        self._runs: list[list[int]] = []  # where the chunks of each begin
        self._file: IO[bytes] | None = None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        self._last.sort(key=self._key)
        if not self._runs:
            return iter(self._last)
        return heapq.merge(*map(self._read, self._runs), self._last, key=self._key)

    def add(self, value: T) -> None:
        """One more value, before the first reading."""
        self._last.append(value)
        self._count += 1
        if len(self._last) >= MOST:
            self._write()

    def _write(self) -> None:
        """Move what is in memory to the file, as a sorted run."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it goes with this object)
        self._last.sort(key=self._key)
        places = []
        for start in range(0, len(self._last), CHUNK):
            places.append(self._file.seek(0, io.SEEK_END))
            pickler = pickle.Pickler(self._file, pickle.HIGHEST_PROTOCOL)
            pickler.persistent_id = self._name_of  # type: ignore[method-assign]
            pickler.dump(self._last[start : start + CHUNK])
        self._runs.append(places)
        self._last = []

    def _read(self, places: list[int]) -> Iterator[T]:
        assert self._file is not None
        for place in places:
            self._file.seek(place)
            unpickler = pickle.Unpickler(self._file)
            unpickler.persistent_load = self._by_name.__getitem__  # type: ignore[method-assign]
            yield from unpickler.load()

    def _name_of(self, one: Any) -> str | None:
        return self._shared.get(id(one))
