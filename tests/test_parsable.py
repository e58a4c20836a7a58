"""What no reader could read is not published: the last good version stays, and it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Site, exporting
from delivered import Delivered, body
from lxml import etree

from feedsvc.errors import DocumentError
from feedsvc.export import export
from feedsvc.formats import atom_feed, json_feed, rss_feed
from feedsvc.formats.entry import Entry, Fragment, Head, Part
from feedsvc.formats.parsable import DEEPEST, LARGEST_TEXT, body_fault, document_fault
from feedsvc.store.status import status_of

MODULES = {"atom": atom_feed, "rss": rss_feed, "json": json_feed}


def break_fragments(monkeypatch: pytest.MonkeyPatch, name: str, ending: str) -> None:
    """Entries titled "Bad" end otherwise in this format."""
    made = MODULES[name].fragment  # type: ignore[attr-defined]

    def broken(entry: Entry) -> Fragment:
        fragment: Fragment = made(entry)
        return fragment._replace(after=fragment.after + ending) if entry.title == "Bad" else fragment

    monkeypatch.setattr(MODULES[name], "fragment", broken)


def break_documents(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """The Atom documents at these paths that have an entry titled "B" have an element that never ends."""
    made = atom_feed.document

    def broken(head: Head, parts: Iterable[Part]) -> bytes:
        written = made(head, parts)
        return written + b"<never>" * (head.self.endswith(paths) and b">B</title>" in written)

    monkeypatch.setattr(atom_feed, "document", broken)


def require_readable(site: Site) -> None:
    for path, document in site.everything().items():
        if path.endswith(".xml"):
            ElementTree.fromstring(document)
        elif path.endswith(".json"):
            json.loads(document)


@pytest.mark.parametrize(
    ("name", "ending"),
    [("atom", "<never>"), ("rss", "&nothing;"), ("json", ","), ("atom", "<entry><id>b</id></entry>")],
)
def test_entry_that_would_break_its_feeds_is_found_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str, ending: str
) -> None:
    site.write("good.md", title="Good", date="2026-01-01")
    site.write("bad.md", "First.", title="Was good", date="2026-01-02")
    assert site.sync().faults == []
    break_fragments(monkeypatch, name, ending)
    site.write("bad.md", "Second.", title="Bad", date="2026-01-02")
    site.write("new.md", title="Bad", date="2026-01-03")
    site.write("other.md", title="Other", date="2026-01-04")
    report = site.sync()
    assert sorted(site.titles()) == ["Good", "Other", "Was good"]
    require_readable(site)
    assert sorted(Path(line.partition(":")[0]).name for line in report.faults) == ["bad.md", "new.md"]
    assert all(name in line and "please report it" in line for line in report.faults)
    served = Delivered(site)
    assert body(served.ask("/readyz")).startswith(f"degraded: {site.posts}/".encode())
    assert len(site.sync().faults) == len(status_of(site.store).faults) == 2  # until it can be published
    site.write("bad.md", "Third.", title="Good again", date="2026-01-02")
    (site.posts / "new.md").unlink()
    assert site.sync().faults == []
    served.poll()
    assert body(served.ask("/readyz")).startswith(b"ready")


def test_text_that_breaks_its_entry_is_published_as_plain_text(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cdata = atom_feed.spliced

    def broken(head: Head, feed: str, parts: Iterable[Part], element: tuple[str, str], end: str) -> bytes:
        return cdata(head, feed, parts, element, end).replace(b"<em>", b"]]>")

    monkeypatch.setattr(atom_feed, "spliced", broken)
    site.write("a.md", "Some *words*.", title="A", date="2026-01-01")
    report = site.sync()
    assert [item["content_html"] for item in site.feed()["items"]] == ["<p>Some *words*.</p>"]
    assert len(report.faults) == 1
    assert "shown as plain text" in report.notices[0]


def test_text_nested_deeper_than_readers_take_is_published_as_plain_text(site: Site) -> None:
    site.write("deep.md", ">" * 300 + " words", title="Deep", date="2026-01-01")
    site.write("high.md", ">" * 200 + " words", title="High", date="2026-01-02")
    report = site.sync()
    assert report.faults == []  # it is the post's
    assert [line for line in report.notices if "more than 240 deep" in line]
    high, deep = (item["content_html"] for item in site.feed()["items"])
    assert high.count("<blockquote") == 200
    assert "<blockquote" not in deep
    assert "words" in deep


def test_limits_are_below_those_of_libxml2() -> None:
    text = "<a>" + "b" * LARGEST_TEXT + "</a>"
    etree.fromstring(text)
    assert body_fault(text)
    assert body_fault("é" * (LARGEST_TEXT // 2 + 1))
    assert not body_fault("b" * LARGEST_TEXT)
    etree.fromstring("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1))
    assert body_fault("<b>" * (DEEPEST + 1) + "</b>" * (DEEPEST + 1))
    assert not body_fault("<b>a<br></b>" * 1000)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring("<a>" + "b" * 10_000_001 + "</a>")
    assert "too long" in (document_fault(b"<a>" + b"b" * 10_000_001 + b"</a>", is_xml=True) or "")


def test_failing_document_keeps_its_last_good_version(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("a.md", title="A", date="2026-01-01", tags=["x", "y"])
    site.sync()
    good = site.body("tags/x/atom.xml")
    with monkeypatch.context() as broken:
        break_documents(broken, "tags/x/atom.xml")
        site.write("b.md", title="B", date="2026-01-02", tags=["x", "y"])
        report = site.sync()
        assert len(report.faults) == 1
        assert report.faults[0].startswith("tags/x/atom.xml: no parser takes it")
        assert site.body("tags/x/atom.xml") == good  # asked anew, of the store
        assert b"B</title>" in site.body("tags/x/rss.xml")
        assert b"B</title>" in site.body("tags/y/atom.xml")
        served = Delivered(site)
        assert body(served.ask("/tags/x/atom.xml")) == good
        assert body(served.ask("/readyz")).startswith(b"degraded: tags/x/atom.xml: no parser takes it")
        site.write("c.md", title="C", date="2026-01-03")
        assert len(site.sync().faults) == 1
        assert site.body("tags/x/atom.xml") == good
    site.write("d.md", title="D", date="2026-01-04")
    before = site.get("tags/x/atom.xml").last_modified
    assert site.sync().faults == []
    now = site.get("tags/x/atom.xml")
    assert b"B</title>" in now.body
    assert now.last_modified > before


def test_document_that_cannot_be_made_at_all_is_told_and_costs_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("b.md", title="B", date="2026-01-01", tags=["x", "y"])
    site.sync()
    break_documents(monkeypatch, "tags/x/atom.xml")
    site.write("c.md", title="C", date="2026-01-02", tags=["x", "y"])
    (fault,) = site.sync().faults
    assert fault.startswith("tags/x/atom.xml: no parser takes it")
    assert fault.endswith("; who has a good version keeps it")
    assert b"C</title>" in site.body("tags/y/atom.xml")
    with pytest.raises(DocumentError):
        site.body("tags/x/atom.xml")


def test_sync_that_would_break_the_sites_feed_at_first_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_documents(monkeypatch, "/atom.xml")
    site.write("a.md", title="B", date="2026-01-01")
    with pytest.raises(DocumentError, match=r"^atom\.xml: no parser takes it"):
        site.sync()


def test_export_leaves_a_file_whose_document_fails_and_ends_with_a_fault(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.md", title="A", date="2026-01-01", tags=["x"])
    site.sync()
    out = tmp_path / "out"
    export(site.publisher, out, exporting())
    good = (out / "tags/x/atom.xml").read_bytes()
    site.write("b.md", title="B", date="2026-01-02", tags=["x", "y"])
    site.sync()
    with monkeypatch.context() as broken:
        break_documents(broken, "tags/x/atom.xml", "tags/y/atom.xml")
        done = export(site.publisher, out, exporting())
    assert [line.partition(":")[0] for line in done.faults] == ["tags/x/atom.xml", "tags/y/atom.xml"]
    assert (out / "tags/x/atom.xml").read_bytes() == good
    assert not (out / "tags/y/atom.xml").exists()
    assert b"B</title>" in (out / "tags/x/rss.xml").read_bytes()
    done = export(site.publisher, out, exporting())
    assert done.faults == []
    assert b"B</title>" in (out / "tags/x/atom.xml").read_bytes()
    assert b"B</title>" in (out / "tags/y/atom.xml").read_bytes()


def test_server_answers_with_the_last_good_document_and_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    site.write("a.md", title="A", date="2026-01-01", tags=["x"])
    site.sync()
    served = Delivered(site)
    good = body(served.ask("/atom.xml"))
    site.write("b.md", title="B", date="2026-01-02", tags=["x"])
    site.sync()
    break_documents(monkeypatch, "atom.xml")
    served.poll()
    assert body(served.ask("/atom.xml")) == body(served.ask("/atom.xml")) == good
    assert served.ask("/tags/x/atom.xml").code == 500
    assert b"B</title>" in body(served.ask("/rss.xml"))
    assert body(served.ask("/readyz")).startswith(b"degraded: atom.xml: no parser takes it")
    assert capfd.readouterr().err.count("feedsvc: error: atom.xml: no parser takes it") == 1
