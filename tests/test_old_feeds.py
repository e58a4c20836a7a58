"""Where the generator of a blog had its feeds, ours are found: in the server, on hosts, and as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import URL, run, write
from conftest import Site
from delivered import Delivered

from feedsvc.delivery.old_addresses import led_to
from feedsvc.export.rules import rules_of
from feedsvc.settings import DeliveryOptions

POST = "---\ntitle: A\ndate: 2024-01-02\ntags: [C++ now, Web]\ncategories: [Über uns]\n---\nWords.\n"
PELICAN = "Title: A\nDate: 2024-01-02\nTags: C++ now\nCategory: Über uns\nAuthor: Ana Reis\n\nWords.\n"

BLOGS: list[tuple[dict[str, str], dict[str, str]]] = [
    (
        {
            "_config.yml": "url: https://blog.example.org\nfeed: {type: [atom, rss2], path: [a.xml, b]}\n",
            "source/_posts/a.md": POST,
        },
        {"a.xml": "atom.xml", "b.xml": "rss.xml"},
    ),
    (
        {
            "_config.yml": "url: https://blog.example.org\n"
            "feed: {path: /f/all.xml, tags: true, categories: [Über uns]}\n",
            "_posts/2024-01-02-a.md": POST,
        },
        {
            "f/all.xml": "atom.xml",
            "feed/by_tag/Web.xml": "tags/web/atom.xml",
            "feed/Über uns.xml": "categories/%C3%BCber-uns/atom.xml",
        },
    ),
    (
        {
            "hugo.toml": 'baseURL = "https://blog.example.org/"\n[languages.en]\n[languages.zh]\n',
            "content/notes/a.md": POST,
            "content/notes/a.zh.md": POST,
        },
        {
            "index.xml": "languages/en/rss.xml",
            "posts/index.xml": "languages/en/rss.xml",
            "tags/c++-now/index.xml": "tags/c%2B%2B-now/rss.xml",
            "categories/über-uns/index.xml": "categories/%C3%BCber-uns/rss.xml",
            "zh/index.xml": "languages/zh/rss.xml",
            "zh/posts/index.xml": "languages/zh/rss.xml",
            "zh/tags/web/index.xml": "tags/web/rss.xml",
        },
    ),
    (
        {
            "hugo.toml": 'baseURL = "https://blog.example.org/"\n',
            "content/notes/a.md": POST,
        },
        {"index.xml": "rss.xml", "posts/index.xml": "rss.xml"},
    ),
    (
        {
            "zola.toml": 'base_url = "https://blog.example.org"\nfeed_filenames = ["all.xml"]\n'
            "[languages.fr]\n",
            "content/a.md": POST,
            "content/a.fr.md": POST,
        },
        {"all.xml": "atom.xml", "fr/all.xml": "languages/fr/atom.xml"},
    ),
    (
        {
            "zola.toml": 'base_url = "https://blog.example.org"\nfeed_filenames = ["rss.xml", "atom.xml"]\n',
            "content/a.md": '+++\ndate = 2024-01-02\n[taxonomies]\ntags = ["Über C"]\n+++\nWords.\n',
        },
        {
            "tags/uber-c/atom.xml": "tags/%C3%BCber-c/atom.xml",
            "tags/uber-c/rss.xml": "tags/%C3%BCber-c/rss.xml",
        },
    ),
    (
        {
            "pelicanconf.py": "SITEURL = 'https://blog.example.org'\nTAG_FEED_RSS = 'feeds/tag-{slug}.xml'\n"
            "FEED_ATOM = 'first.xml'\nDEFAULT_LANG = 'en'\n",
            "content/a.md": PELICAN,
        },
        {
            "first.xml": "atom.xml",
            "feeds/all.atom.xml": "atom.xml",
            "feeds/uber-uns.atom.xml": "categories/%C3%BCber-uns/atom.xml",
            "feeds/ana-reis.rss.xml": "authors/ana-reis/rss.xml",
            "feeds/tag-c-now.xml": "tags/c%2B%2B-now/rss.xml",
        },
    ),
]


@pytest.mark.parametrize(
    ("blog", "expected"),
    BLOGS,
    ids=["hexo", "jekyll", "hugo", "hugo of one language", "zola in two", "zola", "pelican"],
)
def test_feeds_of_each_generator_lead_to_ours(
    site: Site, blog: dict[str, str], expected: dict[str, str]
) -> None:
    write(site.posts, blog)
    site.sync()
    with site.publisher.edition() as edition:
        assert {path: led_to(edition, path) for path in expected} == expected
        redirects = rules_of(edition, DeliveryOptions()).redirects
        found = {path: redirects[f"/{path}"].target for path in expected if f"/{path}" in redirects}
        assert found == {path: f"/{ours}" for path, ours in expected.items()}


def test_feed_that_is_gone_leads_nowhere(site: Site) -> None:
    write(site.posts, BLOGS[1][0])
    site.sync()
    with site.publisher.edition() as edition:
        assert led_to(edition, "feed/by_tag/Nothing.xml") is None


def test_subscription_is_served_as_a_file_where_a_host_knows_no_redirects(tmp_path: Path) -> None:
    write(tmp_path, {f"blog/{name}": text for name, text in BLOGS[1][0].items()})
    ended = run("export", "out", "blog", *URL, cwd=tmp_path, FEEDSVC_EXPORT__HOSTS='["stubs"]')
    assert ended.code == 0, ended.err
    for old, ours in {
        "f/all.xml": "atom.xml",
        "feed/by_tag/Web.xml": "tags/web/atom.xml",
        "feed/Über uns.xml": "categories/über-uns/atom.xml",
    }.items():
        assert (tmp_path / "out" / old).read_bytes() == (tmp_path / "out" / ours).read_bytes()


def test_server_redirects_to_our_feed(site: Site) -> None:
    write(site.posts, BLOGS[2][0])
    site.sync()
    answer = Delivered(site).ask("/tags/c++-now/index.xml")
    assert (answer.code, dict(answer.headers)["Location"]) == (301, "/tags/c%2B%2B-now/rss.xml")
