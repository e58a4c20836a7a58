"""Hosts that only send files: a page in the place of each redirect, and one for what is not there.

Where a feed was at a file of its own, its reader would not know what to do with a page; it finds the feed
itself there, which says where it is now.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from feedsvc.export.build import file_name
from feedsvc.export.former_pages import FEW
from feedsvc.export.hosts.names import NOT_FOUND
from feedsvc.export.rules import Rules
from feedsvc.publish.documents import Document, Edition
from feedsvc.publish.look import look
from feedsvc.publish.pages import moved_page

_PAGE_ENDINGS = (".html", ".htm")
_FILES = ("feed", "text")  # documents that are sent as they are, whatever their address


def stubs(rules: Rules, edition: Edition) -> tuple[dict[str, bytes], list[str]]:
    """The files by name (percent-encoded, relative), and what they cannot do."""
    site, own = edition.publication.site, look(edition.publication.templates)
    taken = {unquote(file_name(path)) for path, _ in edition.inventory()}
    found: dict[str, bytes] = {}
    left_out = 0
    for old, (target, _) in rules.all_redirects(FEW).items():
        path = old.removeprefix(rules.root).strip("/")
        last, document = path.rpartition("/")[2], _document(edition, rules, target)
        is_page = last.endswith(_PAGE_ENDINGS) or "." not in last
        name = path if "." in last else f"{path}/index.html"
        if not path or name in taken:
            continue
        if is_page:
            feed_type = document.media_type.partition(";")[0] if document else ""
            found.setdefault(
                quote(name),
                moved_page(_url(edition, rules, target), site.title, feed_type, site.language, own),
            )
        elif document:
            found.setdefault(quote(name), document.body)
        elif not old.endswith("/"):
            left_out += 1
    return _apart(found), list(_told(rules, left_out))


def _told(rules: Rules, left_out: int) -> list[str]:
    told = [
        "such a host decides itself on media types and cache times; feedsvc export --verify URL says on which"
    ]
    if rules.gone:
        told.append(
            f"such a host answers 404 where something was deleted ({len(rules.gone)} addresses), not 410"
        )
    if left_out:
        told.append(f"{left_out} redirects of files are left out: only a page can lead elsewhere")
    told.append(
        "old addresses of the feeds of tags and their like lead nowhere on such a host; those of the site do"
    )
    if rules.base != "/":
        told.append(f"{NOT_FOUND} belongs at the top of what the host publishes, not below {rules.base}")
    return told


def _document(edition: Edition, rules: Rules, target: str) -> Document | None:
    """The document that a redirect leads to, where it is no page."""
    if not target.startswith(rules.base):
        return None
    document = edition.document(unquote(target.removeprefix(rules.base)))
    return document if isinstance(document, Document) and document.document_type in _FILES else None


def _url(edition: Edition, rules: Rules, target: str) -> str:
    return edition.url + target.removeprefix(rules.base) if target.startswith("/") else target


def _apart(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without those whose folder is a file."""
    return {
        name: body for name, body in files.items() if not any(parent in files for parent in _parents(name))
    }


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
