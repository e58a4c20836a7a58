"""The files of a blog that a text names: in links, pictures and the tags that stand for an address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

# A place where Markdown or HTML may name an address; Jekyll's `link` names a file below the blog's root.
_DESTINATION = re.compile(
    r"\]\(\s*(?:<([^<>\n]+)>|<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*))"
    r"|\b(?:href|src|data-src|data-original|poster)\s*=\s*"
    r"""(?:"([^"<>\n]+)"|'([^'<>\n]+)'|["']?([^\s"'<>]+))"""
    r"|^[ \t>]*\[[^\]\n]+\]:\s*(?:<([^<>\n]+)>|<?([^\s<>]+))"
    r"|\{%-?\s*link\s+(?P<tag>[^\s%]+)\s*-?%\}"
    # Tags of generators whose first parameter without a name is a file: after classes, in Hexo's.
    r"|\{[{%][<%]?\s*(?:asset_(?:img|path|link)|audio|figure|im(?:g|age)|mp3|music|pdf|video)\s+"
    r"""(?:(?![\w-]*\.)[\w-]+\s+)*(?:"([^"\n]+)"|'([^'\n]+)'|(?!\w+=)([^\s"'%>}]+))""",
    re.MULTILINE | re.IGNORECASE,
)
_SET = re.compile(r"""\bsrcset\s*=\s*["']([^"']+)""", re.IGNORECASE)
_FILE = re.compile(r"(?!//)([^:?#]+)(?:[?#].*)?")


class Destination(NamedTuple):
    """An address as a text has it, and the index in the text where it is named."""

    address: str
    start: int


def destinations(text: str) -> Iterator[Destination]:
    """The addresses that `text` (Markdown or HTML) names, in order."""
    for found in _DESTINATION.finditer(text):
        if found["tag"]:
            yield Destination("/" + found["tag"].lstrip("/"), found.start())
        else:
            yield Destination(unescape(next(filter(None, found.groups()))).strip(), found.start())


def named_files(text: str) -> list[str]:
    """What in `text` can be the name of a file: decoded, without `?` and `#`, each once."""
    addresses = [destination.address for destination in destinations(text)]
    if "srcset" in text:
        sets = (unescape(found[1]).split(",") for found in _SET.finditer(text))
        addresses += [words[0] for candidates in sets for one in candidates if (words := one.split())]
    files = map(_FILE.fullmatch, addresses)
    return list(dict.fromkeys(unquote(file[1]) for file in files if file))


def key_of(written: str, key: str) -> str | None:
    """The key of the file that the text of the file `key` names so: from its folder, or, with a slash in
    front, from the blog's root; None for one outside."""
    folder = "" if written.startswith("/") else posixpath.dirname(key)
    path = posixpath.normpath(posixpath.join(folder, written.lstrip("/")))
    return None if path.startswith("..") or path == "." else path
