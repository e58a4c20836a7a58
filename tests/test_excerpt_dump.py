"""The known pages, line by line: posts rebuilt from their excerpts give the very same excerpts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

import dump_records
import pytest

from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Engine
from feedsvc.render.render import Renderer, RenderOptions

pytestmark = pytest.mark.skipif(
    not dump_records.DUMP.is_dir(), reason="the known pages are not beside the project"
)


PLAIN = RenderOptions()


def _post(record: dict[str, str]) -> Post:
    return Post(
        key=record["title"],
        origin=Origin("records.jsonl", 1),
        slug="post",
        published=datetime.fromisoformat(record["date"]).astimezone(UTC),
        markdown=record["content"],
        excerpt_rule="source" if record.get("excerpt_rule") == "source" else None,
    )


def _lines(page: str, options: RenderOptions = PLAIN) -> Iterator[str]:
    renderer = Renderer(options)
    for record in dump_records.records(page)[:12]:
        yield renderer.render(_post(record), "https://blog.example/posts/post/").excerpt


@pytest.mark.parametrize("page", dump_records.PAGES)
@pytest.mark.parametrize("engine", get_args(Engine))
def test_rebuilt_posts_give_the_known_page_whichever_converter_reads_them(page: str, engine: Engine) -> None:
    options = RenderOptions(markdown=engine)
    assert [line for line in _lines(page, options) if line] == dump_records.excerpts(page)


def test_a_post_with_nothing_but_a_picture_gives_no_line() -> None:
    assert list(_lines("page-b")).count("") == 1


@pytest.mark.parametrize("page", dump_records.PAGES)
def test_rebuilt_posts_carry_what_the_rules_take_out(page: str) -> None:
    contents = [record["content"] for record in dump_records.records(page)[:12]]
    lines = dump_records.excerpts(page)
    assert all(content not in lines for content in contents)
    assert any(not unicodedata.is_normalized("NFKC", content) for content in contents)
    for mark in ("**", "`", "## ", "](", "![", "```"):
        assert any(mark in content for content in contents), mark
