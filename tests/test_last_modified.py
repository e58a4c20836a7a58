"""What is known of a document's last change without making it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import URL, Site

from feedsvc.publish.documents import Document
from feedsvc.settings import load

OLD: dict[str, Any] = {"title": "Post 4", "date": "2020-01-05", "tags": ["one"]}


def set_up(made: Site, **sections: Any) -> None:
    made.settings = load(None, **({"site": {"url": URL, "title": "A blog"}} | sections))


CHANGES: dict[str, Callable[[Site], object]] = {
    "nothing": lambda site: site.write("p00004.md", "Text 4.", **OLD, unknown=1),
    "new post": lambda site: site.write("new.md", title="New", date="2025-01-01", tags=["one"]),
    "new tag": lambda site: site.write("new.md", title="New", date="2025-01-01", tags=["new"]),
    "text": lambda site: site.write("p00004.md", "Other text.", **OLD),
    "end of a long text": lambda site: site.write(
        "long.md", "word " * 300 + "end", title="L", date="2020-01-03"
    ),
    "title": lambda site: site.write("p00004.md", "Text 4.", **(OLD | {"title": "Post four"})),
    "excerpt": lambda site: site.write("p00004.md", "Text 4.", **OLD, excerpt="Another one."),
    "picture": lambda site: site.write("p00004.md", "Text 4.", **OLD, image="https://a.example/a.png"),
    "tags": lambda site: site.write("p00004.md", "Text 4.", **(OLD | {"tags": ["two"]})),
    "date": lambda site: site.write("p00004.md", "Text 4.", **(OLD | {"date": "2019-01-05"})),
    "slug": lambda site: site.write("p00004.md", "Text 4.", **OLD, slug="four"),
    "author": lambda site: site.write("p00004.md", "Text 4.", **OLD, authors=["Ana"]),
    "deletion": lambda site: (site.posts / "p00004.md").unlink(),
    "deletion of a tag's only post": lambda site: (site.posts / "other.md").unlink(),
    "banner": lambda site: set_up(site, page={"banner": "HELLO"}),
    "page size": lambda site: set_up(site, feed={"page_size": 10}),
    "title of the site": lambda site: set_up(site, site={"url": URL, "title": "Another blog"}),
}


def documents(site: Site) -> dict[str, Document]:
    """Every document there is, and the check that its last change is told rightly without making it."""
    found = {}
    with site.publisher.edition() as edition:
        for path, last_modified in edition.inventory():
            document = edition.document(unquote(path))
            assert isinstance(document, Document), path
            assert document.last_modified == last_modified == edition.last_modified(unquote(path)), path
            found[path] = document
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_document_that_is_another_says_so(site: Site, change: str) -> None:
    site.fill(45, tags=["one"])
    site.write("other.md", title="Other", date="2020-01-01", tags=["two"])
    site.write("long.md", "word " * 300, title="L", date="2020-01-03")
    site.sync()
    before = documents(site)
    CHANGES[change](site)
    site.sync()
    after = documents(site)
    for path, document in after.items():
        if path in before and document.etag != before[path].etag:
            assert document.last_modified > before[path].last_modified, path
    assert (change == "nothing") == all(
        path in before and before[path].etag == d.etag for path, d in after.items()
    )


@pytest.mark.parametrize(
    "path", ["nothing", "page/2", "page/1/", "tags/none/", "archive/9/atom.xml", "posts/none/"]
)
def test_what_is_no_document_never_changed(site: Site, path: str) -> None:
    site.fill(30)
    site.sync()
    with site.publisher.edition() as edition:
        assert edition.last_modified(path) is None
