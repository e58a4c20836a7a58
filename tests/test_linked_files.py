"""Links and pictures that name files of the blog lead to where its generator publishes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedsvc.posts.make import make_post
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.render.options import RenderOptions
from feedsvc.render.placeholders import POST, SITE
from feedsvc.render.references import post_reference
from feedsvc.render.render import Rendered, Renderer
from feedsvc.sources.linked_files import key_of, named_files
from tests.test_dialects import OPTIONS, config, folder
from tests.test_zola import BASE, page


def post(root: Path, key: str) -> Post:
    """The post of this file; others need not be posts."""
    (item,) = (item for item in folder(root).items() if item.key == key)
    return make_post(item.read(), OPTIONS)


def render(of: Post) -> Rendered:
    return Renderer(RenderOptions()).render(of, f"{SITE}posts/a/")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('[a](b.md) ![c](d%20e.png "f")', ["b.md", "d e.png"]),
        ("[a][1]\n\n> [1]: ../b.md?x#y", ["../b.md"]),
        ("<img src='a&amp;b.png'> [x](b.md) [y](b.md#z)", ["a&b.png", "b.md"]),
        ("{% link _docs/a.md %}, [x](@/b.md#c)", ["/_docs/a.md", "@/b.md"]),
        ("""<a href='x y.pdf'> <img src="a.png>\n<p class="x">""", ["x y.pdf", "a.png"]),
        (
            '{{< audio "a b.mp3" >}} {{% video c.mp4 %}} {{< video src="d.webm" >}}',
            ["a b.mp3", "c.mp4", "d.webm"],
        ),
        ("{% img left big /i/e.png 300 200 'f g' %} {% asset_img h.png t %}", ["/i/e.png", "h.png"]),
        ("[a](https://e.org/b.md) [b](//e.org/b.md) [c](#d) [e](mailto:f@g.md)", []),
    ],
)
def test_files_are_found_in_a_text(text: str, names: list[str]) -> None:
    assert named_files(text) == names


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("b.md", "x/y/b.md"),
        ("../b.md", "x/b.md"),
        ("/b.md", "b.md"),
        ("../../../b.md", None),
        ("/../b.md", None),
    ],
)
def test_a_name_is_relative_to_the_file_or_to_the_blog(written: str, key: str | None) -> None:
    assert key_of(written, "x/y/a.md") == key


@pytest.mark.parametrize(
    ("name", "front", "written", "address"),
    [
        ("b/index.md", "", "@/b/index.md", "/b/"),
        ("b/index.md", "", "@/./b/index.md", "/b/"),
        ("b/_index.md", "", "@/b/_index.md", "/b/"),
        ("_index.md", "", "@/_index.md", "/"),
        ("b/_index.fr.md", "", "@/b/_index.fr.md", "/fr/b/"),
        ("b.fr.md", "", "@/b.fr.md#c", "/fr/b/"),
        ("b/2024-05-01-c.md", "", "@/b/2024-05-01-c.md", "/b/c/"),
        ("b.md", 'slug = "C d"', "@/b.md", "/c-d/"),
        ("b.md", 'path = "e"', "@/b.md", "/e/"),
        ("b.md", "draft = true", "@/b.md", None),
    ],
)
def test_zola_links_lead_to_the_file_that_they_name(
    tmp_path: Path, name: str, front: str, written: str, address: str | None
) -> None:
    config(tmp_path, "config.toml", f"{BASE}[languages.fr]\n")
    page(tmp_path, name, front)
    page(tmp_path, "a.fr.md", text=f"[it]({written})")
    (file,) = post(tmp_path, "content/a.fr.md").linked_files
    assert (file.written, file.address) == (written.partition("#")[0], address)
    assert file.language == ("fr" if ".fr." in name else "en")


def test_a_zola_link_leads_to_the_post_or_else_to_the_page(tmp_path: Path) -> None:
    config(tmp_path, "config.toml", BASE)
    page(tmp_path, "b/index.md", "")
    page(tmp_path, "a.md", text="[it](@/b/index.md#c)")
    html = render(post(tmp_path, "content/a.md")).html
    reference = post_reference("./content/b/index.md#c", "en", otherwise=f"{SITE}b/")
    assert html.strip() == f'<p><a href="{reference}">it</a></p>'


