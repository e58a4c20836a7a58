"""Text that XML, URLs and file systems can carry, whatever it was before."""

from __future__ import annotations

import re
import unicodedata

from feedsvc.posts.clusters import cluster_start

# The characters of XML 1.0 (section 2.2) less those Unicode or XML discourage: DEL, the C1 controls and the
# noncharacters; and less the replacement character, which only says that something was lost before. A
# positive class matched as a whole is over 20 times faster than a search for the others.
_NONCHARACTERS_REST = "".join(
    f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_ALLOWED = f"\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc{_NONCHARACTERS_REST}"
_CLEAN = re.compile(f"[{_ALLOWED}]*")
# Most text is ASCII, and its bytes are looked through in half the time.
_UNCLEAN_ASCII = bytes(code for code in range(128) if not _CLEAN.fullmatch(chr(code)))
_LINE_END = re.compile("\r\n?|\x85")
_GONE = re.compile(f"[^{_ALLOWED}\r\x85]+")

_SLUG_BYTES = 100
_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SHARP = re.compile(r"(?<=\w)#(?!\w)")
_DASHES = re.compile("[.,]*-[-.,]*")
# ASCII punctuation that is plain both in a path segment (RFC 3986, section 3.3) and in a file name.
_KEPT = frozenset("+_.~=,@")
_JOINERS = "\u200c\u200d"
# Of Unicode's Default_Ignorable_Code_Point those that a slug can have.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9])(?=\.|$)")


def clean(text: str) -> str:
    """`text` with only characters that XML 1.0 allows and does not discourage; lines end in a line feed.

    Control characters (but for tab and line ends), noncharacters and lone surrogates go; so the result can
    always be encoded. A NEL (U+0085) is a line end. Nothing is normalised.
    """
    if text.isascii() and len(text.encode().translate(None, _UNCLEAN_ASCII)) == len(text):
        return text
    if _CLEAN.fullmatch(text):
        return text
    return _LINE_END.sub("\n", _GONE.sub("", text))


def one_line(text: str) -> str:
    """`text` cleaned, each run of white space as one blank, trimmed: for titles and names."""
    return " ".join(clean(text).split())


def name(text: str) -> str:
    """`one_line` in Unicode's NFC form, for text that is compared: a tag, a category, a person."""
    return unicodedata.normalize("NFC", one_line(text))


def slug(text: str) -> str:
    """`text` as one segment of a URL path that is also a file name on any system; "" when nothing is left.

    Letters, digits and symbols of every script stay (NFKC form, lower case), and `+ _ . ~ = , @`; a `#` that
    ends a word is spelt out ("C#" is not "C"); everything else becomes a dash, which takes a dot or comma
    beside it along. At most 100 bytes of UTF-8, cut between grapheme clusters; never a dot name or a device
    name of Windows.
    """
    if len(text) <= _SLUG_BYTES and _PLAIN_SLUG.fullmatch(text):
        return _no_device(text)
    text = unicodedata.normalize("NFKC", clean(text[: 4 * _SLUG_BYTES]))
    text = unicodedata.normalize("NFKC", text.lower())
    text = "".join(map(_slug_character, _SHARP.sub("-sharp", text)))
    text = _no_device(_trimmed(text))
    while len(text.encode()) > _SLUG_BYTES:
        fitting = text.encode()[:_SLUG_BYTES].decode(errors="ignore")
        text = _trimmed(text[: cluster_start(text, len(fitting))])
    if not any(unicodedata.category(character)[0] in "LNSC" for character in text.strip(_JOINERS)):
        return ""
    return text


def folded(slug: str) -> str:
    """What two slugs have in common that are one file name on some system: without case as Unicode folds it
    in full (`straße` is `strasse`), and without what is not seen (APFS, ext4's casefold; NFKC_Casefold of
    Unicode's DerivedNormalizationProps, for what is in NFKC already)."""
    if slug.isascii():
        return slug.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", _IGNORABLE.sub("", slug)).casefold())


def _slug_character(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() or character in _KEPT else "-"
    if character in _JOINERS or "\U000e0020" <= character <= "\U000e007f":
        return character
    category = unicodedata.category(character)
    if category == "Cf":  # directions and invisible spaces: two slugs must not only seem the same
        return ""
    return "-" if category[0] in "PZ" else character


def _trimmed(text: str) -> str:
    return _DASHES.sub("-", text).strip("-.," + _JOINERS)


def _no_device(text: str) -> str:
    return _DEVICE.sub(r"\1_", text) if _DEVICE.match(text) else text
