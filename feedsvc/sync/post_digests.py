"""Short digests of posts: what tells whether one is another now, or known under another name."""

from __future__ import annotations

from feedsvc.posts.post import Post
from feedsvc.store.short import digest


def fingerprint(*values: object) -> str:
    """A short digest of values that print the same on every machine."""
    return digest(repr(values))


def text_digest(post: Post) -> str | None:
    """What recognises a post under another name: its text, None when it has none."""
    text = (post.html if post.html is not None else post.markdown) or ""
    words = text.split()
    return fingerprint(words) if words else None


def notice_digest(post: Post) -> str:
    """Of what a reader would notice, as written: a new version of feedsvc that renders it differently does
    not make every post an updated one."""
    text = post.html if post.html is not None else post.markdown or ""
    return fingerprint(post.title, text.split(), post.image, [item.url for item in post.enclosures])
