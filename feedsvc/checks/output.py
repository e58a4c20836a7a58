"""Findings for people and for programs: text, JSON, SARIF 2.1.0, and the annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from feedsvc import __version__
from feedsvc.checks.check import Result
from feedsvc.checks.finding import RULES, Finding
from feedsvc.store.short import digest

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(result: Result) -> str:
    """A line for each finding, with its place in front."""
    return "\n".join(
        f"{found.place}: {found.level}: {found.message} [{found.rule}]" for found in result.findings
    )


def as_json(result: Result) -> str:
    """One object: the numbers, and a list of findings."""
    values = {
        "records": result.report.counts("read", "published", "hidden", "rejected"),
        "documents": result.documents,
        "errors": result.count("error"),
        "warnings": result.count("warning"),
        "notes": result.count("note"),
        "findings": [asdict(found) for found in result.findings],
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def as_sarif(result: Result) -> str:
    """A SARIF log (OASIS, version 2.1.0) with one run. Relative files are below `%SRCROOT%`."""
    names = list(RULES)
    rules = [
        {
            "id": rule.name,
            "shortDescription": {"text": rule.asks},
            "defaultConfiguration": {"level": rule.level},
        }
        for rule in RULES.values()
    ]
    results = [
        {
            "ruleId": found.rule,
            "ruleIndex": names.index(found.rule),
            "level": found.level,
            "message": {"text": found.message},
            "locations": [{"physicalLocation": _location(found)}],
            "partialFingerprints": {"finding/v1": _fingerprint(found)},
        }
        for found in result.findings
    ]
    run = {
        "tool": {"driver": {"name": "feedsvc", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def as_github(result: Result) -> str:
    """A workflow command for each finding, which GitHub shows beside the line."""
    return "\n".join(_command(found) for found in result.findings)


FORMATS: dict[str, Callable[[Result], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def _location(found: Finding) -> dict[str, Any]:
    path = PurePath(found.file)
    relative = {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}
    artifact = {"uri": path.as_uri()} if path.is_absolute() else relative
    location: dict[str, Any] = {"artifactLocation": artifact}
    if found.line is not None:
        location["region"] = {"startLine": found.line}
    return location


def _fingerprint(found: Finding) -> str:
    """The same for the same finding after other lines of the file have changed."""
    return digest("\n".join((found.file, found.rule, found.message)))


def _command(found: Finding) -> str:
    properties = {"file": found.file, "line": found.line, "title": f"feedsvc {found.rule}"}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{_GITHUB[found.level]} {shown}::{_data(found.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
