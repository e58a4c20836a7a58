"""A set of texts that takes some twenty bytes for each of them, as many as there are."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_SMALLEST = 1024


class DigestSet:
    """Texts by digests of 64 bits, in a table of open addressing (Knuth, volume 3, 6.4). Of forty million
    sets of a million texts, one takes a text for another."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _SMALLEST))
        self._count = 0

    def add(self, text: str) -> bool:
        """Whether the text is new."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if not self._put(int.from_bytes(digest, "little") or 1):
            return False
        self._count += 1
        if 2 * self._count > len(self._table):
            former, self._table = self._table, array("Q", bytes(16 * len(self._table)))
            for number in former:
                if number:
                    self._put(number)
        return True

    def _put(self, number: int) -> bool:
        table = self._table
        last = len(table) - 1
        place = number & last
        while found := table[place]:
            if found == number:
                return False
            place = (place + 1) & last
        table[place] = number
        return True
