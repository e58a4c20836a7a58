"""What a path gives: a document, the way to where it is now, or nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from feedsvc.errors import DocumentError
from feedsvc.formats.parsable import document_fault
from feedsvc.publish.address import Address
from feedsvc.store.faults import KeptDocument

Keys = tuple[str, ...]
Entries = tuple[int, ...]


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
    keys: Keys = ()
    entries: Entries = ()

    @property
    def digest(self) -> str:
        """The tag of the body, without its quotes (see `content_digest`)."""
        return self.etag.strip('"')


def content_digest(body: bytes) -> str:
    """A digest that names a content: a document's entity tag, and what exports know their files by."""
    return blake2b(body, digest_size=12).hexdigest()


def made_document(
    address: Address,
    body: bytes,
    media_type: str,
    changed: int,
    revision: int,
    keys: Keys = (),
    entries: Entries = (),
) -> Document:
    """The document at `address`. Raises `DocumentError` where no reader could read it."""
    essence = media_type.partition(";")[0]
    if essence.endswith(("xml", "json")) and (fault := document_fault(body, is_xml=essence.endswith("xml"))):
        raise DocumentError(address.path, fault)
    etag = f'"{content_digest(body)}"'
    kind = address.document_type
    return Document(address.path, body, media_type, etag, changed, kind, revision, keys, entries)


def kept_document(address: Address, kept: KeptDocument, url: str, revision: int) -> Document:
    """The last good version of the document at `address`, for the site at `url`."""
    body = kept.body.replace(kept.url, url).encode()
    return made_document(address, body, kept.media_type, kept.last_modified, revision)


@dataclass(frozen=True, slots=True)
class Moved:
    """The document is elsewhere for good: at `path`, percent-encoded, below the site's URL."""

    path: str


@dataclass(frozen=True, slots=True)
class Gone:
    """There was a post here, and it was deleted."""
