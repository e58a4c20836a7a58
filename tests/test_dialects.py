"""Blogs are read as they lie on disk: what tells them, which files are posts, what their fields mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feedsvc.configuration import load
from feedsvc.errors import RecordError, SourceError, UsageError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Author, Post
from feedsvc.settings import Person, SourceOptions
from feedsvc.sources import open_file, open_source
from feedsvc.sources.blog import with_blog
from feedsvc.sources.dialects.config import read_python
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.dialects.registry import DIALECTS
from feedsvc.sources.markdown_folder import MarkdownFolder
from feedsvc.sources.source_root import SourceRoot

SAMPLES = Path(__file__).parent / "golden" / "dialects"
DOCS = Path(__file__).parents[1] / "docs" / "dialects.md"
OPTIONS = PostOptions(ZoneInfo("UTC"))


def write(root: Path, *names: str, **fields: object) -> None:
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}---\nSome words.\n", "utf-8")


def config(root: Path, name: str, text: str = "") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def folder(path: Path, **source: Any) -> MarkdownFolder:
    found = open_source(path, SourceOptions(**source))
    assert isinstance(found, MarkdownFolder)
    return found


def keys(path: Path) -> list[str]:
    return sorted(item.key for item in folder(path).items())


def posts(path: Path) -> dict[str, Post]:
    return {item.key: make_post(item.read(), OPTIONS) for item in folder(path).items()}


def hexo(root: Path, settings: str = "") -> None:
    config(root, "_config.yml", settings)
    write(root, "source/_posts/a.md", date="2024-05-01")


def jekyll(root: Path, settings: str = "") -> None:
    config(root, "_config.yml", settings)
    write(root, "_posts/2024-05-01-a.md")


def hugo(root: Path, settings: str = "") -> None:
    config(root, "hugo.toml", settings)
    write(root, "content/posts/a.md", date="2024-05-01")


def pelican(root: Path, settings: str = "") -> None:
    config(root, "pelicanconf.py", settings)
    write(root, "content/a.md", date="2024-05-01")


@pytest.mark.parametrize(
    ("make", "name", "part"),
    [
        (hexo, "hexo", "source/_posts"),
        (jekyll, "jekyll", "_posts"),
        (hugo, "hugo", "content/posts"),
        (pelican, "pelican", "content"),
    ],
)
def test_a_blog_is_known_from_its_root_and_from_its_posts(
    tmp_path: Path, make: Callable[[Path], None], name: str, part: str
) -> None:
    make(tmp_path)

    assert folder(tmp_path).dialect.name == folder(tmp_path / part).dialect.name == name
    assert keys(tmp_path) == keys(tmp_path / part)  # so the same records, whichever is named
    assert folder(tmp_path, dialect="plain").dialect.name == "plain"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_dialect_knows_its_sample_and_gives_its_posts_their_addresses(dialect: type[Dialect]) -> None:
    sample = SAMPLES / dialect.name
    assert sample.is_dir(), f"{dialect.name}: put a small blog into {sample}, and its addresses beside it"

    assert folder(sample).dialect.name == dialect.name
    expected = json.loads(SAMPLES.joinpath(f"{dialect.name}.json").read_text("utf-8"))
    assert {key: post.url for key, post in posts(sample).items()} == expected


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_dialect_is_documented(dialect: type[Dialect]) -> None:
    assert f"\n| `{dialect.name}` | " in DOCS.read_text("utf-8"), f"docs/dialects.md lacks {dialect.name}"


def test_a_dialect_that_there_is_not_is_an_error_that_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"source\.dialect: .*'wordpress'; write one of auto, plain, hexo, "):
        folder(tmp_path, dialect="wordpress")


def test_a_folder_that_is_no_part_of_the_posts_is_a_plain_one(tmp_path: Path) -> None:
    hugo(tmp_path)
    write(tmp_path, "notes/x.md")

    assert folder(tmp_path / "notes").dialect.name == "plain"
    assert keys(tmp_path / "notes") == ["x.md"]


@pytest.mark.parametrize(
    "name", ["hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "config/_default/hugo.toml"]
)
def test_hugos_configuration_has_several_names(tmp_path: Path, name: str) -> None:
    title = "title: T" if name.endswith("yaml") else 'title = "T"'
    config(tmp_path, name, title)
    config(tmp_path, "config/_default/permalinks.toml", 'posts = "/:filename/"')
    write(tmp_path, "content/posts/a.md", date="2024-05-01")

    assert folder(tmp_path).dialect.site_defaults().title == "T"
    assert [post.url for post in posts(tmp_path).values()] == ["/a/"]


def test_a_configuration_that_cannot_be_read_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    hexo(tmp_path, "title: 'no end\n")

    with pytest.raises(SourceError, match=r"_config.yml: .*source.dialect = \"plain\""):
        open_source(tmp_path)


def settings_of(root: Path) -> dict[str, Any]:
    return read_python(SourceRoot(root, root), root / "pelicanconf.py")


def test_pelicans_settings_are_read_and_never_run(tmp_path: Path) -> None:
    config(
        tmp_path,
        "pelicanconf.py",
        "raise SystemExit\nSITENAME = 'Notes'\nTIMEZONE = open('x').read()\nPAGE_PATHS = [\n  'pages',\n]\n"
        "def f():\n    SITEURL = 'no'\nSITEURL = open('x')\nDEFAULT_PAGINATION = 10  # a remark\n",
    )

    assert settings_of(tmp_path) == {
        "SITENAME": "Notes",
        "PAGE_PATHS": ["pages"],
        "DEFAULT_PAGINATION": 10,
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'https://' + host", "https://example.org"),
        ("f'https://{host}/b'", "https://example.org/b"),
        ("'%s/%s' % (host, 'b')", "example.org/b"),
        ("'https://a.example' if not TESTING else 'http://localhost:8000'", "https://a.example"),
        ("os.environ.get('SITEURL', 'https://a.example')", "https://a.example"),
        ("os.environ.get('SITEURL') or 'https://a.example'", "https://a.example"),
        ("'http://localhost' if os.getenv('DEV') == '1' else 'https://a.example'", "https://a.example"),
        ("(\n  'https://a'\n  '.example'\n)", "https://a.example"),
        ("[1] + [host]", [1, "example.org"]),
        ("{'a': not TESTING and -1}", {"a": -1}),
    ],
)
def test_pelicans_settings_are_worked_out_from_constants(tmp_path: Path, written: str, value: object) -> None:
    config(tmp_path, "pelicanconf.py", f"TESTING = False\nhost = 'example.org'\nSITEURL = {written}\n")
    assert settings_of(tmp_path) == {
        "TESTING": False,
        "SITEURL": value,
    }


@pytest.mark.parametrize(
    "written",
    ["unknown", "1 / 0", "{[]: 1}", "'a' + 1", "'%d' % 'a'", "'%9999999999s' % 1", "A ** A", "[*A]"],
)
def test_setting_that_is_more_than_that_is_left_out(tmp_path: Path, written: str) -> None:
    config(tmp_path, "pelicanconf.py", f"A = 9999999\nSITEURL = {written}\nB = 1\n")
    assert settings_of(tmp_path) == {"A": 9999999, "B": 1}


def test_sum_that_would_grow_without_end_is_left_out(tmp_path: Path) -> None:
    config(tmp_path, "pelicanconf.py", "A = 'aaaaaaaaaa'\n" + "A = A + A\n" * 60)
    assert len(settings_of(tmp_path)["A"]) < 100_000


def test_pelicans_published_settings_go_before_those_for_writing(tmp_path: Path) -> None:
    config(tmp_path, "pelicanconf.py", "SITEURL = ''\nFEED_ALL_ATOM = None\nPATH = 'content'\n")
    config(tmp_path, "publishconf.py", "SITEURL = 'https://a.example'\nFEED_ALL_ATOM = PATH + '/a.xml'\n")
    write(tmp_path, "content/a.md", date="2024-05-01")
    source = open_source(tmp_path)
    assert isinstance(source, MarkdownFolder)
    assert source.dialect.config["FEED_ALL_ATOM"] == "content/a.xml"
    assert source.dialect.configured_url == "https://a.example/"


def test_hexo_has_drafts_and_passes_over_underscores(tmp_path: Path) -> None:
    hexo(tmp_path)
    write(tmp_path, "source/_drafts/idea.md", title="Without a date")
    write(
        tmp_path, "source/_posts/_old/x.md", "source/_posts/_x.md", "source/about/index.md", date="2024-05-01"
    )

    found = posts(tmp_path)
    assert {key: post.draft for key, post in found.items()} == {
        "source/_drafts/idea.md": True,
        "source/_posts/a.md": False,
    }


# As Hexo 8.1 dates and addresses a post of these lines on a machine in the site's zone, Asia/Shanghai.
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2024-05-01 20:00:00", "2024-05-01 20"),
        ('"2024-05-01 20:00:00"', "2024-05-01 20"),
        ("2024-05-01T20:00:00Z", "2024-05-01 20"),
        ('"2024-05-01T20:00:00Z"', "2024-05-02 04"),
        ("2024-05-01T20:00:00+08:00", "2024-05-01 12"),
        ("2024-05-01 20:00", "2024-05-01 20"),
        ("2024-05-01", "2024-05-01 00"),
        ("2024-05-01 99:00:00Z", None),
    ],
)
def test_hexo_takes_the_clock_of_an_unquoted_time_in_utc_for_the_sites(
    tmp_path: Path, written: str, shown: str | None
) -> None:
    hexo(tmp_path)
    (tmp_path / "source/_posts/a.md").write_text(f"---\ndate: {written}\n---\nWords.\n", "utf-8")
    zone = ZoneInfo("Asia/Shanghai")
    (item,) = folder(tmp_path).items()

    if shown is None:
        with pytest.raises(RecordError, match="is no date"):
            make_post(item.read(), PostOptions(zone))
    else:
        post = make_post(item.read(), PostOptions(zone))
        assert post.published.astimezone(zone).strftime("%Y-%m-%d %H") == shown


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["A", "B"], [("A", "B")]),
        ([["A", "B"], ["C"]], [("A", "B"), ("C",)]),
        ("A, B", [("A, B",)]),
    ],
)
def test_a_list_of_hexo_categories_is_a_path(
    tmp_path: Path, given: object, expected: list[tuple[str, ...]]
) -> None:
    hexo(tmp_path)
    write(tmp_path, "source/_posts/a.md", date="2024-05-01", categories=given)

    assert [category.path for category in posts(tmp_path)["source/_posts/a.md"].categories] == expected


def test_jekyll_has_posts_and_drafts_in_any_folder(tmp_path: Path) -> None:
    jekyll(tmp_path, "exclude: [old]\n")
    write(tmp_path, "en/_posts/2024-05-02-b.md", "en/_drafts/c.md")
    write(tmp_path, "_site/_posts/2024-05-01-a.md", "old/_posts/2024-05-01-a.md", "README.md", "en/about.md")

    assert {key: post.draft for key, post in posts(tmp_path).items()} == {
        "_posts/2024-05-01-a.md": False,
        "en/_posts/2024-05-02-b.md": False,
        "en/_drafts/c.md": True,
    }


def test_a_jekyll_file_without_a_date_in_its_name_is_rejected_and_told(tmp_path: Path) -> None:
    jekyll(tmp_path)
    write(tmp_path, "_posts/name.md", date="2024-05-01")

    with pytest.raises(RecordError, match="Jekyll takes it for no post; begin its name with a date"):
        posts(tmp_path)


def test_jekyll_parts_tags_at_blanks_and_takes_defaults_from_the_configuration(tmp_path: Path) -> None:
    jekyll(
        tmp_path,
        "defaults:\n- scope: {path: '', type: posts}\n  values: {author: Ana, permalink: '/p/:title/'}\n"
        "- scope: {path: other}\n  values: {author: Ben}\n",
    )
    write(tmp_path, "_posts/2024-05-01-some-name.md", tags="one two", category="A B")
    post = posts(tmp_path)["_posts/2024-05-01-some-name.md"]

    assert (post.tags, [c.term for c in post.categories]) == (("one", "two"), ["A B"])
    assert ([a.name for a in post.authors], post.url, post.title) == (["Ana"], "/p/some-name/", "Some Name")


# As Jekyll 4.3 dates a post of these lines, with the site's zone America/New_York.
@pytest.mark.parametrize(
    ("written", "published", "url"),
    [
        ("2024-08-20 02:00:00", "2024-08-20T02:00", "/2024/08/19/a.html"),
        ('"2024-08-20 02:00:00"', "2024-08-20T06:00", "/2024/08/20/a.html"),
        ("2024-08-20T02:00:00", "2024-08-20T02:00", "/2024/08/19/a.html"),
        ("2024-8-20 2:00:00.000", "2024-08-20T02:00", "/2024/08/19/a.html"),
        ("2024-08-20 02:00", "2024-08-20T06:00", "/2024/08/20/a.html"),
        ("2024-08-20", "2024-08-20T04:00", "/2024/08/20/a.html"),
        ("2024-08-20 02:00:00 +0800", "2024-08-19T18:00", "/2024/08/19/a.html"),
        ("2024/08/20 02:00:00", "2024-08-20T06:00", "/2024/08/20/a.html"),
        ("2024-02-30 08:00:00 -0500", "2024-03-01T13:00", "/2024/03/01/a.html"),
        ('"2024-04-31"', "2024-05-01T04:00", "/2024/05/01/a.html"),
    ],
)
def test_jekyll_takes_an_unquoted_time_without_a_zone_for_utc(
    tmp_path: Path, written: str, published: str, url: str
) -> None:
    jekyll(tmp_path)
    (tmp_path / "_posts/2024-05-01-a.md").write_text(f"---\ndate: {written}\n---\nWords.\n", "utf-8")
    options = PostOptions(ZoneInfo("America/New_York"))
    (post,) = (make_post(item.read(), options) for item in folder(tmp_path).items())

    assert (post.published.strftime("%Y-%m-%dT%H:%M"), post.url) == (published, url)


def test_jekyll_counts_days_that_a_month_has_not_into_the_next(tmp_path: Path) -> None:
    jekyll(tmp_path)
    write(tmp_path, "_posts/2023-02-30-b.md")

    assert posts(tmp_path)["_posts/2023-02-30-b.md"].url == "/2023/03/02/b.html"


def test_jekylls_authors_have_the_details_of_its_data(tmp_path: Path) -> None:
    jekyll(tmp_path)
    config(
        tmp_path,
        "_data/authors.yml",
        "ana: {name: Ana Lee, uri: https://a.example/}\nben: {email: b@x.org}",
    )
    write(tmp_path, "_posts/2024-05-02-b.md", authors=["ana", "ben", "Cy"])
    write(tmp_path, "_posts/2024-05-03-c.md", author="ana")
    before = [item.fingerprint for item in folder(tmp_path).items()]
    found = posts(tmp_path)

    assert found["_posts/2024-05-02-b.md"].authors == (
        Author("Ana Lee", uri="https://a.example/"),
        Author("ben", "b@x.org"),
        Author("Cy"),
    )
    assert [author.name for author in found["_posts/2024-05-03-c.md"].authors] == ["Ana Lee"]
    config(tmp_path, "_data/authors.yml", "ana: {name: Ana}\n")
    assert before != [item.fingerprint for item in folder(tmp_path).items()]


def test_translations_of_a_jekyll_post_get_slugs_of_their_own(tmp_path: Path) -> None:
    jekyll(tmp_path)
    write(tmp_path, "ja/news/_posts/2024-05-01-a.md", lang="ja")
    write(tmp_path, "zh_tw/news/_posts/2024-05-01-a.md", lang="zh_tw")

    assert {post.slug for post in posts(tmp_path).values()} == {"a", "a-ja", "a-zh-tw"}


def test_an_excerpt_separator_of_the_blogs_own_ends_the_excerpt(tmp_path: Path) -> None:
    jekyll(tmp_path, "excerpt_separator: '<!--end-->'\n")
    file = tmp_path / "_posts/2024-05-01-a.md"
    file.write_text("---\ntitle: T\n---\nFirst.\n\n<!--end-->\n\nSecond.\n", "utf-8")

    assert "<!-- more -->" in (posts(tmp_path)["_posts/2024-05-01-a.md"].markdown or "")


def test_a_hugo_bundle_is_one_post_and_pages_without_a_section_are_none(tmp_path: Path) -> None:
    hugo(tmp_path)
    write(tmp_path, "content/posts/b/index.md", "content/posts/b/part.md", "content/posts/b/sub/x.md")
    write(tmp_path, "content/_index.md", "content/posts/_index.md", "content/about.md", "content/me/index.md")

    assert keys(tmp_path) == ["content/posts/a.md", "content/posts/b/index.md"]


def test_a_hugo_site_without_sections_has_its_posts_at_the_top(tmp_path: Path) -> None:
    config(tmp_path, "hugo.toml")
    write(tmp_path, "content/a.md", "content/b/index.md", date="2024-05-01")

    assert {key: post.url for key, post in posts(tmp_path).items()} == {
        "content/a.md": "/a/",
        "content/b/index.md": "/b/",
    }


def test_hugos_main_sections_are_its_posts(tmp_path: Path) -> None:
    hugo(tmp_path, '[params]\nmainSections = ["posts"]\n')
    write(tmp_path, "content/wiki/x.md", date="2024-05-01")

    assert keys(tmp_path) == ["content/posts/a.md"]
    assert keys(tmp_path / "content/wiki") == ["content/wiki/x.md"]  # asked for by name


def test_hugos_front_matter_says_when_a_post_is_shown(tmp_path: Path) -> None:
    hugo(tmp_path)
    write(
        tmp_path,
        "content/posts/a.md",
        date="2024-05-01",
        publishDate="2024-06-01",
        expiryDate="2025-01-01",
        lastmod="2024-07-01",
        summary="S",
        description="D",
        link="https://other.example/",
    )
    write(tmp_path, "content/posts/hidden.md", date="2024-05-01", headless=True)
    write(tmp_path, "content/posts/unlisted.md", date="2024-05-01", build={"render": "never"})
    found = posts(tmp_path)
    post = found["content/posts/a.md"]

    assert (post.published, post.expires) == (
        datetime(2024, 6, 1, tzinfo=UTC),
        datetime(2025, 1, 1, tzinfo=UTC),
    )
    assert (post.url, post.excerpt) == ("/posts/a/", "S")
    assert found["content/posts/hidden.md"].draft
    assert found["content/posts/unlisted.md"].draft


def test_tags_may_stand_in_a_table_of_taxonomies(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        '+++\ntitle = "T"\ndate = 2024-05-01\n[taxonomies]\ntags = ["x", "y"]\n+++\nWords.\n', "utf-8"
    )

    assert posts(tmp_path)["a.md"].tags == ("x", "y")


def test_a_pelican_folder_is_a_category_and_its_pages_are_no_posts(tmp_path: Path) -> None:
    pelican(tmp_path)
    write(tmp_path, "content/Travel/b.md", "content/pages/about.md", date="2024-05-01", status="draft")
    found = posts(tmp_path)

    assert sorted(found) == ["content/Travel/b.md", "content/a.md"]
    assert [c.term for c in found["content/Travel/b.md"].categories] == ["Travel"]
    assert found["content/Travel/b.md"].draft


def test_changes_are_looked_for_where_posts_are(tmp_path: Path) -> None:
    hexo(tmp_path)
    write(tmp_path, "source/_drafts/x.md")

    assert folder(tmp_path).watched == tmp_path / "source"
    assert folder(tmp_path / "source/_posts").watched == tmp_path / "source/_posts"
    assert folder(tmp_path, dialect="plain").watched == tmp_path


def test_a_changed_configuration_has_every_file_read_again(tmp_path: Path) -> None:
    hexo(tmp_path)
    before = [item.fingerprint for item in folder(tmp_path).items()]
    config(tmp_path, "_config.yml", "permalink: :title/\n")

    assert [item.fingerprint for item in folder(tmp_path).items()] != before


def test_one_file_is_read_as_a_part_of_its_blog(tmp_path: Path) -> None:
    hugo(tmp_path)
    write(tmp_path, "content/about.md")

    assert open_file(tmp_path / "content/posts/a.md").key == "content/posts/a.md"
    with pytest.raises(SourceError, match="no post of this hugo blog"):
        open_file(tmp_path / "content/about.md")


@pytest.mark.parametrize(
    ("make", "settings", "expected"),
    [
        (hexo, "title: T\nurl: https://a.example/b\nlanguage: [zh-CN]\ntimezone: Asia/Tokyo\nauthor: Ana", {
            "url": "https://a.example/b/", "title": "T", "language": "zh-CN", "timezone": "Asia/Tokyo",
            "authors": (Person(name="Ana"),),
        }),
        (hexo, "url: http://example.com\ntimezone: Nowhere/At_All\nlanguage: ''", {}),
        (jekyll, "url: https://a.example\nbaseurl: /b\nauthor: {name: Ana}\nlang: pt", {
            "url": "https://a.example/b/", "language": "pt", "authors": (Person(name="Ana"),),
        }),
        (hugo, 'baseURL = "https://a.example/"\nlanguageCode = "de-at"\ntimeZone = "Europe/Vienna"', {
            "url": "https://a.example/", "language": "de-AT", "timezone": "Europe/Vienna",
        }),
        (hugo, 'baseURL = "/"', {}),
        (pelican, "SITEURL = 'https://a.example'\nDEFAULT_LANG = 'fr'\nSITENAME = 'N'\n", {
            "url": "https://a.example/", "title": "N", "language": "fr",
        }),
    ],
)  # fmt: skip
def test_what_the_blog_says_of_the_site_is_a_default(
    tmp_path: Path, make: Callable[[Path, str], None], settings: str, expected: dict[str, object]
) -> None:
    make(tmp_path, settings)
    bare = load(None)
    found, told = with_blog(bare, tmp_path)

    changed = {name: value for name, value in found.site if value != getattr(bare.site, name)}
    assert changed == expected
    assert (told is None) == (not expected)


@pytest.mark.parametrize(
    ("marker", "generator"),
    [
        ("astro.config.mjs", "Astro"),
        ("eleventy.config.js", "Eleventy"),
        (".eleventy.js", "Eleventy"),
        ("docusaurus.config.ts", "Docusaurus"),
        ("docs/.vuepress/config.js", "VuePress"),
    ],
)
def test_a_site_whose_addresses_are_not_known_says_so_and_the_remedy(
    tmp_path: Path, marker: str, generator: str
) -> None:
    config(tmp_path, marker)
    write(tmp_path, "src/content/blog/a.md", pubDate="Jul 08 2022")
    for place in (tmp_path, tmp_path / "src/content/blog"):
        settings, told = with_blog(load(None), place)
        assert settings == load(None)
        assert (told or "").startswith(f"{generator} site in {tmp_path}: ")
        assert "set source.permalink" in (told or "")

    for options in ({"permalink": "/blog/:title/"}, {"dialect": "plain"}):
        assert with_blog(load(None, source=options), tmp_path)[1] is None


def test_a_plain_folder_has_nothing_to_say(tmp_path: Path) -> None:
    write(tmp_path, "a.md")

    assert with_blog(load(None), tmp_path) == (load(None), None)


def test_our_own_settings_go_before_the_blogs(tmp_path: Path) -> None:
    hexo(tmp_path, "title: Theirs\ntimezone: Asia/Tokyo\n")
    found, _ = with_blog(load(None, site={"title": "Ours"}), tmp_path)

    assert (found.site.title, found.site.timezone) == ("Ours", "Asia/Tokyo")


def test_an_expired_post_vanishes_by_itself(site: Any) -> None:
    site.posts.rename(site.posts.parent / "content")
    root = site.posts.parent
    config(root, "hugo.toml")
    end = site.now + timedelta(hours=2, minutes=30)
    write(root, "content/posts/a.md", title="Stays", date="2024-05-01")
    write(root, "content/posts/b.md", title="Goes", date="2024-05-02", expiryDate=end.isoformat())
    site.source = root

    assert site.sync().published == 2
    assert site.sync().published == 2
    report = site.sync(allow_shrink=True)
    assert (report.published, report.hidden, report.vanished) == (1, 1, 1)
    assert site.titles() == ["Stays"]


def test_a_post_links_to_its_page_in_the_blog(site: Any) -> None:
    config(site.posts, "_config.yml", "permalink: :year/:title/\n")
    write(site.posts, "source/_posts/中文.md", title="T", date="2024-05-01")
    site.sync()

    assert [item["url"] for item in site.feed()["items"]] == [
        "https://blog.example.org/2024/%E4%B8%AD%E6%96%87/"
    ]