def test_a_zola_link_to_no_file_is_told(tmp_path: Path) -> None:
    config(tmp_path, "config.toml", BASE)
    page(tmp_path, "a.md", text="[it](@/b.md)")
    found = render(post(tmp_path, "content/a.md"))
    assert (found.html.strip(), [notice.text for notice in found.notices]) == (
        "<p>it</p>",
        ["link to nowhere: it"],
    )


def test_a_link_to_no_post_has_the_authors_address_to_lead_to(tmp_path: Path) -> None:
    config(tmp_path, "a.md", "---\ndate: 2024-05-01\n---\n[it](b.md?c#d)")
    reference = post_reference("./b#d", None, otherwise=f"{SITE}posts/a/b.md?c")
    assert reference.startswith(POST)
    assert render(post(tmp_path, "a.md")).html.strip() == f'<p><a href="{reference}">it</a></p>'


COLLECTIONS = """
collections:
  docs: {output: true, permalink: "/:path/"}
  notes: {output: true}
  parts: {output: false}
  news: {output: true, permalink: "/:collection/:year/:month/:title/"}
defaults:
  - {scope: {path: "", type: notes}, values: {permalink: "/n/:title/"}}
  - {scope: {path: help, type: pages}, values: {permalink: "/h/:basename/"}}
"""


@pytest.mark.parametrize(
    ("settings", "name", "front", "address"),
    [
        ("", "about.md", "title: A", "/about.html"),
        ("permalink: pretty", "x/about.md", "title: A", "/x/about/"),
        ("permalink: /:title/", "x/index.md", "title: A", "/x/"),
        ("permalink: /:title", "about.md", "title: A", "/about"),
        ("", "about.md", "permalink: /us/", "/us/"),
        ("include: [_pages]", "_pages/about.md", "permalink: /us/", "/us/"),
        ("", "_pages/about.md", "permalink: /us/", None),
        ("", "about.md", "title: A\npublished: false", None),
        (COLLECTIONS, "_docs/x/a b.md", "title: A", "/x/a%20b/"),
        (COLLECTIONS, "_notes/a.md", "title: A", "/n/a/"),
        (COLLECTIONS, "_notes/a.md", "title: A\npermalink: /b/", "/b/"),
        (COLLECTIONS, "_parts/a.md", "title: A", None),
        (COLLECTIONS, "_news/2024-03-04-a.md", "title: A", "/news/2024/03/a/"),
        (COLLECTIONS, "_news/a.md", "title: A\ndate: 2023-04-05", "/news/2023/04/a/"),
        (COLLECTIONS, "_news/a.md", "title: A", None),
        (COLLECTIONS, "help/a.md", "title: A", "/h/a/"),
    ],
)
def test_jekyll_links_lead_to_pages_and_documents(
    tmp_path: Path, settings: str, name: str, front: str, address: str | None
) -> None:
    config(tmp_path, "_config.yml", settings)
    config(tmp_path, name, f"---\n{front}\n---\nWords.\n")
    text = f"[one](<../{name}>) [two](/{name.replace(' ', '%20')}) [three]({{% link {name} %}})"
    config(tmp_path, "_posts/2024-05-01-a.md", f"---\ntitle: A\n---\n{text}\n")
    found = post(tmp_path, "_posts/2024-05-01-a.md")
    addresses = {file.address for file in found.linked_files}
    assert addresses == (set() if address is None else {address})
    if address is not None and " " not in name:
        reference = post_reference(f"./{name}", None, otherwise=f"{SITE}{address[1:]}")
        assert render(found).html.count(f'href="{reference}"') == 3


def test_a_jekyll_link_to_a_post_has_no_other_address(tmp_path: Path) -> None:
    config(tmp_path, "_config.yml")
    config(tmp_path, "_posts/2024-05-02-b.md", "---\ntitle: B\n---\nWords.\n")
    config(tmp_path, "_posts/2024-05-01-a.md", "---\ntitle: A\n---\n[it](2024-05-02-b.md)\n")
    found = post(tmp_path, "_posts/2024-05-01-a.md")
    assert found.linked_files == (LinkedFile("2024-05-02-b.md", "_posts/2024-05-02-b.md", None),)
    reference = post_reference("./_posts/2024-05-02-b.md")
    assert render(found).html.strip() == f'<p><a href="{reference}">it</a></p>'


LANGUAGES = """baseURL = "https://a.example/"
[languages.en]
[languages.es]
"""


