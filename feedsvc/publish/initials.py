"""Under which letter a name is looked for in a list."""

from __future__ import annotations

import unicodedata

from feedsvc.sources.transliteration import in_ascii

OTHER = "#"
_HANGUL, _VOWELS_AND_ENDS = 0xAC00, 588  # the first syllable; how many begin with the same consonant
_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"  # doubled ones with the plain ones
_ROWS = dict(
    zip("おごぞどのぽもよろん", "あかさたなはまやらわ", strict=True)
)  # the last of each row of kana: its first


def spelt(name: str, language: str | None) -> str:
    """How a name is spelt in ASCII, for its place among those with its initial; the name itself where it
    cannot be, or where nothing tells how (see `initial`)."""
    is_japanese = (language or "").startswith("ja")
    return (name if is_japanese else in_ascii(name) or name).casefold()


def initial(name: str, language: str | None) -> str:
    """The letter: of a Chinese character by its sound in Mandarin, but `漢` on a Japanese site, where nothing
    tells the sound; kana by their row, Hangul by the first consonant, digits and signs together."""
    letters = (letter for letter in unicodedata.normalize("NFKC", name) if letter.isalnum())
    first = next(letters, OTHER)
    if "가" <= first <= "힣":
        return _CONSONANTS[(ord(first) - _HANGUL) // _VOWELS_AND_ENDS]
    first = unicodedata.normalize("NFD", first)[0]
    if "ァ" <= first <= "ン":
        first = chr(ord(first) - ord("ァ") + ord("ぁ"))
    if "ぁ" <= first <= "ん":
        return next(row for last, row in _ROWS.items() if first <= last)
    if unicodedata.name(first, "").startswith("CJK"):
        if (language or "").startswith("ja"):
            return "漢"
        first = (in_ascii(first) or OTHER)[0]
    return first.upper()[0] if first.isalpha() else OTHER
