"""Short forms of texts of any length: what indexes hold.

PostgreSQL refuses an index row of more than a third of a page (2,704 bytes), and SQLite does not; so both are
given none that could be longer.
"""

from __future__ import annotations

from hashlib import blake2b

# In UTF-8. A table's index rows hold two such texts at most.
MOST_BYTES = 1000


def digest(text: str) -> str:
    """What stands for `text` where it is looked up as a whole."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def short(text: str) -> str:
    """`text`, or where it is too long the digest of it and its end: of a path, where the file lies."""
    if len(text) * 4 <= MOST_BYTES or len(data := text.encode("utf-8", "surrogatepass")) <= MOST_BYTES:
        return text
    end = data[-MOST_BYTES // 2 :].decode("utf-8", "ignore")
    return f"{digest(text)}/{end.partition('/')[2] or end}"
