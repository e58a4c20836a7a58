"""What Prometheus is told of syncs, exports and stores: the text format, and true numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import URL, post, run, write

from feedsvc.prometheus import MEDIA_TYPE, REGISTRY, Registry, exposition, merged


@pytest.fixture(autouse=True)
def nothing_counted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTRY, "_samples", {})


def values(file: Path) -> dict[str, float]:
    lines = file.read_text("utf-8").splitlines()
    pattern = r'(feedsvc_\w+(?:\{(?:\w+="[^"]*",?)+\})?) ([0-9.]+)'
    found = [re.fullmatch(pattern, line) for line in lines if not line.startswith("#")]
    return {match[1]: float(match[2]) for match in found if match}


def test_command_that_ends_leaves_what_it_counted_in_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A"), "posts/b.md": post("B"), "posts/c.md": "no post\n"})
    ended = run("export", "out", "posts", *URL, "--metrics", "feedsvc.prom", cwd=tmp_path)
    assert ended.code == 0, ended.err
    told = values(tmp_path / "feedsvc.prom")
    files = [file for file in (tmp_path / "out").rglob("[!.]*") if file.is_file()]
    wanted = {
        'feedsvc_syncs_total{result="done"}': 1,
        "feedsvc_sync_duration_seconds_count": 1,
        'feedsvc_sync_posts_total{change="new"}': 2,
        'feedsvc_sync_records{state="published"}': 2,
        'feedsvc_sync_records{state="rejected"}': 1,
        "feedsvc_render_duration_seconds_count": 2,
        'feedsvc_exports_total{result="done"}': 1,
        "feedsvc_export_documents": len(files),
        'feedsvc_export_files_total{change="new"}': len(files),
        "feedsvc_export_bytes_total": sum(file.stat().st_size for file in files),
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert told['feedsvc_store_duration_seconds_count{operation="write"}'] >= 1


def test_command_that_fails_says_so_in_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"posts/": ""})
    ended = run("sync", "posts", *URL, "--metrics", "feedsvc.prom", cwd=tmp_path)
    assert (ended.code, "no posts found" in ended.err) == (1, True)
    assert values(tmp_path / "feedsvc.prom")['feedsvc_syncs_total{result="refused"}'] == 1
    ended = run("sync", "posts", *URL, "--metrics", "no/feedsvc.prom", cwd=tmp_path)
    assert (ended.code, "no posts found" in ended.err) == (1, True)


def test_processes_are_summed_and_histograms_are_cumulative() -> None:
    one, other = Registry(), Registry()
    for registry, seconds in ((one, 0.004), (one, 20), (other, 0.3)):
        registry.observe("store_duration_seconds", seconds, "read")
        registry.count("requests_total", 'a"\\\n', "200", by=2)
        registry.set("revision", 7 if registry is one else 8)
        registry.set("cache_bytes", 5)
    text = exposition(merged([one.samples(), other.samples()]))
    assert text.splitlines() == [
        "# HELP feedsvc_requests_total Requests by kind of document and status.",
        "# TYPE feedsvc_requests_total counter",
        r'feedsvc_requests_total{kind="a\"\\\n",status="200"} 6',
        "# HELP feedsvc_cache_bytes Bytes they take, about.",
        "# TYPE feedsvc_cache_bytes gauge",
        "feedsvc_cache_bytes 10",
        "# HELP feedsvc_revision Revision being served.",
        "# TYPE feedsvc_revision gauge",
        "feedsvc_revision 8",
        "# HELP feedsvc_store_duration_seconds Transactions of the store, to their end.",
        "# TYPE feedsvc_store_duration_seconds histogram",
        *(
            f'feedsvc_store_duration_seconds_bucket{{operation="read",le="{bound}"}} {count}'
            for bound, count in zip(
                ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"),
                (1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3),
                strict=True,
            )
        ),
        'feedsvc_store_duration_seconds_sum{operation="read"} 20.304',
        'feedsvc_store_duration_seconds_count{operation="read"} 3',
    ]
    assert MEDIA_TYPE.startswith("text/plain; version=0.0.4")
