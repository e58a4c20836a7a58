"""A sync after posts were saved looks at these alone, with the outcome of listing the whole folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Site

from feedsvc.settings import SourceOptions
from feedsvc.sources import open_source
from feedsvc.sources.markdown_folder import MarkdownFile, MarkdownFolder


def test_where_known_posts_alone_were_written_no_other_file_is_looked_at(site: Site) -> None:
    site.fill(3)
    site.write("drafts/later.md", "Later.", title="Later", date="2021-01-01", draft=True)
    site.write("broken.md", "Broken.", title="Broken", date="yesterday")
    site.sync()
    for name in ("p00001.md", "p00002.md"):
        site.write(name, "Edited.", title="Post", date="2020-01-02")
    report = site.sync(written=[str(site.posts / "p00001.md")])
    assert (report.updated, report.published, report.hidden, report.rejected) == (1, 3, 1, 1)
    assert len(report.problems) == 1
    assert site.sync().updated == 1


@pytest.mark.parametrize("what", ["new", "gone", "other", "page", "link", "due", "rival", "dated"])
def test_all_files_are_listed_where_anything_else_may_have_changed(
    make_site: Callable[..., Site], what: str
) -> None:
    site = make_site(source={"missing_date": "file" if what == "dated" else "reject"})
    site.fill(3)
    site.write("page.html", "<p>Page.</p>", title="Page", date="2021-01-01")
    if what == "due":
        site.write("due.md", title="Due", date=(site.now + timedelta(hours=1, minutes=30)).isoformat())
    if what == "rival":
        for name in ("one.md", "two.md"):
            site.write(name, title=name, date="2021-01-01", id="the same")
    if what == "link":
        (site.posts / "elsewhere").mkdir()
        (site.posts / "elsewhere" / "note").write_text("---\ndate: 2021-01-01\n---\nA note.", "utf-8")
        (site.posts / "link.md").symlink_to(site.posts / "elsewhere" / "note")
    site.sync()
    written = site.posts / {
        "new": "new.md", "gone": "p00002.md", "other": "picture.png", "page": "page.html", "link": "link.md"
    }.get(what, "p00002.md")  # fmt: skip
    if what == "gone":
        written.unlink()
    else:
        site.write(written.name, "Written.", title="Written", date="2020-01-03")
    site.write("p00001.md", "Edited.", title="Post 1", date="2020-01-02")
    site.sync(written=[str(written)])
    assert b"Edited." in site.body("feed.json")


@pytest.mark.parametrize("dialect", ["plain", "hexo"])
def test_a_written_file_is_the_record_that_it_is_in_a_listing(tmp_path: Path, dialect: str) -> None:
    root = tmp_path / "blog"
    names = ["_posts/a.md", "_drafts/b.md", "_posts/ü/数.md", "_posts/sub folder/c.markdown"]
    for name in names:
        file = root / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\ntitle: x\n---\nText.", "utf-8")
    source = open_source(root, SourceOptions(dialect=dialect))
    assert isinstance(source, MarkdownFolder)
    listed = {item.path: item for item in source.items() if isinstance(item, MarkdownFile)}
    assert len(listed) == len(names)
    assert source.files_at(list(listed)) == list(listed.values())
