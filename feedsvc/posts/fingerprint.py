"""What records become, as a fingerprint: another one means that every record has to be read again."""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields

from feedsvc.posts.post import Author, Category, Enclosure, Post
from feedsvc.posts.record import Record
from feedsvc.posts.vocabulary import Vocabulary


def fields_fingerprint() -> str:
    """A fingerprint of the fields of posts and records, and of the names that records may give them.

    A field that is added, renamed or of another type changes it, and so does another alias: nobody has to
    remember to count a version up. (A dialect's own names are in `Dialect.config_fingerprint`.)
    """
    described = [
        (kind.__name__, field.name, str(field.type), "" if field.default is MISSING else repr(field.default))
        for kind in (Post, Author, Category, Enclosure, Record, Vocabulary)
        for field in fields(kind)
    ]
    return hashlib.blake2b(repr(described).encode(), digest_size=8).hexdigest()
