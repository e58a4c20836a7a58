"""Each rule of the check finds what it is for, at its line, and nothing on a healthy site."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedsvc import checks
from feedsvc.checks.check import Result, check
from feedsvc.checks.finding import RULES
from feedsvc.configuration import load
from feedsvc.errors import SourceError, UsageError
from feedsvc.sources import open_source
from feedsvc.sources.source import Source
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Folder:
    """A folder of posts to check."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str = "Some words.", front: str = "title: T\ndate: 2024-05-01") -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\n{text}\n" if front else text, "utf-8")

    def check(self, source: str = "", **sections: Any) -> Result:
        settings = load(None, **({"site": {"url": "https://blog.example.org/"}} | sections))
        return check(
            open_source(self.root / source, settings.source),
            settings,
            now=NOW,
            progress=lambda _what, _done, _total: None,
        )

    def found(self, rule: str, **sections: Any) -> list[str]:
        """Place (relative, with the line) and message of each finding of a rule."""
        return [
            f"{Path(found.place).relative_to(self.root)}: {found.message}"
            for found in self.check(**sections).findings
            if found.rule == rule
        ]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_files_in_formats_that_are_not_read_are_told(folder: Folder) -> None:
    hugo(folder)
    folder.write("content/posts/a.md")
    folder.write("content/posts/b.adoc")
    folder.write("content/posts/c.adoc")
    place = folder.root / "content/posts"

    assert folder.found("unread-file") == [
        f"content/posts/b.adoc: not read: AsciiDoc: 2 ({place}/b.adoc, {place}/c.adoc)"
    ]


def hugo(folder: Folder) -> None:
    folder.write("hugo.toml", "[markup.goldmark.renderer]\nunsafe = true", front="")


def test_a_healthy_site_has_no_findings(folder: Folder) -> None:
    hugo(folder)
    folder.write("static/pier.jpg", front="")
    folder.write("content/about.md")
    folder.write("content/posts/a/mine.png", front="")
    folder.write(
        "content/posts/a/index.md",
        "![A pier](/pier.jpg) ![Mine](mine.png) [b](../b.md) [b](/posts/b/) [b](../b/#x) [me](/about/)\n"
        "[feed](/atom.xml) [out](https://example.net/x) [mail](mailto:a@example.net) [here](#below)",
    )
    folder.write(
        "content/posts/b.md", "Words, and `code {{< tag >}}`.", "title: U\ndate: 2024-05-02\ntags: [x]"
    )
    result = folder.check()

    assert result.findings == ()
    assert (result.report.read, result.report.published) == (2, 2)
    assert result.documents > 10


def test_rejected_and_doubtful_records_are_told_with_their_line(folder: Folder) -> None:
    folder.write("a.md", front="title: A\ndate: soon")
    folder.write("b.md", front="title: B\ndate: 2024-05-01\nimage: 'http://'")
    folder.write("c.md", front="title: C\ndate: 2024-05-01\nid: x")
    folder.write("d.md", front="title: D\ndate: 2024-05-02\nid: x")

    rejected = folder.found("rejected-record")
    assert rejected[0].startswith("a.md:3: date: 'soon' is no date")
    assert rejected[1] == "d.md: id: x is already the id of c.md"
    assert folder.found("dropped-field")[0].startswith("b.md:4: image: ")
    assert folder.check().report.rejected == 2


@pytest.mark.parametrize(
    "link",
    [
        "[x](../c.md)",
        "[x](../c/)",
        "[x](other.pdf)",
        "[x](/files/other.pdf)",
        "[x]: ../c/\n[x]",
        '<a href="../c/">x</a>',
        "[x](/posts/c/)",
    ],
)
def test_a_link_inside_the_site_that_leads_nowhere_is_dead(folder: Folder, link: str) -> None:
    folder.write("hugo.toml", "[markup.goldmark.renderer]\nunsafe = true\n", front="")
    folder.write("static/pier.jpg", front="")
    folder.write("content/posts/a.md", f"One.\n\nTwo, {link}" if "]:" not in link else f"One.\n\n{link}")
    (dead,) = folder.found("dead-link")

    assert dead.startswith("content/posts/a.md:7: the link ")
    assert dead.endswith(" leads to nothing")


