"""The documents of whole sites: the known pages byte for byte, and every feed document valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import w3c
from conftest import URL, Site
from dump_records import DUMP, PAGES, page_text, records

from feedsvc.configuration import load
from feedsvc.publish.documents import Document
from feedsvc.sources import open_source
from feedsvc.sync.sync import sync

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.skipif(not DUMP.is_dir(), reason="the known pages are not beside this checkout")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", ["files", "lines"])
@pytest.mark.parametrize("markdown", ["auto", "commonmark", "python-markdown"])
def test_known_page_comes_out_byte_for_byte(
    make_site: Callable[..., Site], page: str, kind: str, markdown: str
) -> None:
    site = make_site(content={"markdown": markdown})
    posts = records(page)
    if kind == "files":
        for number, record in enumerate(posts):
            site.write(f"{number:03}.md", record.pop("content"), **record)
    else:
        site.source = site.posts / "posts.jsonl"
        lines = [json.dumps(record) for record in posts]
        site.source.write_text("\n".join(reversed(lines)), "utf-8")
    site.sync()
    document = site.get("latest.txt")
    assert isinstance(document, Document)
    assert document.body == page_text(page).encode()
    assert document.media_type == "text/plain; charset=utf-8"


@w3c.needs_validator
def test_every_feed_document_of_the_examples_is_valid(make_site: Callable[..., Site]) -> None:
    site = make_site()
    settings = load(EXAMPLES / "feedsvc.toml", site={"url": URL})
    sync(open_source(EXAMPLES / "posts"), site.store, settings, now=site.now.replace(year=2027))
    complaints = []
    for path in site.everything():
        if path.endswith(".xml"):
            document = site.get(path)
            assert isinstance(document, Document)
            complaints += [
                (path, message) for message in w3c.messages(document.body, document.media_type, URL + path)
            ]
    assert complaints == []
