"""A Hugo site's configuration, languages and sections: what lies between `content/` and a post."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from feedsvc.sources.dialects.config import Config, flag, mapping, read_config, text
from feedsvc.sources.file_names import language_of
from feedsvc.sources.source_root import SourceRoot

_CONFIG_FILES = [
    f"{stem}.{ending}" for stem in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
]
_CONFIG_FOLDER = "config/_default"
_INDEX = re.compile(r"_index(?:\.[\w-]+)?\.\w+", re.IGNORECASE)
_BUNDLE = re.compile(r"index(?:\.[\w-]+)?\.\w+", re.IGNORECASE)


def read_site_config(files: SourceRoot) -> Config | None:
    """The configuration in one file, in a folder with a file for each part, or in both; None for neither."""
    root = files.root
    file = next((root / name for name in _CONFIG_FILES if (root / name).is_file()), None)
    shared = root / _CONFIG_FOLDER
    if file is None and not shared.is_dir():
        return None
    config = read_config(files, file) if file else {}
    for part in sorted(shared.iterdir()) if shared.is_dir() else ():
        if part.suffix in (".toml", ".yaml", ".yml", ".json") and not part.name.startswith("."):
            found = read_config(files, part)
            name = part.name.partition(".")[0].lower()
            if name in ("hugo", "config"):
                config |= found
            elif part.stem.lower() == name:  # params.en.toml belongs to one language
                config[name] = found
    return config


class Languages:
    """The languages of a site, by their keys: in a file's name, or by content folders of their own."""

    def __init__(self, config: Config, content: str) -> None:
        self._config, self._content = config, content
        self.known = {str(key).lower(): str(key) for key in mapping(config, "languages")}
        self.default = (text(config, "defaultcontentlanguage") or "en").lower()
        self._by_folder = {text(config, "languages", key, "contentdir").strip("/"): key for key in self.known}
        self._by_folder.pop("", None)

    def post_folders(self) -> list[str]:
        """The content folders: one of all languages, or those that belong to one language each."""
        whole = [self._content] if len(self._by_folder) < max(len(self.known), 1) else []
        return list(dict.fromkeys((*whole, *self._by_folder)))

    def of(self, key: str) -> str | None:
        """The language of a file, by its key; None where the site names none."""
        stem, _, ending = _file_name(key).rpartition(".")[0].rpartition(".")
        if stem and ending.lower() in self.known:
            return ending.lower()
        homes = [folder for folder in self._by_folder if key.startswith(f"{folder}/")]
        if homes:
            return self._by_folder[max(homes, key=len)]
        if self.known:
            return self.default
        return language_of(key.removeprefix(f"{self._content}/").partition("/")[0])

    def bare_name(self, key: str) -> str:
        """A file's name without its ending and its language."""
        name = _file_name(key).rpartition(".")[0]
        stem, _, ending = name.rpartition(".")
        return stem if stem and ending.lower() in self.known else name

    def tag(self, key: str) -> str:
        """The language tag of a language key."""
        given = text(self._config, "languages", key, "languagecode")
        return given or text(self._config, "languages", key, "locale") or key

    def folders(self) -> dict[str, str]:
        """Where each language begins on a site of several, by its tag in small letters; without those that
        have sites of their own."""
        places = {self.tag(key).lower(): self.place(key) for key in self.known}
        return (
            {}
            if len(places) < 2
            else {tag: path.strip("/") for tag, (site, path) in places.items() if not site}
        )

    def share_files(self) -> bool:
        """Whether translations show a file at one address: not where languages have sites of their own, nor
        where each has a copy."""
        own = (urlsplit(text(self._config, "languages", key, "baseurl")).scheme for key in self.known)
        return not any(own) and not flag(self._config, "markup", "goldmark", "duplicateresourcefiles")

    def place(self, key: str) -> tuple[str, str]:
        """Where the addresses of this language begin: a site of its own ("" for none) and a path."""
        if key not in self.known:
            return "", ""
        base = text(self._config, "languages", key, "baseurl")
        if urlsplit(base).scheme in ("http", "https"):
            return base.rstrip("/"), ""
        is_plain = key == self.default and not flag(self._config, "defaultcontentlanguageinsubdir")
        return "", "" if is_plain else f"/{key}"


class Sections:
    """Which folders are sections: those right below the content folder, and those with an `_index.md`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_section: dict[str, bool] = {}
        self._has_sections: dict[str, bool] = {}

    def chain(self, home: str, folders: list[str]) -> list[str]:
        """The sections that the folders below `home` make, from the outermost."""
        return [
            folder
            for depth, folder in enumerate(folders)
            if depth == 0 or self._has("/".join((home, *folders[: depth + 1])), _INDEX)
        ]

    def any_below(self, home: str) -> bool:
        """Whether the content folder `home` has sections at all."""
        if home not in self._has_sections:
            folders = (entry.name for entry in self._entries(home) if entry.is_dir())
            self._has_sections[home] = any(not self._has(f"{home}/{name}", _BUNDLE) for name in folders)
        return self._has_sections[home]

    def _has(self, folder: str, pattern: re.Pattern[str]) -> bool:
        key = f"{pattern.pattern}:{folder}"
        if key not in self._is_section:
            names = (entry.name for entry in self._entries(folder))
            self._is_section[key] = any(pattern.fullmatch(name) for name in names)
        return self._is_section[key]

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / folder) as found:
                return list(found)
        except OSError:
            return []


def _file_name(key: str) -> str:
    return key.rpartition("/")[2]