def test_an_old_address_that_the_blog_redirects_is_not_dead(folder: Folder) -> None:
    hugo(folder)
    folder.write("content/posts/a.md", "[x](../old-name/)")
    folder.write("content/posts/b.md", front="title: B\ndate: 2024-05-02\naliases: [/posts/old-name/]")

    assert folder.found("dead-link") == []


def test_a_missing_picture_is_told_and_one_of_an_assets_folder_is_there(folder: Folder) -> None:
    folder.write("_config.yml", "post_asset_folder: true", front="")
    folder.write("source/_posts/a/here.png", front="")
    folder.write("source/_posts/a.md", "![x](here.png)\n![x](gone.png)\n![x](/img/gone.png)")

    assert folder.found("missing-image") == [
        "source/_posts/a.md:6: the picture gone.png leads to nothing",
        "source/_posts/a.md:7: the picture /img/gone.png leads to nothing",
    ]


def test_a_file_that_a_tag_shows_is_looked_for_beside_the_post(folder: Folder) -> None:
    hugo(folder)
    folder.write("content/posts/2024-05-01-a/here.png", front="")
    folder.write(
        "content/posts/2024-05-01-a/index.md",
        '{{< figure src="here.png" alt="x" >}}\n\n{{< figure src="gone.png" alt="x" >}}',
        "title: T\ndate: 2024-05-01\nslug: other",
    )
    (missing,) = folder.found("missing-image")

    assert missing.endswith("index.md:8: the picture gone.png leads to nothing")


def test_in_a_plain_folder_only_what_lies_beside_a_post_is_looked_for(folder: Folder) -> None:
    folder.write("here.png", front="")
    folder.write("a.md", "![x](here.png) ![x](/somewhere/else.png)\n![x](gone.png)")

    assert folder.found("missing-image") == ["a.md:6: the picture gone.png leads to nothing"]


def test_a_picture_without_a_text_is_told(folder: Folder) -> None:
    folder.write("a.md", "![A pier](https://example.net/a.png)\n\n![](https://example.net/b.png)")

    assert folder.found("image-alt") == ["a.md:7: no text for the picture https://example.net/b.png"]


def test_a_post_without_an_excerpt_is_told(folder: Folder) -> None:
    folder.write("a.md", "![x](https://example.net/a.png)")

    assert folder.found("empty-excerpt") == ["a.md:5: the post has no excerpt"]


def test_titles_that_differ_by_no_letter_are_told_once(folder: Folder) -> None:
    folder.write("a.md", front="title: On the Pier\ndate: 2024-05-01")
    folder.write("b.md", front="date: 2024-05-02\ntitle: On the pier!")
    folder.write("c.md", front="title: On the pier\ndate: 2024-05-03\nlang: de")
    folder.write("d.md", front="title: On the piers\ndate: 2024-05-04")

    (found,) = folder.found("similar-title")
    assert found.startswith('b.md:3: the title "On the pier!" is also that of ')
    assert found.endswith("a.md")


@pytest.mark.parametrize("variant", ["python", "Ｐython", "PYTHON"])
def test_tags_that_a_reader_takes_for_one_are_told(folder: Folder, variant: str) -> None:
    folder.write("a.md", front="title: A\ndate: 2024-05-01\ntags: [Python, Perl]")
    folder.write("b.md", front="title: B\ndate: 2024-05-02\ntags: [Python]")
    folder.write("c.md", front=f"title: C\ndate: 2024-05-03\ntags: [{variant}]")

    assert folder.found("tag-variant") == [
        f'c.md:4: the tag "{variant}" (1 post) is elsewhere written "Python" (2 posts)'
    ]


def test_an_entry_is_large_from_the_configured_size_on(folder: Folder) -> None:
    folder.write("a.md", "Words. " * 300)

    assert folder.found("large-entry") == []
    assert folder.found("large-entry", check={"entry_size": 2}) == ["a.md:5: 2 KiB of HTML, more than 2"]


def test_a_date_in_the_future_is_a_note(folder: Folder) -> None:
    folder.write("a.md")
    folder.write("b.md", front="title: B\ndate: 2027-01-01")
    result = folder.check()

    assert [(found.rule, found.level) for found in result.findings] == [("future-date", "note")]
    assert (result.report.published, result.report.hidden) == (1, 1)


