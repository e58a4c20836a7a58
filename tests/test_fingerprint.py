"""A change of what records become has every record read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from feedsvc.posts import fingerprint
from feedsvc.posts.fingerprint import fields_fingerprint
from feedsvc.posts.post import Post
from feedsvc.posts.vocabulary import PLAIN, Vocabulary
from feedsvc.sources.dialects.hexo import Hexo


def test_it_is_the_same_each_time() -> None:
    assert fields_fingerprint() == fields_fingerprint()


def test_a_new_field_of_posts_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fields_fingerprint()

    @dataclass(frozen=True, slots=True, kw_only=True)
    class PostWithSubtitle(Post):
        subtitle: str | None = None

    PostWithSubtitle.__name__ = "Post"
    monkeypatch.setattr(fingerprint, "Post", PostWithSubtitle)
    assert fields_fingerprint() != before


def test_another_alias_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fields_fingerprint()

    @dataclass(frozen=True, slots=True)
    class WithAlias(Vocabulary):
        title: tuple[str, ...] = ("title", "headline")

    WithAlias.__name__ = "Vocabulary"
    monkeypatch.setattr(fingerprint, "Vocabulary", WithAlias)
    assert fields_fingerprint() != before


def test_another_name_in_a_dialect_changes_the_fingerprint_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Hexo(tmp_path, tmp_path, {}).config_fingerprint
    monkeypatch.setattr(Hexo, "vocabulary", replace(PLAIN, title=("title", "headline")))

    assert Hexo(tmp_path, tmp_path, {}).config_fingerprint != before
