"""The pages as documents: their structure, their escaping, and the plain text's exact form."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.publish.pages import error_page, latest_page, latest_text, page_url, post_page, style_source
from feedsvc.publish.views import Alternate, PagePost, PageView, PostView, TagLink

DUMP = Path(__file__).parents[2] / "shared" / "dump"
WICKED = """</title></script><script>alert("x")</script> & 'quoted' <b>"""
EAST = timezone(timedelta(hours=8))

FEEDS = (
    Alternate(type="application/atom+xml", title="Harbour (Atom)", href="https://h.example/atom.xml"),
    Alternate(type="application/rss+xml", title="Harbour (RSS)", href="https://h.example/rss.xml"),
    Alternate(type="application/feed+json", title="Harbour (JSON Feed)", href="https://h.example/feed.json"),
)
ENTRY = PagePost(
    url="https://h.example/posts/low-tide/",
    title="Low tide",
    published=datetime(2026, 3, 14, 23, 30, tzinfo=EAST),
    updated=None,
    tags=(TagLink(name="tides", href="https://h.example/tags/tides/"), TagLink(name="loose", href=None)),
    excerpt=r"The water goes, \(x\) stays.",
    language=None,
)
PAGE = PageView(
    site_title="Harbour",
    banner="INCOMING TRANSMISSION",
    heading="LATEST UPDATES",
    subtitle="",
    language="en",
    home="https://h.example/",
    base="https://h.example/",
    number=1,
    count=1,
    posts=(ENTRY,),
    alternates=FEEDS,
    self_url="https://h.example/",
    feeds_url="https://h.example/feeds/",
)
POST = PostView(
    site_title="Harbour",
    home="https://h.example/",
    language="en",
    url="https://h.example/posts/low-tide/",
    title="Low tide",
    published=datetime(2026, 3, 14, 23, 30, tzinfo=EAST),
    updated=datetime(2026, 5, 1, 8, 0, tzinfo=EAST),
    authors=("Ada Keeper", "林守望"),
    tags=ENTRY.tags,
    html='<h2 id="a">Why</h2><p>Because <math><mi>g</mi></math> pulls.</p>',
    alternates=FEEDS,
    rights="© Harbour",
)
LOST = error_page(404, "Not found", "There is no such page.", "https://h.example/", "Harbour")

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def page(**changes: object) -> PageView:
    return dataclasses.replace(PAGE, **changes)  # type: ignore[arg-type]


def entry(**changes: object) -> PagePost:
    return dataclasses.replace(ENTRY, **changes)  # type: ignore[arg-type]


def tree(document: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(document.decode())


def texts(document: bytes, selector: str) -> list[str]:
    return [node.text().strip() for node in tree(document).css(selector)]


def attributes(document: bytes, selector: str, name: str) -> list[str | None]:
    return [node.attributes.get(name) for node in tree(document).css(selector)]


# The page of posts


def test_page_shows_banner_heading_and_each_post() -> None:
    document = latest_page(page(posts=(ENTRY, entry(title="Ebb", url="https://h.example/ebb"))))
    assert texts(document, ".banner") == ["INCOMING TRANSMISSION"]
    assert texts(document, "h1") == ["LATEST UPDATES"]
    assert texts(document, "article h2 a") == ["Low tide", "Ebb"]
    assert attributes(document, "article h2 a", "href") == [ENTRY.url, "https://h.example/ebb"]
    assert texts(document, "article .excerpt")[0] == r"The water goes, \(x\) stays."


def test_date_is_the_day_in_the_sites_zone_with_the_exact_moment_beside_it() -> None:
    document = latest_page(PAGE)
    assert texts(document, "article time") == ["2026-03-14"]
    assert attributes(document, "article time", "datetime") == ["2026-03-14T23:30:00+08:00"]


def test_moment_before_standard_time_is_still_a_valid_time() -> None:
    old = datetime(1890, 5, 1, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    document = latest_page(page(posts=(entry(published=old),)))
    (moment,) = attributes(document, "time", "datetime")
    assert moment is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", moment)
    assert datetime.fromisoformat(moment) == old


def test_update_is_told_only_when_it_came_on_another_day() -> None:
    same_day = entry(updated=ENTRY.published + timedelta(minutes=5))
    later = entry(updated=ENTRY.published + timedelta(days=5))
    assert texts(latest_page(page(posts=(same_day,))), ".updated") == []
    assert texts(latest_page(page(posts=(later,))), ".updated time") == ["2026-03-19"]


def test_tag_without_a_page_is_shown_without_a_link() -> None:
    document = latest_page(PAGE)
    assert texts(document, ".tags li") == ["tides", "loose"]
    assert attributes(document, ".tags a", "href") == ["https://h.example/tags/tides/"]


def test_post_without_an_excerpt_keeps_its_place_on_the_page() -> None:
    document = latest_page(page(posts=(entry(excerpt="", tags=()), ENTRY)))
    assert len(texts(document, "article")) == 2
    assert len(texts(document, "article .excerpt")) == 1


def test_only_a_post_in_another_language_than_the_page_says_so() -> None:
    document = latest_page(page(posts=(entry(language="zh-CN"), entry(language="en"), entry(language=None))))
    assert attributes(document, "html", "lang") == ["en"]
    assert attributes(document, "article", "lang") == ["zh-CN", None, None]


def test_page_of_unknown_language_claims_one_for_its_own_words_alone() -> None:
    document = latest_page(page(language=None, posts=(entry(language=None), entry(language="zh-CN"))))
    assert attributes(document, "html", "lang") == ["en"]
    assert attributes(document, "article", "lang") == ["", "zh-CN"]


def test_feeds_are_found_by_readers_and_seen_by_people() -> None:
    document = latest_page(PAGE)
    links = 'link[rel="alternate"]'
    assert attributes(document, links, "href") == [feed.href for feed in FEEDS]
    assert attributes(document, links, "type") == [feed.type for feed in FEEDS]
    assert attributes(document, links, "title") == [feed.title for feed in FEEDS]
    assert texts(document, ".feeds a") == ["Atom", "RSS", "JSON Feed", "all feeds"]
    assert attributes(document, ".feeds a", "href") == [*(feed.href for feed in FEEDS), PAGE.feeds_url]


def test_page_of_a_tag_names_the_tag_and_leads_home() -> None:
    document = latest_page(page(subtitle="Tides"))
    assert texts(document, "title") == ["Tides · Harbour"]
    assert texts(document, ".subtitle") == ["Tides"]
    assert texts(document, "h1") == ["Tides"]
    assert attributes(document, '.name a[rel="home"]', "href") == ["https://h.example/"]


def test_site_whose_title_is_the_heading_does_not_say_it_twice() -> None:
    assert texts(latest_page(page(site_title="Latest updates")), ".name") == []
    assert texts(latest_page(page(site_title="Latest updates", subtitle="Tides")), ".name") == [
        "Latest updates"
    ]


def test_page_without_posts_says_so() -> None:
    (said,) = texts(latest_page(page(posts=())), "main")
    assert said.startswith("No posts here yet.")
    assert "Subscribe" not in texts(latest_page(page(posts=(), alternates=())), "body")[0]


# The pager


def test_pager_marks_the_current_page_and_its_neighbours() -> None:
    base = "https://h.example/tags/tides/"
    document = latest_page(page(base=base, number=2, count=6, self_url=page_url(base, 2)))
    assert texts(document, "nav li") == ["1", "2", "3", "4", "…", "6"]
    assert texts(document, 'nav [aria-current="page"]') == ["2"]
    assert attributes(document, "nav", "aria-label") == ["Pages"]
    for rel, href in (("prev", base), ("next", base + "page/3/"), ("canonical", base + "page/2/")):
        assert attributes(document, f'head link[rel="{rel}"]', "href") == [href]
    assert attributes(document, 'nav a[rel="prev"]', "href") == [base]
    assert attributes(document, 'nav a[rel="next"]', "href") == [base + "page/3/"]
    assert attributes(document, "nav li a", "href")[0] == base
    assert texts(document, "title") == ["Harbour · 2"]


@pytest.mark.parametrize(("number", "missing"), [(1, "prev"), (3, "next")])
def test_the_ends_have_no_step_beyond_them(number: int, missing: str) -> None:
    document = latest_page(page(number=number, count=3))
    assert attributes(document, f'[rel="{missing}"]', "href") == []
    assert len(attributes(document, "nav .step", "href")) == 1


def test_single_page_has_no_pager() -> None:
    assert texts(latest_page(PAGE), "nav") == []


# The post, and errors


def test_post_page_shows_the_whole_post() -> None:
    document = post_page(POST)
    assert texts(document, "title") == ["Low tide · Harbour"]
    assert texts(document, "h1") == ["Low tide"]
    assert texts(document, "time") == ["2026-03-14", "2026-05-01"]
    assert texts(document, ".authors") == ["Ada Keeper, 林守望"]
    assert texts(document, ".tags li") == ["tides", "loose"]
    assert texts(document, ".rights") == ["© Harbour"]
    assert attributes(document, 'link[rel="canonical"]', "href") == [POST.url]
    assert attributes(document, 'link[rel="alternate"]', "href") == [feed.href for feed in FEEDS]
    assert POST.html.encode() in document


def test_post_page_leaves_out_what_a_post_has_not() -> None:
    bare = dataclasses.replace(
        POST, authors=(), tags=(), rights=None, updated=None, alternates=(), language=None
    )
    document = post_page(bare)
    assert texts(document, ".authors, .tags, .rights, .updated, .feeds") == []
    assert attributes(document, "article", "lang") == [""]


def test_error_page_says_what_happened_and_leads_home() -> None:
    assert texts(LOST, "h1") == ["Not found"]
    assert "404" in texts(LOST, ".banner")[0]
    assert "There is no such page." in texts(LOST, "main p")
    assert attributes(LOST, 'a[rel="home"]', "href") == ["https://h.example/"]
    assert attributes(LOST, 'meta[name="robots"]', "content") == ["noindex"]


def test_error_page_of_an_unknown_site_still_leads_home() -> None:
    document = error_page(503, "Not ready", "Come back in a moment.", "/", "")
    assert texts(document, "title") == ["Not ready"]
    assert texts(document, 'a[rel="home"]') == ["the latest updates"]


def test_half_a_character_in_an_error_message_does_not_cost_the_page() -> None:
    assert "No /?" in texts(error_page(404, "Not found", "No /\udc80", "/", "Harbour"), "main p")[1]


# All pages


def wicked_pages() -> list[bytes]:
    tag = TagLink(name=WICKED, href='https://h.example/"><script>')
    post = entry(title=WICKED, excerpt=WICKED, tags=(tag,), url='/"><script>', language='"><script>')
    feed = Alternate(type="application/atom+xml", title=WICKED, href='/"><script>')
    view = page(
        site_title=WICKED, banner=WICKED, heading=WICKED, subtitle=WICKED, posts=(post,), alternates=(feed,)
    )
    whole = dataclasses.replace(
        POST,
        site_title=WICKED,
        title=WICKED,
        authors=(WICKED,),
        tags=(tag,),
        rights=WICKED,
        alternates=(feed,),
    )
    return [latest_page(view), post_page(whole), error_page(500, WICKED, WICKED, "/", WICKED)]


@pytest.mark.parametrize("document", wicked_pages(), ids=["latest", "post", "error"])
def test_text_never_becomes_markup(document: bytes) -> None:
    assert texts(document, "script") == []
    assert texts(document, "h1") == [WICKED]
    assert WICKED in texts(document, "title")[0]
    assert texts(document, "b") == []


@pytest.mark.parametrize(
    "document",
    [
        latest_page(page(number=3, count=9, subtitle="Tides", posts=(ENTRY, entry(excerpt="")))),
        latest_page(page(posts=(), alternates=())),
        post_page(POST),
        LOST,
        *wicked_pages(),
    ],
)
def test_every_page_is_valid_html_with_headings_in_order(document: bytes) -> None:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(document)
    levels = [int(node.tag[1]) for node in root.iter() if re.fullmatch(r"h[1-6]", str(node.tag))]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert [len(root.findall(name)) for name in ("head/title", "head/style", "body")] == [1, 1, 1]
    assert not [node for node in root.iter() if node.get("style")]


def test_all_pages_carry_the_one_style_block_the_policy_names() -> None:
    styles = {
        tree(document).css("style")[0].text() for document in (latest_page(PAGE), post_page(POST), LOST)
    }
    assert len(styles) == 1
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", style_source())
    assert "url(" not in styles.pop()


@pytest.mark.parametrize("document", [latest_page(PAGE), post_page(POST), LOST])
def test_no_page_lets_the_browser_ask_for_an_icon(document: bytes) -> None:
    (icon,) = attributes(document, 'link[rel="icon"]', "href")
    assert icon is not None
    assert icon.startswith("data:image/svg+xml,")


def test_same_view_gives_the_same_bytes() -> None:
    again = dataclasses.replace(PAGE, posts=(entry(tags=tuple(ENTRY.tags)),))
    assert latest_page(PAGE) == latest_page(again)


def test_first_page_of_a_feed_is_the_feed_itself() -> None:
    assert page_url("https://h.example/", 1) == "https://h.example/"
    assert page_url("https://h.example/tags/%E6%BD%AE/", 12) == "https://h.example/tags/%E6%BD%AE/page/12/"


# The plain text


def test_text_has_exactly_the_dumps_form() -> None:
    view = page(posts=(entry(excerpt="One。"), entry(excerpt=""), entry(excerpt="Two , three ...")), count=6)
    assert latest_text(view).decode() == (
        "INCOMING TRANSMISSION\n\nLATEST UPDATES\nOne。\nTwo , three ...\n1 2 3 ... 6"
    )


def test_text_of_an_empty_feed_ends_with_the_heading() -> None:
    assert latest_text(page(posts=())) == b"INCOMING TRANSMISSION\n\nLATEST UPDATES"


@pytest.mark.parametrize("name", ["page-a.txt", "page-b.txt", "page-c.txt"])
def test_text_of_a_dumped_page_comes_out_byte_for_byte(name: str) -> None:
    if not (DUMP / name).exists():
        pytest.skip("the dump is not beside the project")
    expected = (DUMP / name).read_bytes()
    *excerpts, last = expected.decode().split("\n")[3:]
    count = int(last.split()[-1]) if re.fullmatch(r"[\d .]+", last) else 1
    excerpts += [last] if count == 1 else []
    excerpts += [""] * (12 - len(excerpts))
    assert latest_text(page(posts=tuple(entry(excerpt=one) for one in excerpts), count=count)) == expected


@settings(max_examples=150)
@given(st.lists(text | st.text("a\n\r\u2028 \u00a0\x0b", max_size=9), max_size=12), text, st.integers(1, 9))
def test_text_is_one_line_an_excerpt_in_nfkc(excerpts: list[str], banner: str, count: int) -> None:
    posts = tuple(entry(excerpt=excerpt, published=datetime(2026, 1, 1, tzinfo=UTC)) for excerpt in excerpts)
    written = latest_text(page(posts=posts, banner=banner, count=count)).decode()
    lines = written.split("\n")
    assert unicodedata.is_normalized("NFKC", written)
    assert written == "\n".join(" ".join(line.split()) for line in lines)
    shown = [excerpt for excerpt in excerpts if unicodedata.normalize("NFKC", excerpt).split()]
    assert len(lines) == 3 + len(shown) + (count > 1)
    assert lines[1:3] == ["", "LATEST UPDATES"]