def test_content_that_readers_lose_is_told_with_its_line(folder: Folder) -> None:
    hugo(folder)
    folder.write("content/posts/a.md", "Words.\n\n{{< no_such_tag >}}\n\nMore words.")

    (lost,) = folder.found("lost-content")
    assert lost.startswith("content/posts/a.md:7: ")
    assert "no_such_tag" in lost


def test_a_tag_that_readers_see_is_told_with_its_line(folder: Folder) -> None:
    folder.write("a.md", "`{% tag %}`\n\nSo: &#123;% tag %}")

    assert folder.found("raw-tag") == ["a.md:5: readers see {% tag %}"]


def sync_with_faults(source: Source, store: Store, *arguments: Any, **options: Any) -> SyncReport:
    """A sync that publishes what no sync should."""
    report = sync(source, store, *arguments, **options)
    with store.writing() as connection:
        connection.exec_driver_sql(
            """UPDATE entry SET html = html || '<script>x</script><a href="y">z</a>'"""
        )
        connection.exec_driver_sql("""UPDATE fragment SET before = replace(before, '<id>', '<di>')""")
    return report


def test_every_rule_finds_its_breach(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    hugo(folder)
    for number, (front, text) in enumerate(
        [
            ("title: A\ndate: soon", ""),
            ("title: B\ndate: 2024-05-01\nimage: 'http://'\ntags: [Fish]", "{{< no_such_tag >}}"),
            ("title: b\ndate: 2024-05-01\ntags: [fish]", "[x](../gone/) ![](gone.png)"),
            ("title: C\ndate: 2027-01-01", ""),
            ("title: D\ndate: 2024-05-01", "&#123;% tag %}" + "Words. " * 300),
            ("title: E\ndate: 2024-05-01", "![x](https://example.net/a.png)"),
        ]
    ):
        folder.write(f"content/posts/{number}.md", text, front)
    folder.write("content/posts/other.adoc")
    monkeypatch.setattr("feedsvc.checks.check.sync", sync_with_faults)
    found = {finding.rule for finding in folder.check(check={"entry_size": 2}).findings}

    of_stores = {"damaged-store"}
    assert RULES.keys() - found == of_stores, "breach these rules here, so that it is known that they find it"


def test_no_finding_is_of_a_rule_that_there_is_not() -> None:
    sources = Path(checks.__file__).parent.glob("*.py")
    named = {
        rule for file in sources for rule in re.findall(r'finding\(\s*"([^"]+)', file.read_text("utf-8"))
    }

    assert named - RULES.keys() == set(), "feedsvc/checks/finding.py lacks these rules"


def test_rules_can_be_left_out_or_made_errors(folder: Folder) -> None:
    folder.write("a.md", "![](https://example.net/b.png)")
    levels = {found.rule: found.level for found in folder.check().findings}
    chosen = folder.check(check={"ignore": ["empty-excerpt"], "errors": ["image-alt"]})

    assert levels == {"image-alt": "warning", "empty-excerpt": "warning"}
    assert {found.rule: found.level for found in chosen.findings} == {"image-alt": "error"}
    with pytest.raises(UsageError, match=r"check.ignore: 'no-rule' is no rule; there are rejected-record"):
        folder.check(check={"ignore": ["no-rule"]})


def test_other_sources_are_checked_too(folder: Folder) -> None:
    lines = (
        '{"id": "a", "title": "A", "date": "2024-05-01", "content": "![](https://example.net/a.png) x"}\n'
        '{"id": "b", "title": "B", "date": "soon"}\n'
    )
    folder.write("posts.jsonl", lines, front="")
    found = {(Path(f.file).name, f.line, f.rule) for f in folder.check("posts.jsonl").findings}

    assert found == {("posts.jsonl", 1, "image-alt"), ("posts.jsonl", 2, "rejected-record")}


def test_an_empty_source_is_an_error(folder: Folder) -> None:
    with pytest.raises(SourceError, match="no posts found"):
        folder.check()


def test_the_documentation_lists_every_rule() -> None:
    page = (Path(__file__).parents[1] / "docs/check.md").read_text("utf-8")

    for rule in RULES.values():
        line = f"| `{rule.name}` | {rule.level} | {rule.asks} | "
        assert line in page, f"docs/check.md lacks: {line}"
