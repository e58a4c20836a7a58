"""What a path gives: a document, the way to where it is now, or nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Document:
    """What a path gives. `path` is percent-encoded, below the site's URL, without a leading slash; `etag` is
    a strong entity tag with its quotes; `last_modified` is in seconds since 1970.

    `document_type` is its address's, `revision` the one it was made from. `keys` name the feed and the posts
    it is made of, `entries` tells its entries apart by all they hold, within this process.
    """

    path: str
    body: bytes
    media_type: str
    etag: str
    last_modified: int
    document_type: str
    revision: int
    keys: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """The tag of the body, without its quotes (see `content_digest`)."""
        return self.etag.strip('"')


def content_digest(body: bytes) -> str:
    """A digest that names a content: a document's entity tag, and what exports know their files by."""
    return blake2b(body, digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Moved:
    """The document is elsewhere for good: at `path`, percent-encoded, below the site's URL."""

    path: str


@dataclass(frozen=True, slots=True)
class Gone:
    """There was a post here, and it was deleted."""