def bundle(root: Path, name: str, front: str = "", text: str = "Words.") -> None:
    config(root, f"content/blog/x/{name}", f"+++\ndate = 2024-05-01\n{front}\n+++\n{text}\n")


@pytest.mark.parametrize(
    ("settings", "default", "front", "name", "address"),
    [
        ("", "index.md", "", "b c.png", "/blog/x/b%20c.png"),
        ("", "index.en.md", "", "b.png", "/blog/x/b.png"),
        ("", "index.md", 'slug = "y"', "b/c.png", "/blog/y/b/c.png"),
        ("", "index.md", 'url = "/y/"', "b.pdf", "/y/b.pdf"),
        ("", "index.md", "draft = true", "b.png", None),
        ("", "index.md", "", "b.es.png", None),
        ("", "index.es.md", "", "b.png", None),
        ("[markup.goldmark]\nduplicateResourceFiles = true", "index.md", "", "b.png", None),
        ('[languages.fr]\nbaseURL = "https://fr.example/"', "index.md", "", "b.png", None),
    ],
)
def test_hugo_translations_show_the_files_of_their_bundle_where_they_are(
    tmp_path: Path, settings: str, default: str, front: str, name: str, address: str | None
) -> None:
    config(tmp_path, "hugo.toml", f"{LANGUAGES}{settings}\n")
    config(tmp_path, f"content/blog/x/{name}")
    bundle(tmp_path, default, front)
    bundle(tmp_path, "index.es.md", text=f"![one](<{name}>) ![none](d.png)\n\n![two][2]\n\n[2]: <{name}>")
    found = post(tmp_path, "content/blog/x/index.es.md")
    assert {file.address for file in found.linked_files} == (set() if address is None else {address})
    html = render(found).html
    assert 'src="https://site.feedsvc.invalid/~site/posts/a/d.png"' in html
    if address is not None:
        assert html.count(f'src="{SITE}{address[1:]}"') == 2


def test_hugos_default_language_has_its_files_beside_it(tmp_path: Path) -> None:
    config(tmp_path, "hugo.toml", LANGUAGES)
    config(tmp_path, "content/blog/x/b.png")
    bundle(tmp_path, "index.md", text="![b](b.png)")
    assert post(tmp_path, "content/blog/x/index.md").linked_files == ()


@pytest.mark.parametrize(
    ("written", "key", "address"),
    [
        ("{filename}/images/b.png", "content/images/b.png", "/images/b.png"),
        ("{static}../images/b.png", "content/images/b.png", "/images/b.png"),
        ("|filename|/images/b.png", "content/images/b.png", "/images/b.png"),
        ("{attach}c.png", "content/x/c.png", "/posts/c.png"),
        ("{attach}/images/b.png", "content/images/b.png", "/posts/b.png"),
        ("{static}/robots.txt", "content/robots.txt", "/r.txt"),
        ("{filename}d.md#e", "content/x/d.md", None),
        ("{index}", "", "/"),
        ("{tag}Fish", "", "/t/fish/"),
        ("|category|news", "", "/category/news.html"),
        ("{author}ana", "", "/author/ana.html"),
    ],
)
def test_pelican_links_lead_to_the_file_that_they_name(
    tmp_path: Path, written: str, key: str, address: str | None
) -> None:
    settings = (
        "ARTICLE_URL = 'posts/{slug}.html'\nTAG_URL = 't/{slug}/'\n"
        "EXTRA_PATH_METADATA = {'robots.txt': {'path': 'r.txt'}}\n"
    )
    config(tmp_path, "pelicanconf.py", settings)
    for name in ("images/b.png", "x/c.png", "robots.txt"):
        config(tmp_path, f"content/{name}", "")
    for name in ("a", "d"):
        text = f"Title: {name}\nDate: 2026-01-02\n\n[it]({written}) ![it]({written})"
        config(tmp_path, f"content/x/{name}.md", text)
    found = post(tmp_path, "content/x/a.md")
    assert found.linked_files == (LinkedFile(written.partition("#")[0], key, address),)
    if address:
        assert f'href="{SITE}{address.lstrip("/")}"' in render(found).html


def test_a_pelican_link_to_no_file_stays_as_it_was_written(tmp_path: Path) -> None:
    config(tmp_path, "pelicanconf.py")
    config(tmp_path, "content/a.md", "Title: a\nDate: 2026-01-02\n\n![it]({static}/none.png)")
    assert post(tmp_path, "content/a.md").linked_files == ()
