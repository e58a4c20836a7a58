"""Files that look like posts and are not read are counted by the reason, and some of them named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedsvc.posts.make import make_post
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.settings import SourceOptions
from feedsvc.sources import open_source
from feedsvc.sources.skipped import Skipped
from tests.command_line import URL, run
from tests.test_dialects import OPTIONS, config, hexo, hugo, jekyll, keys, pelican, posts, write

FRONT = "---\ntitle: T\ndate: 2024-05-01\n---\n"


def put(root: Path, *names: str, text: str = f"{FRONT}Words.\n") -> None:
    for name in names:
        config(root, name, text)


def skipped(root: Path) -> dict[str, tuple[int, list[str]]]:
    source = open_source(root, SourceOptions())
    assert list(source.skipped.items()) == []
    list(source.items())
    found = {
        reason: (files.count, [str(Path(place).relative_to(root)) for place in files.places])
        for reason, files in source.skipped.items()
    }
    list(source.items())
    assert [files.count for _, files in source.skipped.items()] == [count for count, _ in found.values()]
    return found


def test_other_kinds_of_text_are_counted_where_posts_are(tmp_path: Path) -> None:
    pelican(tmp_path)
    put(tmp_path, *(f"content/x/{number}.rst" for number in range(5)), "content/b.ipynb", "notes/c.rst")
    put(tmp_path, "content/pages/d.rst", "content/image.png", "content/.hidden.rst")

    assert skipped(tmp_path) == {
        "reStructuredText": (5, ["content/x/0.rst", "content/x/1.rst", "content/x/2.rst"]),
        "Jupyter notebooks": (1, ["content/b.ipynb"]),
    }


def test_what_a_post_was_made_of_is_no_further_post(tmp_path: Path) -> None:
    hugo(tmp_path)
    put(tmp_path, "content/posts/a.Rmd", "content/posts/b.Rmd", "content/posts/c/index.md")
    put(tmp_path, "content/posts/c/index.Rmd", "content/posts/c/more.Rmd")

    assert skipped(tmp_path) == {"R Markdown": (1, ["content/posts/b.Rmd"])}


def test_pages_are_told(tmp_path: Path) -> None:
    hugo(tmp_path, '[params]\nmainSections = ["posts"]\n')
    put(tmp_path, "content/about.md", "content/me/index.md", "content/wiki/x.md", "content/posts/_index.md")
    put(tmp_path, "content/posts/b/index.md", "content/posts/b/part.md")

    assert skipped(tmp_path) == {
        "pages that are no posts": (3, ["content/about.md", "content/wiki/x.md", "content/me/index.md"])
    }


def test_jekylls_pages_are_told_and_its_templates_are_none(tmp_path: Path) -> None:
    jekyll(tmp_path)
    put(tmp_path, "about.md", "index.html", "_layouts/x.md", "_posts/_x.md")

    assert skipped(tmp_path) == {"pages that are no posts": (1, ["about.md"])}


def test_html_without_a_date_is_a_page_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, "page.html", text="<!DOCTYPE html>\n<p>date: x\n")
    put(tmp_path, "layout.html", text="---\nlayout: x\n---\n<p>")
    put(tmp_path, "post.html", "a.md")
    put(tmp_path, "other.html", text='<html><head><meta name="date" content="2024-05-01">')

    assert skipped(tmp_path) == {"HTML": (2, ["other.html", "post.html"])}


def test_lines_for_people_name_three_places() -> None:
    found = Skipped()
    for number in range(4):
        found.add("Org mode", f"{number}.org")
    found.add("Pug", "a.pug")

    assert found.lines() == [
        "not read: Org mode: 4 (0.org, 1.org, 2.org, …)",
        "not read: Pug: 1 (a.pug)",
    ]


def test_html_with_front_matter_is_a_post_of_jekyll_hexo_and_hugo(tmp_path: Path) -> None:
    text = "---\ntitle: T\ndate: 2024-05-01\n---\n<p>{{ site.title }}</p>\n"
    jekyll(tmp_path / "j")
    hexo(tmp_path / "x")
    hugo(tmp_path / "h")
    put(tmp_path, "j/_posts/2024-05-01-b.html", "x/source/_posts/b.html", "h/content/posts/b.html", text=text)
    put(tmp_path, "j/_posts/2024-05-01-c.html", "x/source/_posts/c.html", text="<p>A page as it is.\n")

    for blog, key, url in (
        ("j", "_posts/2024-05-01-b.html", "/2024/05/01/b.html"),
        ("x", "source/_posts/b.html", "/2024/05/01/b/"),
        ("h", "content/posts/b.html", "/posts/b/"),
    ):
        found = posts(tmp_path / blog)
        assert len(found) == 2
        post = found[key]
        assert (post.html, post.markdown, post.url) == ("<p>{{ site.title }}</p>\n", None, url)


def test_tags_in_html_posts_are_understood_as_in_markdown(tmp_path: Path) -> None:
    text = "<p>{{ page.title }}: {% raw %}{% a %}{% endraw %}{% include x.html %}</p>\n"
    jekyll(tmp_path)
    put(tmp_path, "_posts/2024-05-01-b.html", text=f"\ufeff---\ntitle: T\n---\n{text}")
    post = posts(tmp_path)["_posts/2024-05-01-b.html"]

    shown = Renderer(RenderOptions()).render(post, post.url or "")
    assert shown.html.strip() == "<p>T: {% a %}</p>"
    assert ["x.html" in notice.text for notice in shown.notices] == [True]


def test_mdx_is_read_in_a_plain_folder_and_told_in_a_blog(tmp_path: Path) -> None:
    text = f'{FRONT}import X from "x"\n\nOne <X a={{1}} />two.\n'
    put(tmp_path, "plain/a.mdx", text=text)
    pelican(tmp_path / "blog")
    put(tmp_path, "blog/content/b.mdx", text=text)
    (item,) = open_source(tmp_path / "plain").items()
    post = make_post(item.read(), OPTIONS)

    assert (item.key, (post.markdown or "").strip()) == ("a.mdx", "One two.")
    assert post.notices == (
        f"{tmp_path}/plain/a.mdx:5: content: what only a program can show is left out: import, <X>",
    )
    assert skipped(tmp_path / "blog") == {"MDX": (1, ["content/b.mdx"])}
    assert keys(tmp_path / "blog") == ["content/a.md"]


def test_records_have_nothing_to_skip(tmp_path: Path) -> None:
    write(tmp_path, "x/a.md")
    put(tmp_path, "a.jsonl", text='{"id": 1}\n')

    assert skipped(tmp_path / "a.jsonl") == skipped(tmp_path / "x") == {}


def test_what_was_not_read_is_told_by_sync_and_plan(tmp_path: Path) -> None:
    put(tmp_path, "posts/a.md", "posts/b.rst")
    line = "not read: reStructuredText: 1 (posts/b.rst)"

    assert f"feedsvc: {line}\n" in run("sync", "posts", *URL, cwd=tmp_path).err
    assert line in run("plan", "posts", *URL, cwd=tmp_path).out.splitlines()
    plan = json.loads(run("plan", "posts", *URL, "--json", cwd=tmp_path).out)
    assert plan["skipped"] == {"reStructuredText": {"count": 1, "places": ["posts/b.rst"]}}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "a.md",
            "Without a date.\n",
            "1 rejected; the first of them: posts/a.md: date: no date anywhere",
        ),
        ("a.md", f"{FRONT[:-4]}draft: true\n---\n", "of 1 records 1 are hidden and 0 rejected"),
        ("a.rst", "Title\n=====\n", "no posts found; not read: reStructuredText: 1 (posts/a.rst)"),
    ],
)
def test_nothing_is_exported_over_a_site_when_no_post_can_be_published(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    put(tmp_path, f"posts/{name}", text=text)
    put(tmp_path, "out/index.html", text="what was there")

    for command in (("sync", "posts"), ("export", "out", "posts"), ("plan", "posts"), ("check", "posts")):
        done = run(*command, *URL, cwd=tmp_path)
        assert done.code == 1, command
        assert reason in done.err or command[0] == "check"
    assert [file.read_text() for file in (tmp_path / "out").iterdir()] == ["what was there"]
