"""What is wrong with a setting, in one line: its value, its place, and what to write instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from feedsvc import setting_files
from feedsvc.errors import UsageError, without_password

PREFIX = "FEEDSVC_"
_LONGEST_VALUE = 60
# What Kubernetes tells every container of services whose names begin with feedsvc, and its value.
_OF_KUBERNETES = re.compile(
    r"(\w+_)?(service_host|service_port(_\w+)?|port_\d+_(tcp|udp|sctp)(_\w+)?)=.*|(\w+_)?port=[a-z]+://.*"
)
OPTIONS = {
    "site.url": "--url", "store.url": "--store", "source.path": "SOURCE", "server.host": "--host",
    "server.port": "--port", "server.workers": "--workers", "export.jobs": "--jobs",
}  # fmt: skip
# The model's own words speak of types in Python; these of what to write.
_REASONS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "missing": "is missing",
    "model_attributes_type": "must be a table",
    "model_type": "must be a table",
    "string_too_short": "must not be empty",
    "string_type": "must be text",
    "too_short": "must not be empty",
    "tuple_type": 'must be a list, as in ["one", "two"]',
}


@dataclass(frozen=True, slots=True)
class Given:
    """Where settings come from: the options by section, with what each is called (a program's arguments are
    called by their section), the environment, the configuration file and its text."""

    options: Mapping[str, Mapping[str, Any]]
    option_names: Mapping[str, str]
    environ: Mapping[str, str]
    file: Path
    text: str

    def place(self, names: tuple[str, ...]) -> str:
        """Where the setting at these names was given."""
        section, *rest = names
        if section in self.options and (not rest or rest[0] in self.options[section]):
            return self.option_names.get(".".join(names[:2]), f"argument {section}")
        variables = {name.upper(): name for name in self.environ}
        for length in range(len(names), 0, -1):
            found = variables.get(PREFIX + "__".join(names[:length]).upper())
            if found is not None:
                return found
        line = setting_files.line_of(self.text, names)
        return f"{self.file}, line {line}" if line else str(self.file)


def problem(error: Mapping[str, Any], given: Given, names: Iterable[str]) -> UsageError:
    """The error for what the settings' model found wrong; `names` are those of all settings."""
    location = tuple(part for part in error["loc"] if isinstance(part, str))
    setting, place = ".".join(location), given.place(location)
    if error["type"] == "extra_forbidden":
        return UsageError(f"setting {setting} ({place}): no such setting{_meant(location, list(names))}")
    context = error.get("ctx") or {}
    reason = _REASONS.get(error["type"], error["msg"].removeprefix("Value error, ")).format(**context)
    if error["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        like = get_close_matches(str(error["input"]), choices, 1)
        reason += f"; did you mean {like[0]}?" if like else ""
    if setting == "site.authors" and error["type"] == "tuple_type":
        reason = 'must be a list of tables, as in [{ name = "Ana Reis" }]'
    if error["type"] == "missing":
        return UsageError(f"setting {setting} ({place}): {reason}")
    return UsageError(f"setting {setting} = {_shown(error['input'])} ({place}): {reason}")


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = str(value)
    text = without_password(text)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _meant(location: tuple[str, ...], names: list[str]) -> str:
    """The setting that was probably meant: one beside it that is spelled like it, or one of its name in
    another section."""
    listed = "docs/settings.md lists them all"
    *section, leaf = ("feeds", "NAME", *location[2:]) if location[0] == "feeds" else location
    base = ".".join(section) + "." if section else ""
    beside = {name.removeprefix(base).partition(".")[0]: name for name in names if name.startswith(base)}
    near = [base + like for like in get_close_matches(leaf, beside, 1)]
    near = near or [name for name in names if name.rpartition(".")[2] == leaf]
    near = near or [name for name in names if get_close_matches(leaf, [name.rpartition(".")[2]], 1, 0.75)]
    return f"; did you mean {near[0]}? ({listed})" if near else f"; {listed}"


def require_known_variables(environ: Mapping[str, str], names: Iterable[str]) -> None:
    """Raises `UsageError` for a variable that looks like a setting and is none."""
    variables = {name.replace(".", "_"): f"{PREFIX}{name.replace('.', '__').upper()}" for name in names}
    sections = {name.partition(".")[0] for name in names}
    for name in sorted(environ):
        path = name.upper().removeprefix(PREFIX).lower()
        if (
            path == name.lower()
            or path.partition("__")[0] in sections
            or _OF_KUBERNETES.fullmatch(f"{path}={environ[name]}")
        ):
            continue
        near = get_close_matches(re.sub("_+", "_", path), variables, 1, 0.75)
        meant = f"; did you mean {variables[near[0]]}?" if near else ""
        form = "a variable is the section, two underscores, the name"
        raise UsageError(f"{name}: no such setting{meant} ({form}; docs/settings.md lists them all)")


def not_json(environ: Mapping[str, str], lists: Iterable[str]) -> UsageError:
    """The error for the first variable that must hold JSON and does not; `lists` are the settings, and
    sections, that do."""
    wanted = {PREFIX + name.replace(".", "__").upper() for name in lists}
    for name in sorted(environ):
        if name.upper() in wanted:
            try:
                json.loads(environ[name])
            except ValueError:
                shown = without_password(environ[name])
                example = json.dumps(re.split(r"[\s,]+", shown.strip()), ensure_ascii=False)
                return UsageError(f"{name} = {shown}: not JSON; a list is written as {example}")
    return UsageError("a FEEDSVC_ variable that must hold JSON does not")


def require_tables(table: Mapping[str, Any], sections: Iterable[str], file: Path, text: str) -> None:
    """Raises `UsageError` for a section of the file that is no table."""
    for name in sections:
        if name in table and not isinstance(table[name], dict):
            place = f"{file}, line {setting_files.line_of(text, (name,))}"
            raise UsageError(f"setting {name} = {_shown(table[name])} ({place}): must be a table, [{name}]")
