"""The static export."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Site

from feedsvc.errors import ExportError
from feedsvc.export import export
from feedsvc.export.build import file_name
from feedsvc.publish.documents import Document


def test_every_document_is_a_file_of_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.fill(45, tags=["数学", "a/b c"])
    site.sync()
    done = export(site.publisher, tmp_path / "out")
    documents = site.everything()
    assert done.documents == done.written == len(documents)
    files = {str(f.relative_to(tmp_path / "out")): f for f in (tmp_path / "out").rglob("*") if f.is_file()}
    assert files.keys() - {".feedsvc-export"} == {unquote(file_name(path)) for path in documents}
    assert files["atom.xml"].read_bytes() == documents["atom.xml"]
    assert files["index.html"].read_bytes() == documents[""]
    assert files["page/2/index.html"].read_bytes() == documents["page/2/"]
    assert files["tags/数学/latest.txt"].read_bytes() == documents["tags/%E6%95%B0%E5%AD%A6/latest.txt"]
    assert files["posts/p00001/index.html"].read_bytes() == documents["posts/p00001/"]
    for path in ("atom.xml", "archive/1/rss.xml"):
        document = site.get(path)
        assert isinstance(document, Document)
        assert files[path].stat().st_mtime == document.last_modified


def test_second_export_writes_only_what_changed(site: Site, tmp_path: Path) -> None:
    site.fill(30)
    site.sync()
    export(site.publisher, tmp_path / "out")
    assert export(site.publisher, tmp_path / "out").written == 0
    site.write("p00030.md", "Changed.", title="Post 30", date="2020-01-31")
    site.sync()
    # three feeds, the page in two forms, and the post's own
    assert export(site.publisher, tmp_path / "out").written == 6


def test_folder_that_cannot_be_written_is_a_clear_error(site: Site, tmp_path: Path) -> None:
    site.fill(1)
    site.sync()
    (tmp_path / "out").write_text("a file is in the way")
    with pytest.raises(ExportError, match="out"):
        export(site.publisher, tmp_path / "out")
