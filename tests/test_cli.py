"""The command line as a user types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import URL, run
from quick_start import feedsvc_command
from waiting import PATIENCE

EXAMPLES = Path(__file__).parents[1] / "examples"


def feedsvc(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "feedsvc", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)


def _post(folder: Path, name: str, **fields: str) -> None:
    folder.mkdir(exist_ok=True)
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
    (folder / name).write_text(f"---\n{front}---\nSome *words*.\n")


def test_sync_and_export_from_nothing(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    done = feedsvc("sync", "posts", *URL, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "read 1: 1 published, 0 hidden, 0 rejected; 1 new; revision 1" in done.stderr
    assert feedsvc("export", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "atom.xml").exists()


def test_export_among_the_posts_is_refused_also_where_no_source_is_named(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    done = run("export", "posts", cwd=tmp_path)
    assert done.code == 2
    assert [file.name for file in (tmp_path / "posts").iterdir()] == ["a.md"]
    assert "posts: documents would lie among the posts there; export to another folder" in done.err


def test_export_with_a_source_syncs_first(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    done = run("export", "out", "posts", "--url", "https://example.com/blog", cwd=tmp_path)
    assert done.code == 0, done.err
    assert b"https://example.com/blog/posts/a/" in (tmp_path / "out" / "atom.xml").read_bytes()


def test_rejected_records_are_reported_and_not_fatal(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    _post(tmp_path / "posts", "b.md", title="B", date="someday")
    done = run("sync", "posts", *URL, cwd=tmp_path)
    assert done.code == 0
    assert "rejected: posts/b.md:3: date:" in done.err
    assert "1 rejected" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["sync", "nowhere", *URL], 1, "nowhere"),
        (["sync"], 2, "no source"),
        (["sync", "empty", *URL], 1, "no posts"),
        (["export", "out"], 1, "feedsvc sync"),
        (["export", "out", "posts", "--url", "ftp://x"], 2, "site.url"),
        (["sync", "posts", "--store", "nonsense"], 2, "sqlite:///feedsvc.db"),
        (["sync", "posts", "--config", "none.toml"], 2, "none.toml"),
        (["excerpt", "none.md"], 1, "none.md"),
        (["excerpt", "posts/bad.md"], 1, "posts/bad.md:3"),
        (["nonsense"], 2, "nonsense"),
        (["export"], 2, "folder"),
    ],
)
def test_mistake_is_one_clear_line_and_an_exit_code(
    tmp_path: Path, arguments: list[str], code: int, text: str
) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    (tmp_path / "posts" / "bad.md").write_text("---\ntitle: [\n---\n")
    (tmp_path / "empty").mkdir()
    done = run(*arguments, cwd=tmp_path)
    assert done.code == code, done.err
    assert text in done.err
    assert "Traceback" not in done.err


def test_excerpt_is_printed(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    assert run("excerpt", "posts/a.md", cwd=tmp_path).out == "Some words .\n"
    cut = run("excerpt", "posts/a.md", "--rule", "source", "--limit", "4", cwd=tmp_path)
    assert cut.out == "Some...\n"


def test_excerpt_needs_neither_date_nor_front_matter(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("Just **words**, `code`.\n")
    assert run("excerpt", "plain.md", cwd=tmp_path).out == "Just words , code .\n"


def test_watching_sync_follows_the_source_until_told_to_stop(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="2024-01-01")
    command = [*feedsvc_command(), "sync", "posts", *URL, "--watch"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "revision 1" in process.stderr.readline()
        time.sleep(0.5)
        _post(tmp_path / "posts", "b.md", title="B", date="2024-01-02")
        assert "revision 2" in process.stderr.readline()
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


def test_examples_publish_without_a_complaint(tmp_path: Path) -> None:
    done = run("sync", str(EXAMPLES / "posts"), "--config", str(EXAMPLES / "feedsvc.toml"), cwd=tmp_path)
    assert done.code == 0
    assert "0 rejected" in done.err
    assert done.err.count("\n") == 1, done.err


def test_command_works_in_another_time_zone_and_without_locale(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="中文", date="2024-01-01")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    command = [sys.executable, "-m", "feedsvc", "excerpt", "posts/a.md"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        env={**environment, "LANG": "C", "TZ": "Asia/Tokyo"},
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout == b"Some words .\n"


def test_help_lists_every_command_and_a_slip_finds_its_like(tmp_path: Path) -> None:
    told = feedsvc("--help", cwd=tmp_path).stdout.partition("Commands:\n")[2]
    names = [line.split()[0] for line in told.splitlines()]
    expected = "check dump excerpt explain export import init ledger load plan serve status sync web"
    assert " ".join(names) == expected
    slip = feedsvc("exprt", cwd=tmp_path)
    assert slip.returncode == 2
    assert "export" in slip.stderr


def test_an_export_begins_without_what_it_does_not_need(tmp_path: Path) -> None:
    """What is imported is most of the time that an export of one edit takes."""
    code = """if True:
        import gc, sys
        import click
        from feedsvc.cli import cli
        assert cli.get_command(click.Context(cli), "export")
        assert gc.isenabled() and gc.get_freeze_count()
        print(*sys.modules)
    """
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    needless = (
        "feedsvc.checks",
        "feedsvc.web",
        "flask",
        "rich",
        "sqlalchemy.dialects.postgresql",
        "watchfiles",
    )
    assert not set(needless) & set(answer.stdout.split())


def test_messages_are_told_as_they_are(tmp_path: Path) -> None:
    _post(tmp_path / "posts", "a.md", title="A", date="tomorrow :smile: [bold]")
    answer = run("sync", "posts", *URL, cwd=tmp_path)
    assert ":smile: [bold]" in answer.err
