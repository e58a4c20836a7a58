"""Entry URLs equal the blog's own: what Hexo 8, Jekyll 4, Hugo 0.168 and Pelican 4 make of the same files."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import SourceError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Post
from feedsvc.settings import SourceOptions
from feedsvc.sources import open_source
from feedsvc.sources.dialects.dialect import path_of
from feedsvc.sources.dialects.hexo import slugize
from feedsvc.sources.dialects.jekyll_permalinks import slugify

UTC, BERLIN = PostOptions(ZoneInfo("UTC")), PostOptions(ZoneInfo("Europe/Berlin"))


def write(root: Path, name: str, **fields: object) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    file.write_text(f"---\n{front}---\nSome words.\n", "utf-8")


def config(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def posts(root: Path, options: PostOptions = UTC, **source: str) -> dict[str, Post]:
    items = open_source(root, SourceOptions(**source)).items()
    return {item.key: make_post(item.read(), options) for item in items}


def address(root: Path, options: PostOptions = UTC, **source: str) -> str | None:
    """The URL of the only post, decoded."""
    (post,) = posts(root, options, **source).values()
    return None if post.url is None else unquote(post.url)


@pytest.mark.parametrize(
    ("pattern", "name", "fields", "expected"),
    [
        (":year/:month/:day/:title/", "sub/Some File", {}, "/2024/05/01/sub/Some File/"),
        (":i_month-:i_day/:hour:minute/:name.html", "sub/x", {}, "/5-1/0803/x.html"),
        (":year/:post_title/", "x", {"title": "C++ & Über_uns!"}, "/2024/c-uber-uns/"),
        (":category/:title/", "x", {"categories": ["Ein Thema", "Teil (2)"]}, "/Ein-Thema/Teil-2/x/"),
        (":category/:title/", "x", {"categories": [["A", "B"], "C"]}, "/C/x/"),
        (":category/:title/", "x", {}, "/uncategorized/x/"),
        (":hash/", "x", {}, "/f15d63a139d8/"),
        ("p/:abbrlink.html", "x", {"abbrlink": "4711"}, "/p/4711.html"),
        ("p/:abbrlink.html", "x", {}, None),
        (":id/", "x", {"id": "77"}, "/77/"),
        (":year/:title/", "x", {"permalink": "own/place.html"}, "/own/place.html"),
        (":title/", "QOJ-#1-[a]-题解", {}, "/QOJ-#1-[a]-题解/"),
        (":title/", "post.zh", {}, "/post.zh/"),
        (":lang/:title/", "x", {"lang": "de"}, "/de/x/"),
    ],
)
def test_hexo_addresses(
    tmp_path: Path, pattern: str, name: str, fields: dict[str, object], expected: str | None
) -> None:
    config(tmp_path, "_config.yml", f"permalink: {pattern}\n")
    write(tmp_path, f"source/_posts/{name}.md", **({"title": "T", "date": "2024-05-01 08:03:00"} | fields))

    assert address(tmp_path) == expected


def test_hexo_addresses_end_as_pretty_urls_says(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: :title.html\npretty_urls:\n  trailing_html: false\n")
    write(tmp_path, "source/_posts/x.md", date="2024-05-01")

    assert address(tmp_path) == "/x"


def test_a_hexo_file_name_is_read_by_new_post_name(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: :year/:title/\nnew_post_name: :year-:month-:day-:title.md\n")
    write(tmp_path, "source/_posts/2023-02-03-some-name.md", date="2024-05-01")
    write(tmp_path, "source/_posts/No Date.md", date="2024-05-01")

    assert [post.url for post in posts(tmp_path).values()] == ["/2024/some-name/", "/2024/No-Date/"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [("alg: crc32\n  rep: hex", "3610a686"), ("alg: crc16\n  rep: dec", "13522")],
)
def test_the_numbers_of_hexo_abbrlink_are_those_the_plugin_makes(
    tmp_path: Path, options: str, expected: str
) -> None:
    config(tmp_path, "_config.yml", f"permalink: :abbrlink/\nabbrlink:\n  {options}\n")
    write(tmp_path, "source/_posts/x.md", date="2024-05-01", title="hello")

    assert address(tmp_path) == f"/{expected}/"


@pytest.mark.parametrize(
    ("pattern", "name", "fields", "expected"),
    [
        ("date", "2024-05-01-some-name", {}, "/2024/05/01/some-name.html"),
        ("pretty", "2024-05-01-Some.Name", {}, "/2024/05/01/Some.Name/"),
        ("ordinal", "2024-02-01-x", {}, "/2024/032/x.html"),
        ("weekdate", "2024-02-01-x", {}, "/2024/W05/Thu/x.html"),
        ("none", "2024-05-01-x", {"categories": "One Two"}, "/one/two/x.html"),
        ("/:categories/:title", "2024-05-01-x", {"category": "One Two"}, "/one two/x"),
        ("/:slugified_categories/:slug/", "2024-05-01-A.b", {"categories": ["Ä b"]}, "/ä-b/a-b/"),
        ("/b/:short_year/:i_month/:i_day/:title", "2024-05-01-x y!", {}, "/b/24/5/1/x-y!"),
        ("/:year_:month/:title/", "2024-05-01-x", {}, "/2024_05/x/"),
        ("date", "2024-05-01-x", {"date": "2024-06-02 23:00 -0300"}, "/2024/06/03/x.html"),
        ("date", "2024-05-01-x", {"slug": "own name"}, "/2024/05/01/own-name.html"),
        ("date", "2024-05-01-x", {"permalink": "/own/:year/:title"}, "/own/2024/x"),
    ],
)
def test_jekyll_addresses(
    tmp_path: Path, pattern: str, name: str, fields: dict[str, object], expected: str
) -> None:
    config(tmp_path, "_config.yml", f"permalink: {pattern}\n")
    write(tmp_path, f"_posts/{name}.md", **fields)

    assert address(tmp_path) == expected


def test_folders_above_jekylls_posts_are_categories(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: pretty\n")
    write(tmp_path, "en/news/_posts/2024/2024-05-01-x.md", categories=["More"])

    (post,) = posts(tmp_path).values()
    assert (post.url, [c.term for c in post.categories]) == (
        "/en/news/more/2024/05/01/x/",
        ["en", "news", "More"],
    )


@pytest.mark.parametrize(
    ("settings", "name", "fields", "expected"),
    [
        ("", "posts/Hello.World", {}, "/posts/hello.world/"),
        ("", "posts/C#-and-C++", {}, "/posts/c#-and-c++/"),
        ("", "posts/a b_c (d) é", {}, "/posts/a-b_c-d-é/"),
        ("", "posts/中文，文章", {}, "/posts/中文文章/"),
        ("", "posts/2023-01-02-foo", {}, "/posts/2023-01-02-foo/"),
        ("", "posts/sub/p", {"slug": "Sl/ug"}, "/posts/sub/sl/ug/"),
        ("", "posts/p", {"slug": "-A  C++!"}, "/posts/a-c++/"),
        ('[permalinks]\nposts = "/p/:slug/"', "posts/p", {"slug": "A C++"}, "/p/a-c/"),
        ("", "posts/u", {"url": "/My/Url"}, "/My/Url/"),
        ("", "posts/u", {"url": "my/url.html"}, "/my/url.html"),
        ("", "posts/u", {"url": "/Lit/:year/:slug/X"}, "/Lit/2024/t/X/"),
        ("", "posts/b1/index", {}, "/posts/b1/"),
        ("disablePathToLower = true", "posts/Hello", {}, "/posts/Hello/"),
        ("uglyURLs = true", "posts/Hello", {}, "/posts/hello.html"),
        ('[permalinks]\nposts = "/:year/:month/:slug/"', "posts/x", {"title": "A B"}, "/2024/05/a-b/"),
        ('[permalinks]\nposts = "/:title/"', "posts/x", {"title": "Ünï & Co: 100% #1!"}, "/ünï-co-100-#1/"),
        ('[permalinks]\nposts = "/:title/"', "posts/x", {"title": "C++ a.b_c~d @x"}, "/c-a.b_c~d-@x/"),
        ('[permalinks]\nposts = "/t/:title/"', "posts/x", {"title": "A+b + c++D+"}, "/t/a-b--c-d/"),
        ('[permalinks]\nposts = "/t/:title/"', "posts/x", {"title": "A/b / c//D/"}, "/t/a-b-c--d-/"),
        ('[permalinks]\nposts = "/:filename"', "posts/A_b.C", {}, "/a_b.c/"),
        ('[permalinks.page]\nposts = "/:section/:slugorcontentbasename/"', "posts/X", {}, "/posts/x/"),
        ('[permalinks]\nposts = "/Lit/:monthname/:weekdayname"', "posts/x", {}, "/lit/may/monday/"),
        ('[permalinks]\nposts = "/:sections/:contentbasename"', "posts/s1/s2/Q", {}, "/posts/s1/q/"),
        ('[permalinks]\nposts = "/:sections[1:]/:filename/"', "posts/s1/s2/Q", {}, "/s1/q/"),
        ('[permalinks]\nposts = "/:sections[last]/x_:slug/"', "posts/h/i", {"title": "I"}, "/posts/x_i/"),
        ('[permalinks]\nposts = "/:shape/"', "posts/x", {}, None),
        ('[frontmatter]\ndate = [":filename", ":default"]', "posts/2023-01-02-foo", {}, "/posts/foo/"),
    ],
)  # fmt: skip
def test_hugo_addresses(
    tmp_path: Path, settings: str, name: str, fields: dict[str, object], expected: str | None
) -> None:
    config(tmp_path, "hugo.toml", f"{settings}\n")
    write(tmp_path, "content/posts/s1/_index.md", title="A section")
    # The address has the date of the offset that the author wrote, whatever the site's zone.
    write(tmp_path, f"content/{name}.md", **({"title": "T", "date": "2024-05-06T23:30:00-05:00"} | fields))

    assert address(tmp_path, BERLIN) == expected


@pytest.mark.parametrize(
    ("settings", "name", "fields", "expected"),
    [
        ("", "x", {"Title": "Some Title, really"}, "/some-title-really.html"),
        ("", "x", {"Slug": "own"}, "/own.html"),
        ("ARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{date:%-d}/{slug}/'", "x", {}, "/posts/2024/May/1/t/"),
        ("ARTICLE_URL = '{category}/{slug}/'", "Some Topic/x", {}, "/some-topic/t/"),
        ("DEFAULT_LANG = 'de'", "x", {"Lang": "en"}, "/t-en.html"),
        ("", "x", {"Title": "中文 и Ещё <b>9½</b> — «é»"}, "/zhong-wen-i-eshchio-912-e.html"),
        ("", "x", {"Title": "！？"}, None),
        ("", "x", {"Title": "A \U0001f600 b"}, "/a-b.html"),
        ("SLUGIFY_SOURCE = 'basename'", "Some File_1", {}, "/some-file_1.html"),
        ("SLUGIFY_PRESERVE_CASE = True", "x", {"Title": "Ab C"}, "/Ab-C.html"),
        (
            "SLUG_REGEX_SUBSTITUTIONS = [('C\\\\+\\\\+', 'cpp'), (' ', '_')]",
            "x",
            {"Title": "In C++"},
            "/in_cpp.html",
        ),
        ("FILENAME_METADATA = '(?P<slug>.*)'", "My File", {}, "/My File.html"),
        (r"FILENAME_METADATA = r'(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)'", "2023-05-01_a", {}, "/a.html"),
        (
            "PATH_METADATA = '(?P<category>[^/]*)/(?P<slug>[^/.]*)'\nARTICLE_URL = '{category}/{slug}'",
            "N/b",
            {},
            "/n/b",
        ),
        (
            "EXTRA_PATH_METADATA = {'n': {'category': 'Z z'}}\nARTICLE_URL = '{category}'\n"
            "USE_FOLDER_AS_CATEGORY = False",
            "n/b",
            {},
            "/z-z",
        ),
        ("DEFAULT_CATEGORY = 'Else'\nARTICLE_URL = '{category}/{slug}'", "x", {}, "/else/t"),
        ("SLUGIFY_USE_UNICODE = True", "x", {"Title": "中文 标题"}, "/中文-标题.html"),
    ],
)
def test_pelican_addresses(
    tmp_path: Path, settings: str, name: str, fields: dict[str, str], expected: str | None
) -> None:
    config(tmp_path, "pelicanconf.py", f"AUTHOR = 'Ana'\n{settings}\n")
    file = tmp_path / f"content/{name}.md"
    file.parent.mkdir(parents=True)
    front = "".join(
        f"{key}: {value}\n" for key, value in ({"Title": "T", "Date": "2024-05-01"} | fields).items()
    )
    file.write_text(f"{front}\nSome words.\n", "utf-8")

    assert address(tmp_path) == expected


def test_two_languages_of_a_hugo_post_have_addresses_of_their_own(tmp_path: Path) -> None:
    config(tmp_path, "hugo.toml", "[languages.en]\n[languages.zh]\nlanguageCode = 'zh-CN'\n")
    for name in ("posts/a.md", "posts/a.zh.md", "posts/b/index.en.md", "posts/b/index.zh.md"):
        write(tmp_path, f"content/{name}", title="T", date="2024-05-01")
    found = posts(tmp_path, PostOptions(ZoneInfo("UTC"), "en"))

    assert {key: (p.url, p.slug, p.language) for key, p in found.items()} == {
        "content/posts/a.md": ("/posts/a/", "a", "en"),
        "content/posts/a.zh.md": ("/zh/posts/a/", "a-zh-cn", "zh-CN"),
        "content/posts/b/index.en.md": ("/posts/b/", "b", "en"),
        "content/posts/b/index.zh.md": ("/zh/posts/b/", "b-zh-cn", "zh-CN"),
    }


def test_hugo_languages_may_have_folders_and_hosts_of_their_own(tmp_path: Path) -> None:
    config(
        tmp_path,
        "config.yaml",
        "defaultContentLanguage: ja\nlanguages:\n  ja: {contentDir: content/ja}\n"
        "  en: {contentDir: content/en}\n  de: {contentDir: content/de, baseURL: 'https://de.example.net/'}\n",
    )
    for language in ("ja", "en", "de"):
        write(tmp_path, f"content/{language}/entry/x.md", date="2024-05-01")

    assert {post.language: post.url for post in posts(tmp_path).values()} == {
        "ja": "/entry/x/",
        "en": "/en/entry/x/",
        "de": "https://de.example.net/entry/x/",
    }


def test_a_pattern_in_the_settings_goes_before_the_blogs_own(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: :title/\n")
    write(tmp_path, "source/_posts/x.md", date="2024-05-01")

    assert address(tmp_path, permalink=":year/:title.html") == "/2024/x.html"


def test_a_plain_folder_may_have_a_pattern_too(tmp_path: Path) -> None:
    write(tmp_path, "some-name.md", date="2024-05-01")

    assert address(tmp_path) is None
    assert address(tmp_path, permalink="/:year/:month/:title/") == "/2024/05/some-name/"


def test_a_post_without_what_its_address_is_made_of_says_so(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: p/:abbrlink/\n")
    write(tmp_path, "source/_posts/x.md", date="2024-05-01")
    (post,) = posts(tmp_path).values()

    assert post.url is None
    assert "needs :abbrlink" in post.notices[0]


def test_a_draft_may_lack_what_its_address_will_be_made_of(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml", "permalink: p/:abbrlink/\n")
    write(tmp_path, "source/_posts/x.md", draft=True)
    (post,) = posts(tmp_path).values()

    assert (post.url, post.notices) == (None, ())


def test_a_dialect_named_for_posts_alone_works_without_the_blog(tmp_path: Path) -> None:
    write(tmp_path, "_posts/2024-05-01-x.md")

    assert address(tmp_path / "_posts", dialect="jekyll") == "/2024/05/01/x.html"
    with pytest.raises(SourceError, match="no Hugo blog"):
        open_source(tmp_path / "_posts", SourceOptions(dialect="hugo"))


@given(st.text(max_size=30))
def test_any_name_makes_a_path_that_is_a_uri(name: str) -> None:
    for made in (name, slugize(name), slugify(name), slugify(name, pretty=True)):
        path = path_of(made.encode("utf-8", "replace").decode())
        assert path.startswith("/")
        assert not path.startswith("//")
        assert path.isascii()
        assert not set(path) & set(' "<>\\^`{|}#?')
