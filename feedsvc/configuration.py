"""Settings in force: the command line, then the environment, then `feedsvc.toml`, then defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

from feedsvc import setting_errors
from feedsvc.setting_files import merged, read
from feedsvc.settings import FilterFeed, PostFilter, Settings

DEFAULT_CONFIG = Path("feedsvc.toml")


def load(config: Path | None = None, **options: Mapping[str, Any]) -> Settings:
    """The settings in force: `options` by section (from the command line), the environment, `config`.

    A `config` of None reads `feedsvc.toml` where there is one. Raises `UsageError` with the file and line,
    the variable or the option, the setting, its value and what is wrong with it.
    """
    default = DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None
    return load_for(config or default, options, setting_errors.OPTIONS)


def load_for(
    path: Path | None, options: Mapping[str, Mapping[str, Any]], option_names: Mapping[str, str]
) -> Settings:
    """The same for whoever calls options by other names (see `Given`): only a file that is named is read."""
    table, text = ({}, "") if path is None else read(path)
    path = path or DEFAULT_CONFIG
    setting_errors.require_tables(table, Settings.model_fields, path, text)
    names = setting_names()
    setting_errors.require_known_variables(os.environ, names)
    model = cast(type[BaseSettings], Settings)  # any model will do: which source counts is said here
    environment = EnvSettingsSource(model, env_prefix=setting_errors.PREFIX, env_nested_delimiter="__")
    try:
        return Settings(**merged(merged(table, environment()), options))
    except ValidationError as error:
        given = setting_errors.Given(options, option_names, os.environ, path, text)
        raise setting_errors.problem(error.errors()[0], given, names) from None
    except SettingsError:
        lists = [name for name, value in names.items() if isinstance(value, tuple | dict | BaseModel)]
        raise setting_errors.not_json(os.environ, [*lists, *Settings.model_fields]) from None


def setting_names() -> dict[str, Any]:
    """Every setting, as in `site.title`, with its default."""
    sections = {name: type(field.default) for name, field in Settings.model_fields.items() if name != "feeds"}
    sections |= {"feeds.NAME": FilterFeed, "feeds.NAME.include": PostFilter, "feeds.NAME.exclude": PostFilter}
    return {
        f"{section}.{name}": field.default
        for section, options in sections.items()
        for name, field in options.model_fields.items()
    }
