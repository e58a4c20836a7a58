"""A look of a site's own: files that take the place of ours, tried before anything is shown with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from server import free_port, running

from feedsvc.errors import UsageError
from feedsvc.publish.documents import Document
from feedsvc.publish.look import look
from feedsvc.publish.own_templates import read_own
from feedsvc.publish.views import IndexView, PagePost, PageView, PostView
from feedsvc.resources import templates_folder

DOCS = Path(__file__).parents[1] / "docs" / "templates.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "look"
    made.mkdir()
    return made


def test_files_take_the_place_of_ours_one_by_one(make_site: Callable[..., Site], folder: Path) -> None:
    (folder / "style.css").write_text("body { color: teal }")
    (folder / "error.html").write_text("<title>{{ title }}</title>mine: {{ message }}")
    site = make_site(page={"templates": str(folder)})
    site.fill(2)
    site.sync()
    assert b"<style>body { color: teal }</style>" in site.body("posts/p00001/")
    assert site.body("404.html").startswith(b"<title>Not Found</title>mine: Nothing")
    assert b"LATEST UPDATES" in site.body("")


def test_change_of_a_file_changes_the_pages_and_their_time_and_no_feed(
    make_site: Callable[..., Site], folder: Path
) -> None:
    (folder / "style.css").write_text("a {}")
    site = make_site(page={"templates": str(folder)})
    site.fill(14)
    site.sync()
    before = {path: site.get(path) for path in site.everything()}
    assert not site.sync().changed
    (folder / "style.css").write_text("b {}")
    assert site.sync().changed
    for path, was in before.items():
        now = site.get(path)
        assert isinstance(now, Document)
        is_changed = now.media_type.startswith("text/html")
        assert (now.etag != was.etag) == is_changed, path
        assert (now.last_modified > was.last_modified) == is_changed, path


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("post.html", "<p>\n{{ view.titel }}", "post.html:2: "),
        ("post.html", "<p>\n\n{% if %}", "post.html:3: "),
        ("latest.html", "{% for post in view.posts %}\n{{ post.author }}{% endfor %}", "latest.html:2: "),
        ("feeds.html", "{{ 1 / 0 }}", "feeds.html:1: ZeroDivisionError"),
        ("mine.html", "{% endif %}", "mine.html:1: "),
        ("words.en.toml", "subscribe = ", "words.en.toml: "),
        ("words.pt.toml", 'subscrive = "Assinar"', "words.pt.toml: there is no word 'subscrive'"),
        ("words.pt.toml", "subscribe = 3", "words.pt.toml: subscribe must be text"),
    ],
)
def test_error_in_a_file_is_one_line_with_its_place(folder: Path, name: str, text: str, problem: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(UsageError) as error:
        read_own(str(folder))
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{folder}/{problem}")


def test_words_are_in_the_language_of_the_site_and_can_be_added(folder: Path) -> None:
    subscribe = {
        "en": "Subscribe", "en-GB": "Subscribe", "zh-CN": "订阅", "zh": "订阅", "zh-Hans-SG": "订阅",
        "zh-TW": "訂閱", "zh-Hant": "訂閱", "zh-HK": "訂閱", "ja": "購読", "ko-KR": "구독",
        "de-AT": "Abonnieren", "fr": "S’abonner", "es-MX": "Suscribirse", "pt": "Subscribe",
        None: "Subscribe",
    }  # fmt: skip
    assert {language: look().words(language)["subscribe"] for language in subscribe} == subscribe
    (folder / "words.pt.toml").write_text('subscribe = "Assinar"', "utf-8")
    words = look(read_own(str(folder))).words("pt-BR")
    assert (words["subscribe"], words["newer"]) == ("Assinar", "Newer")


@pytest.mark.parametrize("file", [*templates_folder().glob("words.*.toml")], ids=lambda file: file.name)
def test_every_language_has_every_word(file: Path) -> None:
    language = file.name.split(".")[1]
    own = re.findall(r"^(\w+) = ", file.read_text("utf-8"), re.MULTILINE)
    assert own == list(look().words("en"))
    assert "{count}" in look().words(language)["posts"]


def test_page_is_in_the_words_of_its_site(make_site: Callable[..., Site]) -> None:
    site = make_site(site={"language": "zh-CN"})
    site.fill(14, tags=["数学"])
    site.sync()
    assert "订阅" in site.body("").decode()
    assert "较旧" in site.body("").decode()
    assert "14 篇" in site.body("feeds/").decode()
    assert "找不到页面" in site.body("404.html").decode()


def test_every_variable_of_templates_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    kinds: tuple[Any, ...] = (PageView, PostView, IndexView, PagePost)
    for view in kinds:
        for name in view.__dataclass_fields__:
            assert f"`{name}`" in text, f"{view.__name__}.{name}"
    for file in templates_folder().iterdir():
        if file.suffix in (".html", ".css") and file.name != "explain.html":
            assert f"`{file.name}`" in text


def test_post_page_leads_to_the_posts_beside_it_also_when_these_change(site: Site) -> None:
    site.fill(3)
    site.sync()
    page = site.body("posts/p00002/").decode()
    assert 'href="https://blog.example.org/posts/p00001/" rel="prev"' in page
    assert 'href="https://blog.example.org/posts/p00003/" rel="next"' in page
    was = site.get("posts/p00003/")
    site.write("new.md", title="New", date="2024-01-01")
    site.sync()
    now = site.get("posts/p00003/")
    assert b">New</a>" in now.body
    assert now.last_modified > was.last_modified
    (site.posts / "new.md").unlink()
    site.sync()
    assert site.get("posts/p00003/").etag == was.etag
    assert site.get("posts/p00003/").last_modified > now.last_modified


def test_sitemap_has_every_page_and_robots_leads_to_it(site: Site) -> None:
    site.fill(3, tags=["数学"])
    site.sync()
    text = site.body("sitemap.xml").decode()
    assert len(re.findall("<loc>", text)) == 5
    assert "<loc>https://blog.example.org/tags/%E6%95%B0%E5%AD%A6/</loc>" in text
    assert "<loc>https://blog.example.org/posts/p00002/</loc><lastmod>2020-01-03T00:00:00Z</lastmod>" in text
    assert b"Sitemap: https://blog.example.org/sitemap.xml" in site.body("robots.txt")
    assert site.body("favicon.ico")[:4] == b"\0\0\1\0"
    assert site.get("sitemap-2.xml") is None


def test_page_says_what_it_is_about_to_those_who_show_links(site: Site) -> None:
    (site.posts / "a.png").write_bytes(b"x")
    site.write("p.md", "What it is about.", title="P", date="2024-01-01", image="a.png")
    site.sync()
    page = site.body("posts/p/").decode()
    assert '<meta name="description" content="What it is about.">' in page
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="og:image" content="https://blog.example.org/posts/p/a.png">' in page


def test_server_tells_browsers_to_take_the_style_of_the_site(tmp_path: Path, folder: Path) -> None:
    (folder / "style.css").write_text("body { color: teal }")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text("---\ndate: 2024-01-01\n---\nx\n")
    arguments = ("serve", "posts", "--url", "https://x.example/")
    variables = {"FEEDSVC_PAGE__TEMPLATES": str(folder)}
    with running(*arguments, cwd=tmp_path, port=free_port(), **variables) as server:
        answer = server.wait_for("/", b"teal")
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        missing = server.ask("/none")
        assert missing.status == 404
        assert b"teal" in missing.body
