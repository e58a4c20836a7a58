"""Letters of any script in ASCII, by the table of Text::Unidecode that site generators use for addresses."""

from __future__ import annotations

_LAST = "\uffff"  # of the table
_UNKNOWN = "[?]"


def in_ascii(letter: str) -> str | None:
    """How `letter` is spelled in ASCII, "" for a mark that is left out; None where the table has nothing."""
    if letter.isascii():
        return letter
    # Here, because few posts need its table, which takes milliseconds to read.
    from text_unidecode import unidecode  # type: ignore[import-untyped]

    found: str = unidecode(letter)
    return None if letter > _LAST or _UNKNOWN in found else found
