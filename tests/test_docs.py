"""What README and the documentation say is so: their commands run, and the reference leaves nothing out."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from conftest import Site
from doc_blocks import ROOT, Block, blocks, pages
from quick_start import feedsvc_command
from server import free_port
from waiting import PATIENCE

from feedsvc.cli import cli
from feedsvc.delivery.old_addresses import old_files
from feedsvc.feed_kinds import FEED_FOLDERS
from feedsvc.posts.vocabulary import PLAIN
from feedsvc.prometheus import FAMILIES

DOCS = ROOT / "docs"
SHELLS = ("sh", "bash", "console", "shell")
COMMAND = re.compile(
    r"(\$ )?(\w+=\S+ )*(feedsvc|pip|python3?|make|curl|git|cd|docker|flask|cp|mv|rm|mkdir|echo|honcho) ?"
)
# Waits until the server answers; ends with it.
AWAIT = """
import os, sys, time
from urllib.error import HTTPError
from urllib.request import urlopen
process, url, end = int(sys.argv[1]), sys.argv[2], time.monotonic() + 180
while time.monotonic() < end:
    try:
        urlopen(url, timeout=180).read()
        sys.exit(0)
    except HTTPError as error:
        if error.code != 503:  # nothing was published yet
            sys.exit(f"{url}: {error}")
        time.sleep(0.05)
    except OSError:
        os.kill(process, 0)
        time.sleep(0.05)
sys.exit(f"{url} was never answered")
"""


def script(block: Block, folder: Path, port: int) -> Iterator[str]:
    """What a reader does with a block, in the shell; places of the machine are below the folder."""
    text = re.sub(r"(?<![\w.$])/(?=(srv|var)/)", f"{folder}/page/", block.text)
    yield f"echo '# {block}' >&2"
    if block.before:
        yield block.before
    if block.answers is None:
        yield text
        return
    *first, last = text.strip().splitlines()
    yield from first
    yield f"{last.partition(' #')[0]} > {folder}/server.log 2>&1 &"
    yield "server=$!"
    asked = f"python {folder}/await.py $server http://127.0.0.1:{port}{block.answers}"
    yield f"{asked} || {{ cat {folder}/server.log; exit 1; }}"
    yield "kill $server; wait $server || true"


WITH_COMMANDS = [page for page in pages() if any(block.language in SHELLS for block in blocks(page))]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_a_page_run_one_after_the_other(page: Path, tmp_path: Path) -> None:
    port = free_port()
    run = [block for block in blocks(page) if block.language in SHELLS and not block.not_run]
    ending = "trap 'kill $(jobs -p) 2>/dev/null || true; wait || true' EXIT"
    lines = [ending, *(line for block in run for line in script(block, tmp_path, port))]
    (tmp_path / "await.py").write_text(AWAIT)
    (tmp_path / "home").mkdir()
    environment = {
        "PATH": os.pathsep.join((f"{tmp_path}/bin", str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(tmp_path / "home"),
        "EXAMPLES": str(ROOT / "examples"),
        "FEEDSVC_SERVER__PORT": str(port),
        "FLASK_RUN_PORT": str(port),
        "BROWSER": "true",
    }
    (tmp_path / "page").mkdir()
    (tmp_path / "bin").mkdir()
    feedsvc = tmp_path / "bin" / "feedsvc"
    feedsvc.write_text(f'#!/bin/sh\nexec {shlex.join(feedsvc_command())} "$@"\n')
    feedsvc.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(lines)],
        cwd=tmp_path / "page", env=environment, check=False, capture_output=True, text=True,
        timeout=3 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_stands_in_a_block_that_is_run(page: Path) -> None:
    others = [block for block in blocks(page) if block.language in ("indented", "", "text")]
    assert [str(block) for block in others if COMMAND.match(block.text)] == []


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, *path, name)
    else:
        yield " ".join(path), command


def test_every_command_and_option_is_described() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    common = text.partition("\n## ")[0]
    sections = dict(re.findall(r"^## `feedsvc ([a-z ]+)[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    sections = {name.strip(): words for name, words in sections.items()}
    for name, command in commands(cli):
        assert name in sections, f"docs/commands.md: no section for feedsvc {name}"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                missing = not any(f"`{option}" in common + sections[name] for option in parameter.opts)
                assert not missing, f"docs/commands.md: feedsvc {name}: no {parameter.opts[0]}"
    assert sections.keys() == {name for name, _ in commands(cli)}


def test_every_field_of_records_is_described() -> None:
    text = (DOCS / "records.md").read_text("utf-8").partition("## Fields")[2].partition("\n## ")[0]
    named = {name.lower() for name in re.findall(r"`([A-Za-z_]+)`", text)}
    names = {name for what in PLAIN.__slots__ for name in getattr(PLAIN, what)}
    assert names - named == set(), "docs/records.md leaves these out"


def test_every_metric_is_described() -> None:
    text = (DOCS / "metrics.md").read_text("utf-8")
    rows = re.findall(r"^\| (`feedsvc_[^|]+) \| ([^|]*)\|", text, re.M)
    told = {
        name: re.findall(r"`(\w+)`", labels)
        for names, labels in rows
        for name in re.findall(r"`(\w+)`", names)
    }
    assert told == {f"feedsvc_{name}": list(family.labels) for name, family in FAMILIES.items()}


def test_every_address_is_described(site: Site) -> None:
    text = (DOCS / "addresses.md").read_text("utf-8")
    written = re.findall(r"`([^`]+)`", text.partition("## Old addresses")[0])
    folders = {f"{folder}/NAME/" for folder in FEED_FOLDERS} | {"languages/TAG/"}
    assert folders - {"languages/NAME/"} <= set(written)
    site.fill(45, tags=["a"], categories=["b"], authors=["c"], language="en")
    site.sync()
    patterns = [
        re.escape(address)
        .replace("FEED", rf"(?:(?:{'|'.join(FEED_FOLDERS)})/[^/]+/)?")
        .replace("NAME", "[^/]+")
        .replace("FILE", ".+")
        .replace("/N/", "/[0-9]+/")
        .replace(r"\-N\.", "-[0-9]+.")
        .replace("YEAR", "[0-9]{4}")
        .replace("MONTH", "[0-9]{2}")
        for address in written
    ]
    for path in site.everything():
        assert any(re.fullmatch(pattern, unquote(path)) for pattern in patterns), path
    old = {address.strip("/") for address in re.findall(r"`([^`]+)`", text.partition("## Old addresses")[2])}
    assert {name.strip("/") for name in old_files()} - old == set(), "docs/addresses.md leaves these out"


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_of_the_project_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"", text):
        path = "".join(target).partition("#")[0]
        if path and "://" not in path:
            assert (page.parent / path).exists(), path


def test_every_page_is_in_the_contents() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    named = {line for line in index.splitlines() if re.fullmatch(r"[a-z-]+", line)}
    assert {page.stem for page in DOCS.glob("*.md")} - {"index"} == named


def test_names_of_files_in_the_text_are_there() -> None:
    """Examples that pages name are files."""
    for page in pages():
        for name in re.findall(r"`(examples/[\w./-]+)`", page.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_readme_compares_as_the_page_about_it_does() -> None:
    def table(page: Path) -> list[str]:
        lines = page.read_text("utf-8").splitlines()
        start = next(at for at, line in enumerate(lines) if line.startswith("| | feedsvc |"))
        end = next(at for at in range(start, len(lines)) if not lines[at].startswith("|"))
        return lines[start:end]

    assert table(ROOT / "README.md") == table(DOCS / "comparison.md")
