"""Grapheme clusters: what a reader sees as one character (Unicode Standard Annex 29, section 3)."""

from __future__ import annotations

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_VIRAMA = 9  # the combining class that ties two Indic consonants together
_LEADING, _VOWELS, _TRAILING = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
_SYLLABLES = range(0xAC00, 0xD7A4)


def cluster_start(text: str, index: int) -> int:
    """The largest boundary between clusters at or before `index` (in code points)."""
    while 0 < index < len(text) and _joined(text, index):
        index -= 1
    return index


def _joined(text: str, index: int) -> bool:
    """Whether the characters on the two sides of `index` belong to one cluster."""
    before, after = text[index - 1], text[index]
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    return before not in "\r\n" and (
        _extends(after)
        or (before == ZERO_WIDTH_JOINER and unicodedata.category(after) == "So")
        or (unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo")
        or _pairs_as_flag(text, index)
        or _same_syllable(ord(before), ord(after))
    )


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in ("\u200c", ZERO_WIDTH_JOINER)
        or ord(char) in _SKIN_TONES
        or ord(char) in _TAGS
    )


def _pairs_as_flag(text: str, index: int) -> bool:
    """Flags are pairs of letters, counted from the beginning of a run of them."""
    if ord(text[index]) not in _REGIONAL_INDICATORS:
        return False
    run = index
    while run and ord(text[run - 1]) in _REGIONAL_INDICATORS:
        run -= 1
    return (index - run) % 2 == 1


def _same_syllable(before: int, after: int) -> bool:
    """Hangul, spelled out: leading consonants, vowels, trailing consonants."""
    if before in _LEADING:
        return after in _LEADING or after in _VOWELS or after in _SYLLABLES
    open_syllable = before in _SYLLABLES and (before - _SYLLABLES.start) % 28 == 0
    if before in _VOWELS or open_syllable:
        return after in _VOWELS or after in _TRAILING
    return (before in _TRAILING or before in _SYLLABLES) and after in _TRAILING
