"""A Zola site is read as Zola reads it: addresses, sections, dates, languages, front matter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from feedsvc.posts.post import Author
from feedsvc.sources.transliteration import in_ascii
from tests.test_dialects import config, folder, keys, posts

BASE = 'base_url = "https://a.example/"\n'


def page(root: Path, name: str, front: str = "date = 2024-05-01", text: str = "Words.") -> None:
    config(root, f"content/{name}", f'+++\ntitle = "T"\n{front}\n+++\n{text}\n')


def address(root: Path) -> str | None:
    """The address of the only post, decoded."""
    (post,) = posts(root).values()
    return None if post.url is None else unquote(post.url)


@pytest.mark.parametrize(
    ("settings", "name", "front", "expected"),
    [
        ("", "a.md", "", "/a/"),
        ("", "posts/Some Name.md", "", "/posts/some-name/"),
        ("", "Some Folder/x/a.md", "", "/Some Folder/x/a/"),
        ("", "posts/a/index.md", "", "/posts/a/"),
        ("", "posts/Bundle Name/index.md", "", "/posts/bundle-name/"),
        ("", "posts/2024-05-01-pi-day.md", "", "/posts/pi-day/"),
        ("", "posts/2024-05-01_pi day.md", "", "/posts/pi-day/"),
        ("", "posts/2024-05-01 - pi.md", "", "/posts/pi/"),
        ("", "posts/2024-05-01 pi.md", "", "/posts/2024-05-01-pi/"),
        ("", "posts/2024-05-01.md", "", "/posts/2024-05-01/"),
        ("", "posts/2024-5-1-pi.md", "date = 2024-05-01", "/posts/2024-5-1-pi/"),
        ("", "posts/2024-05-01-pi/index.md", "", "/posts/pi/"),
        ("", "posts/2024-05-01T10:00:00Z-pi.md", "", "/posts/pi/"),
        ("[slugify]\npaths_keep_dates = true", "posts/2024-05-01-pi.md", "", "/posts/2024-05-01-pi/"),
        ("", "a.md", 'slug = "Über C++ & Co."', "/uber-c-co/"),
        ("", "posts/日本.md", "", "/posts/ri-ben/"),
        ('[slugify]\npaths = "safe"', "posts/日本 (1).md", "", "/posts/日本 (1)/"),
        ('[slugify]\npaths = "safe"', "a.md", 'slug = "x: y?. "', "/x y/"),
        ('[slugify]\npaths = "off"', "a.md", 'slug = "X: y"', "/X: y/"),
        ("", "posts/a.md", 'path = "own/Place"', "/own/Place/"),
        ("", "posts/a.md", 'path = "/own/"\nslug = "x"', "/own/"),
        ("[languages.fr]", "posts/a.fr.md", "", "/fr/posts/a/"),
        ("[languages.fr]", "posts/a/index.fr.md", "", "/fr/posts/a/"),
        ('default_language = "fr"\n[languages.fr]', "posts/a.md", "", "/posts/a/"),
        ("", "posts/a.fr.md", "", "/posts/a-fr/"),
        ("", "posts/\U0001f600.md", "", None),
    ],
)
def test_zola_addresses(tmp_path: Path, settings: str, name: str, front: str, expected: str | None) -> None:
    config(tmp_path, "config.toml", f"{BASE}{settings}\n")
    page(tmp_path, name, front if "date" in front or name[-4:-3].isdigit() else f"{front}\ndate = 2024-05-01")

    assert address(tmp_path) == expected


@pytest.mark.parametrize("name", ["zola.toml", "config.toml"])
def test_zola_is_told_from_hugo_by_its_base_url(tmp_path: Path, name: str) -> None:
    page(tmp_path, "a.md")
    config(tmp_path, name, BASE)
    assert folder(tmp_path).dialect.name == folder(tmp_path / "content").dialect.name == "zola"

    config(tmp_path, name, 'baseURL = "https://a.example/"\n')
    assert folder(tmp_path).dialect.name == ("hugo" if name == "config.toml" else "plain")


@pytest.mark.parametrize(
    ("name", "front", "expected"),
    [
        ("a.md", "date = 2024-05-01T23:30:00+02:00", datetime(2024, 5, 1, 21, 30, tzinfo=UTC)),
        ("a.md", 'date = "2024-05-01"', datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-02-a.md", "", datetime(2024, 5, 2, tzinfo=UTC)),
        ("2024-05-02T08:00:00Z_a.md", "", datetime(2024, 5, 2, 8, tzinfo=UTC)),
        ("2024-05-02-a.md", "date = 2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("a.md", 'path = "inside/2024/05/03/a"', datetime(2024, 5, 3, tzinfo=UTC)),
    ],
)
def test_a_zola_page_has_a_date_of_its_own_or_of_its_name_or_path(
    tmp_path: Path, name: str, front: str, expected: datetime
) -> None:
    config(tmp_path, "zola.toml", BASE)
    page(tmp_path, name, front)
    (post,) = posts(tmp_path).values()

    assert post.published == expected


def test_zola_hides_drafts_sections_of_drafts_and_what_is_not_rendered(tmp_path: Path) -> None:
    config(tmp_path, "zola.toml", BASE)
    page(tmp_path, "a.md", "date = 2024-05-01\ndraft = true")
    page(tmp_path, "b.md", "date = 2024-05-01\nrender = false")
    page(tmp_path, "later/_index.md", "draft = true")
    page(tmp_path, "later/deep/c.md")
    page(tmp_path, "d.md")

    assert {key: post.draft for key, post in posts(tmp_path).items()} == {
        "content/a.md": True,
        "content/b.md": True,
        "content/later/deep/c.md": True,
        "content/d.md": False,
    }


def test_zola_passes_over_sections_and_ignored_content(tmp_path: Path) -> None:
    config(tmp_path, "zola.toml", f'{BASE}ignored_content = ["*/README.md", "*/old/*.{{md,txt}}"]\n')
    for name in ("_index.md", "_index.fr.md", "posts/_index.md", "README.md", "x/README.md", "old/a.md"):
        page(tmp_path, name)
    page(tmp_path, "b.md")
    page(tmp_path, "c.markdown")
    source = folder(tmp_path)

    assert [item.key for item in source.items()] == ["content/b.md"]
    assert source.skipped.lines() == [f"not read: files named *.markdown: 1 ({tmp_path}/content/c.markdown)"]


def test_zolas_front_matter(tmp_path: Path) -> None:
    config(tmp_path, "zola.toml", f"{BASE}[languages.fr]\n")
    front = """
    date = 2024-05-01
    updated = 2024-05-02
    description = "D"
    authors = ["Ana", "Ben"]
    [taxonomies]
    tags = ["x", "y"]
    categories = ["Z"]
    [extra]
    image = "cover.png"
    title = "no title"
    """
    page(tmp_path, "a.fr.md", front)
    (post,) = posts(tmp_path).values()

    assert (post.title, post.excerpt, post.language, post.image) == ("T", "D", "fr", "cover.png")
    assert (post.tags, [category.term for category in post.categories]) == (("x", "y"), ["Z"])
    assert post.authors == (Author("Ana"), Author("Ben"))
    assert post.updated == datetime(2024, 5, 2, tzinfo=UTC)
    assert post.slug == "a-fr"


def test_zola_says_what_the_site_is(tmp_path: Path) -> None:
    config(
        tmp_path,
        "zola.toml",
        f'{BASE}title = "Site"\ndefault_language = "de"\n[extra]\nauthor = {{name = "Ana"}}\n',
    )
    page(tmp_path, "a.md")
    found = folder(tmp_path).dialect.site_defaults()

    assert (found.url, found.title, found.language, found.author) == (
        "https://a.example/",
        "Site",
        "de",
        "Ana",
    )
    assert keys(tmp_path) == ["content/a.md"]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("ab", ["a", "b"]),
        ("üß", ["u", "ss"]),
        ("日本", ["Ri ", "Ben "]),
        ("щ서", ["shch", "seo"]),
        ("\u0301\u0900\U0001f600", ["", None, None]),
    ],
)
def test_letters_are_spelled_as_generators_spell_them(letters: str, expected: list[str | None]) -> None:
    assert [in_ascii(letter) for letter in letters] == expected
