"""A blog's own configuration: YAML, TOML or JSON as it lies there, Pelican's Python unrun."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from feedsvc.errors import SourceError
from feedsvc.sources.dialects.python_settings import settings_in
from feedsvc.sources.file_names import printable
from feedsvc.sources.source_root import SourceRoot

Config = Mapping[str, Any]

_MAX_BYTES = 1024 * 1024
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value stays text


def read_config(files: SourceRoot, path: Path) -> dict[str, Any]:
    """The mapping in a `.yml`, `.yaml`, `.toml` or `.json` file of a blog. Raises `SourceError` when it holds
    none, or may not be read."""
    try:
        text = _text(files, path)
        if path.suffix == ".toml":
            found: Any = tomllib.loads(text)
        elif path.suffix == ".json":
            found = json.loads(text)
        else:
            found = yaml.load(text, Loader=_LOADER)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise _unusable(path, " ".join(str(error).split())) from None
    if not isinstance(found, dict | None):
        raise _unusable(path, "it is no mapping")
    return found or {}


def read_python(files: SourceRoot, path: Path, known: Config = MappingProxyType({})) -> dict[str, Any]:
    """The settings that a Python file assigns, after those `known` before it; nothing in it is run."""
    return settings_in(_text(files, path), known)


def _text(files: SourceRoot, path: Path) -> str:
    try:
        data = files.read(path)
    except OSError as error:
        raise _unusable(path, str(error.strerror)) from None
    if len(data) > _MAX_BYTES:
        raise _unusable(path, f"it is longer than {_MAX_BYTES // 1024} KiB")
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _unusable(path: Path, reason: str) -> SourceError:
    return SourceError(
        f"{printable(str(path))}: the blog's configuration cannot be read: {reason}; "
        'mend it, or set source.dialect = "plain" to do without it'
    )


def value(config: Config, *names: str) -> Any:
    """The value at a path of names, whatever their case; None where there is none."""
    found: Any = config
    for name in names:
        if not isinstance(found, Mapping):
            return None
        if name in found:
            found = found[name]
        else:
            found = next((item for key, item in found.items() if str(key).lower() == name.lower()), None)
    return found


def text(config: Config, *names: str) -> str:
    """The value at a path of names as text; "" where there is none, or where it is a list or mapping."""
    found = value(config, *names)
    return str(found).strip() if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def flag(config: Config, *names: str, default: bool = False) -> bool:
    """The value at a path of names as true or false."""
    found = value(config, *names)
    return default if found is None else str(found).lower() in ("true", "yes", "on")


def mapping(config: Config, *names: str) -> Config:
    """The mapping at a path of names; an empty one where there is none."""
    found = value(config, *names)
    return found if isinstance(found, Mapping) else {}


def words(config: Config, *names: str) -> list[str]:
    """The value at a path of names as a list of texts."""
    found = value(config, *names)
    members = found if isinstance(found, list | tuple) else [] if found is None else [found]
    return [str(member) for member in members if isinstance(member, str | int)]
