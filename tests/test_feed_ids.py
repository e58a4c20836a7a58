"""New posts of a blog get the ids that the generator's own feed gives them, byte for byte.

What is expected was made by hexo-generator-feed 3.0 on Hexo 8.1, jekyll-feed 0.17 on Jekyll 4.3, Hugo 0.168
and Pelican 4.12 from these very files; for Zola, whose program was not at hand, after its template.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from command_line import URL, run, write
from conftest import Site

from feedsvc.posts.make import PostOptions, make_post
from feedsvc.sources import open_source
from feedsvc.sync.ledger_file import export_ledger, import_ledger

DAY = {"date": "2024-01-02"}
SITE_URL = "https://site.example/"

CASES = [
    (
        {"_config.yml": "url: https://例え.jp/blog\nroot: /blog/\npermalink: :year/:title/\n"},
        {
            "source/_posts/海边的日子.md": (
                DAY,
                "https://例え.jp/blog/2024/%E6%B5%B7%E8%BE%B9%E7%9A%84%E6%97%A5%E5%AD%90/",
            ),
            "source/_posts/b.md": (
                DAY | {"permalink": "wiki/C++ (1)/[x]~'q'!/"},
                "https://例え.jp/blog/wiki/C++%20(1)/%5Bx%5D~'q'!/",
            ),
        },
    ),
    (
        {"_config.yml": "url: https://例え.jp/日誌\nroot: /日誌/\npermalink: :title/\n"},
        {"source/_posts/a.md": (DAY, "https://例え.jp/%E6%97%A5%E8%AA%8C/a/")},
    ),
    (
        {
            "_config.yml": "url: HTTPS://Ex.Net:8443\npermalink: :title.html\n"
            "pretty_urls: {trailing_html: false}\n"
        },
        {"source/_posts/a.md": (DAY, "https://ex.net:8443/a")},
    ),
    (
        {"_config.yml": "url: https://例え.jp\nbaseurl: /日 誌\n"},
        {
            "_posts/2024-01-02-Hello World (1).md": (
                {},
                "https://xn--r8jz45g.jp/%E6%97%A5%20%E8%AA%8C/2024/01/02/Hello%20World%20(1)",
            ),
            "_posts/2024-01-02-海边.md": (
                {"categories": ["X Y", "ü"]},
                "https://xn--r8jz45g.jp/%E6%97%A5%20%E8%AA%8C/x%20y/%C3%BC/2024/01/02/%E6%B5%B7%E8%BE%B9",
            ),
            "_posts/2024-01-02-c.md": (
                {"slug": "Own Slug!", "permalink": "/foo/bar.html"},
                "https://xn--r8jz45g.jp/%E6%97%A5%20%E8%AA%8C/foo/Own%20Slug!",
            ),
            "_posts/2024-01-02-d.md": (
                {"permalink": "/foo/"},
                "https://xn--r8jz45g.jp/%E6%97%A5%20%E8%AA%8C/d",
            ),
        },
    ),
    (
        {"_config.yml": "url: http://Ex.Net:80\npermalink: /:year/:title/\n"},
        {"_posts/2024-01-02-a.md": ({}, "http://ex.net/2024/a")},
    ),
    (
        {"hugo.toml": 'baseURL = "https://Ex.net/blog"\n'},
        {
            "content/posts/海边 的日子.md": (
                DAY,
                "https://Ex.net/blog/posts/%E6%B5%B7%E8%BE%B9-%E7%9A%84%E6%97%A5%E5%AD%90/",
            ),
            "content/posts/b.md": (
                DAY | {"url": "/wiki/C++ (1)/"},
                "https://Ex.net/blog/wiki/C++%20%281%29/",
            ),
            "content/posts/c.md": (
                DAY | {"url": "/维/(1)!'*[x]/"},
                "https://Ex.net/blog/%E7%BB%B4/%281%29%21%27%2A%5Bx%5D/",
            ),
        },
    ),
    (
        {"hugo.toml": 'baseURL = "https://例え.jp/"\ndisablePathToLower = true\n'},
        {"content/posts/D(2).md": (DAY, "https://%E4%BE%8B%E3%81%88.jp/posts/D2/")},
    ),
    (
        {"zola.toml": 'base_url = "https://例え.jp/b/"\n[slugify]\npaths = "off"\n', "content/_index.md": ""},
        {"content/海边.md": (DAY, "https://例え.jp/b/海边/")},
    ),
]  # fmt: skip

PELICAN = [
    (
        "SITEURL='https://Ex.Net:8443/blog'\n",
        "Asia/Tokyo",
        {
            "content/a.md": (
                "Title: 海边的日子\nDate: 2024-01-02 23:30\n",
                "tag:ex.net,2024-01-02:/blog/hai-bian-de-ri-zi.html",
            ),
            "content/b.md": (
                "Title: Hello, World\nDate: 2024-01-02 23:30+00:00\n",
                "tag:ex.net,2024-01-02:/blog/hello-world.html",
            ),
        },
    ),
    (
        "SITEURL='https://例え.jp'\nSLUGIFY_USE_UNICODE=True\nARTICLE_URL='{date:%Y}/{slug}/'\n",
        "UTC",
        {
            "content/a.md": (
                "Title: 海边的日子\nDate: 2024-01-02\n",
                "tag:例え.jp,2024-01-02:/2024/海边的日子/",
            ),
            "content/c.md": (
                "Title: c\nDate: 2024-01-02\nSlug: own slug\n",
                "tag:例え.jp,2024-01-02:/2024/own slug/",
            ),
        },
    ),
]


def _feed_ids(root: Path, zone: str = "UTC") -> dict[str, str | None]:
    options = PostOptions(ZoneInfo(zone), None, SITE_URL, "auto")
    return {item.key: make_post(item.read(), options).feed_id for item in open_source(root).items()}


def _text(fields: dict[str, object]) -> str:
    front = "".join(
        f"{name}: {value if name == 'date' else json.dumps(value, ensure_ascii=False)}\n"
        for name, value in fields.items()
    )
    return f"---\ntitle: A post\n{front}---\nSome words.\n"


@pytest.mark.parametrize(("blog", "posts"), CASES)
def test_ids_are_those_of_the_generators_own_feed(
    tmp_path: Path, blog: dict[str, str], posts: dict[str, tuple[dict[str, object], str]]
) -> None:
    write(tmp_path, blog)
    toml = "zola.toml" in blog
    for name, (fields, _) in posts.items():
        write(tmp_path, {name: "+++\ndate = 2024-01-02\n+++\nSome words.\n" if toml else _text(fields)})
    assert _feed_ids(tmp_path) == {name: expected for name, (_, expected) in posts.items()}


@pytest.mark.parametrize(("settings", "zone", "posts"), PELICAN)
def test_ids_are_pelicans_tag_uris(
    tmp_path: Path, settings: str, zone: str, posts: dict[str, tuple[str, str]]
) -> None:
    write(tmp_path, {"pelicanconf.py": settings})
    write(tmp_path, {name: f"{front}\nSome words.\n" for name, (front, _) in posts.items()})
    assert _feed_ids(tmp_path, zone) == {name: expected for name, (_, expected) in posts.items()}


@pytest.mark.parametrize(
    ("version", "kind", "is_old"),
    [
        ("^1.2.2", "atom", True),
        ("~2.0.0", "atom", True),
        ("^2.0.0", "atom", False),
        ("^3.0.0", "atom", False),
        ("^1.2.2", "rss2", False),
    ],
)
def test_older_feeds_of_hexo_encode_no_letter(tmp_path: Path, version: str, kind: str, is_old: bool) -> None:
    package = json.dumps({"dependencies": {"hexo": "*", "hexo-generator-feed": version}})
    config = f"url: https://ex.net\npermalink: :title/\nfeed: {{type: {kind}}}\n"
    post = _text(DAY)
    write(tmp_path, {"package.json": package, "_config.yml": config, "source/_posts/海边.md": post})
    encoded = "https://ex.net/%E6%B5%B7%E8%BE%B9/"
    assert list(_feed_ids(tmp_path).values()) == ["https://ex.net/海边/" if is_old else encoded]


@pytest.mark.parametrize("given", ["", "url: http://example.com\n", "url: http://localhost:4000\n"])
def test_blog_without_an_address_of_its_own_has_the_sites_in_its_ids(tmp_path: Path, given: str) -> None:
    write(tmp_path, {"_config.yml": f"{given}title: A blog\n", "_posts/2024-01-02-a.md": _text({})})
    assert list(_feed_ids(tmp_path).values()) == ["https://site.example/2024/01/02/a"]


def _jekyll(site: Site, **more: str) -> None:
    config = f"{site.settings.url.rstrip('/')}\npermalink: /:title/\n"
    write(site.posts, {"_config.yml": f"url: {config}", **more})


def test_fresh_store_of_a_blog_begins_with_the_ids_that_readers_know(site: Site) -> None:
    _jekyll(site)
    site.write("_posts/2024-01-02-a.md", "One.", title="A")
    site.sync()
    assert site.ids() == {"A": "https://blog.example.org/a"}


def test_ids_stay_whatever_becomes_of_the_address(site: Site) -> None:
    _jekyll(site)
    site.write("_posts/2024-01-02-a.md", "One.", title="A")
    site.sync()
    (site.posts / "_config.yml").write_text("url: https://new.example\npermalink: /p/:title/\n", "utf-8")
    (site.posts / "_posts/2024-01-02-a.md").rename(site.posts / "_posts/2024-01-02-z.md")
    site.sync()
    assert site.ids() == {"A": "https://blog.example.org/a"}
    assert site.feed()["items"][0]["url"].endswith("/p/z/")


def test_two_posts_at_one_address_have_two_ids(site: Site) -> None:
    _jekyll(site)
    site.write("_posts/2024-01-02-a.md", "One.", title="A", permalink="/same/")
    site.write("x/_posts/2024-01-03-a.md", "Two.", title="B", permalink="/same/")
    site.sync()
    assert site.ids() == {"A": "https://blog.example.org/a", "B": "https://blog.example.org/a-2"}


def test_store_that_has_ids_keeps_them(make_site: Callable[..., Site]) -> None:
    old = make_site("old", site={"ids": "tag"})
    _jekyll(old)
    old.write("_posts/2024-01-02-a.md", "One.", title="A")
    old.sync()
    ledger = list(export_ledger(old.store))
    assert old.ids() == {"A": "tag:blog.example.org,2024-01-02:a"}
    new = make_site("new")
    new.source, new.now = old.posts, old.now
    import_ledger(new.store, ledger, "ledger")
    old.settings = new.settings
    for site in (old, new):
        old.write("_posts/2024-01-02-a.md", f"Edited for {site.store_url}.", title="A")
        site.sync()
        assert site.ids() == {"A": "tag:blog.example.org,2024-01-02:a"}


def test_own_address_in_the_front_matter_goes_before_the_generators_id(site: Site) -> None:
    _jekyll(site)
    site.write("_posts/2024-01-02-a.md", "One.", title="A", id="https://old.example/?p=7")
    site.write("_posts/2024-01-03-b.md", "Two.", title="B", id=12)
    site.write("_posts/2024-01-04-c.md", "Three.", title="C", id="c69c36ac-0033-4cb7-96c2-7ac5d66b91e9")
    site.sync()
    known = {"B": "https://blog.example.org/b", "C": "https://blog.example.org/c"}
    assert site.ids() == {"A": "https://old.example/?p=7"} | known


def test_ids_by_url_are_the_addresses_of_posts(make_site: Callable[..., Site]) -> None:
    site = make_site(site={"ids": "url"})
    site.write("a.md", "One.", title="Same", date="2024-01-02")
    site.write("b/a.md", "Two.", title="Other", date="2024-01-03")
    site.write("c.md", "Three.", title="C", date="2024-01-04", url="https://elsewhere.example/c", id=7)
    site.sync()
    assert site.ids() == {
        "Same": "https://blog.example.org/posts/a/",
        "Other": "https://blog.example.org/posts/a-2/",
        "C": "https://elsewhere.example/c",
    }


def test_deleted_post_comes_back_by_its_address_on_its_day_alone(site: Site) -> None:
    _jekyll(site)
    site.write("_posts/2024-01-02-a.md", "One.", title="A")
    site.write("_posts/2024-01-02-stays.md", "Stays.", title="Stays")
    site.write("_posts/2024-01-02-too.md", "Stays too.", title="Stays too")
    site.write("_posts/2024-01-02-also.md", "Stays also.", title="Stays also")
    site.sync()
    (site.posts / "_posts/2024-01-02-a.md").unlink()
    site.sync()
    site.write("_posts/2024-05-05-a.md", "Something else.", title="Another")
    site.sync()
    assert site.ids()["Another"] == "https://blog.example.org/a-2"
    site.write("_posts/2024-01-02-a.md", "New words.", title="Same day")
    site.sync()
    assert site.ids()["Same day"] == "https://blog.example.org/a"


def test_explain_says_the_id_of_the_blogs_feed(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "permalink: /:title/\n", "_posts/2024-01-02-a.md": _text({})})
    told = run("explain", "_posts/2024-01-02-a.md", *URL, cwd=tmp_path)
    assert "https://example.com/a" in told.out.split()
