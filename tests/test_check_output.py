"""Findings are told to people, to programs, to code scanners and to GitHub, and in the exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from feedsvc.checks.check import Result
from feedsvc.checks.finding import RULES, finding
from feedsvc.checks.output import as_github, as_json, as_sarif, as_text
from feedsvc.cli import cli
from feedsvc.sync.sync_report import SyncReport

RESULT = Result(
    (
        finding("dead-link", "the link a%b\nleads, to: nothing", "posts/ä b.md", 7),
        finding("image-alt", "no text", "/srv/posts/c.md"),
        finding("future-date", "dated 2027", "posts/d.md", 2),
    ),
    SyncReport(published=3, hidden=1),
    documents=12,
)


def run(*arguments: str | Path) -> Any:
    """What the command printed; its `return_value` is the exit code that the program ends with."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, words, catch_exceptions=False, standalone_mode=False)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: A\ndate: 2024-05-01\n---\nWords. ![](https://e.org/a.png)\n", "utf-8"
    )
    return folder


def test_people_get_a_line_with_place_level_message_and_rule() -> None:
    assert as_text(RESULT).splitlines()[-1] == "posts/d.md:2: note: dated 2027 [future-date]"


def test_programs_get_the_numbers_and_the_findings() -> None:
    told = json.loads(as_json(RESULT))

    assert told["records"] == {"read": 4, "published": 3, "hidden": 1, "rejected": 0}
    assert (told["errors"], told["warnings"], told["notes"], told["documents"]) == (1, 1, 1, 12)
    assert told["findings"][2] == {
        "file": "posts/d.md",
        "line": 2,
        "rule": "future-date",
        "level": "note",
        "message": "dated 2027",
    }


def test_sarif_has_what_the_schema_requires() -> None:
    log = json.loads(as_sarif(RESULT))

    # SARIF 2.1.0: sections 3.13 (log), 3.14 (run), 3.18 and 3.19 (tool), 3.49 (rules), 3.27 (results).
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run_,) = log["runs"]
    assert set(run_) == {"tool", "columnKind", "results"}
    driver = run_["tool"]["driver"]
    assert driver["name"] == "feedsvc"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["version"])
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    assert len(run_["results"]) == 3
    for result in run_["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        assert all(isinstance(mark, str) for mark in result["partialFingerprints"].values())
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~:/%-]+", artifact["uri"])  # an RFC 3986 reference
        assert (artifact.get("uriBaseId") == "%SRCROOT%") != artifact["uri"].startswith("file:///")
        assert location["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1


def test_sarif_places_lead_back_to_the_files() -> None:
    places = [
        result["locations"][0]["physicalLocation"]
        for result in json.loads(as_sarif(RESULT))["runs"][0]["results"]
    ]

    assert [unquote(place["artifactLocation"]["uri"]) for place in places] == [
        "posts/ä b.md",
        "file:///srv/posts/c.md",
        "posts/d.md",
    ]
    assert [place.get("region") for place in places] == [{"startLine": 7}, None, {"startLine": 2}]


def test_github_gets_workflow_commands_with_everything_escaped() -> None:
    assert as_github(RESULT).splitlines() == [
        "::error file=posts/ä b.md,line=7,title=feedsvc dead-link::the link a%25b%0Aleads, to: nothing",
        "::warning file=/srv/posts/c.md,title=feedsvc image-alt::no text",
        "::notice file=posts/d.md,line=2,title=feedsvc future-date::dated 2027",
    ]


def test_the_exit_code_is_1_for_errors_and_for_warnings_by_choice(posts: Path) -> None:
    told = run("check", posts)
    assert told.return_value == 0
    assert (
        told.stdout.strip()
        == f"{posts}/a.md:5: warning: no text for the picture https://e.org/a.png [image-alt]"
    )
    assert "read 1: 1 published, 0 hidden, 0 rejected" in told.stderr
    assert run("check", posts, "--warnings-as-errors").return_value == 1

    (posts / "b.md").write_text("---\ntitle: B\n---\n", "utf-8")
    assert run("check", posts).return_value == 1


def test_findings_of_a_kind_are_one_line_unless_all_are_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1, 6):
        text = (
            f"---\ntitle: P{number}\ndate: 2026-01-0{number}\n---\nWords. ![](https://e.org/{number}.png)\n"
        )
        (folder / f"{number}.md").write_text(text, "utf-8")
    (line,) = run("check", folder).stdout.splitlines()
    assert line.startswith("5 times: warning: no text for the picture https://e.org/1.png [image-alt] (")
    assert line.endswith(f"{folder}/3.md:5, …)")
    assert len(run("check", folder, "--verbose").stdout.splitlines()) == 5
    assert len(json.loads(run("check", folder, "--json").stdout)["findings"]) == 5


def test_settings_choose_what_counts(posts: Path, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text('[check]\nerrors = ["image-alt"]\n', "utf-8")
    assert run("check", posts, "--config", config).return_value == 1
    config.write_text('[check]\nignore = ["image-alt"]\n', "utf-8")
    quiet = run("check", posts, "--config", config, "--warnings-as-errors")
    assert (quiet.return_value, quiet.stdout) == (0, "")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_formats_for_programs_are_json_on_standard_output(posts: Path, form: str) -> None:
    assert json.loads(run("check", posts, "--format", form).stdout)
    assert json.loads(run("check", posts, "--json").stdout)["records"]["read"] == 1


def test_a_check_leaves_nothing_behind(posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    run("check", posts)

    assert sorted(path.name for path in tmp_path.rglob("*")) == before
