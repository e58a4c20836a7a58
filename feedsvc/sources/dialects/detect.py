"""Whose blog a folder is: by the files that each generator wants to find at a blog's root."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from feedsvc.errors import SourceError
from feedsvc.settings import SourceOptions
from feedsvc.sources.dialects.config import read_config, read_python, text
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.dialects.hexo import Hexo
from feedsvc.sources.dialects.hugo import Hugo
from feedsvc.sources.dialects.jekyll import Jekyll
from feedsvc.sources.dialects.pelican import Pelican
from feedsvc.sources.dialects.plain import Plain

_UP = 8  # folders to look at above the one the user pointed at
_HUGO_FILES = [
    f"{stem}.{ending}" for stem in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
]
_HUGO_FOLDER = "config/_default"

_Config = dict[str, Any]


def dialect_of(folder: Path, options: SourceOptions) -> Dialect:
    """The dialect of the blog that `folder` is, or is a part of; the plain one where there is none.

    Raises `SourceError` when the configuration of a blog cannot be read, or when the blog that
    `source.dialect` names is not one.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (links stay as they are)
    wanted = options.dialect
    if wanted != "plain":
        for root in (folder, *list(folder.parents)[:_UP]):
            for name, read in _KINDS.items():
                config = _readable(read, root) if wanted in ("auto", name) else None
                if config is not None:
                    dialect = _MADE[name](root, folder, config, options.permalink)
                    if _is_part(folder, root, dialect):
                        return dialect
    if wanted in _MADE:
        return _without_config(folder, _MADE[wanted], options.permalink)
    return Plain(folder, folder, {}, options.permalink)


def _readable(read: Callable[[Path], _Config | None], root: Path) -> _Config | None:
    try:
        return read(root)
    except OSError:  # a folder above that is none of the user's
        return None


def _is_part(folder: Path, root: Path, dialect: Dialect) -> bool:
    """Whether the user can have meant this blog: the root, what holds its posts, or a part of that."""
    if folder == root:
        return True
    if dialect.name == "jekyll":
        return not {"_posts", "_drafts"}.isdisjoint(folder.relative_to(root).parts)
    homes = [root / home for home in dialect.homes()]
    return any(folder == home or home in folder.parents or folder in home.parents for home in homes)


def _without_config(folder: Path, made: Callable[..., Dialect], permalink: str | None) -> Dialect:
    """A dialect that the user named for posts without their blog: the folder is as much of it as there is."""
    for root in (folder, *list(folder.parents)[:_UP]):
        dialect = made(root, folder, {}, permalink)
        if dialect.name == "jekyll":
            inside = folder.relative_to(root).parts
            if any((folder / name).is_dir() for name in ("_posts", "_drafts")) or "_posts" in inside:
                return dialect
        elif any((root / home).is_dir() for home in dialect.homes()) and _is_part(folder, root, dialect):
            return dialect
    raise SourceError(
        f"{folder}: no {made.__name__} blog (source.dialect); it has no folder {' or '.join(_wanted(made))}"
    )


def _wanted(made: Callable[..., Dialect]) -> list[str]:
    homes = made(Path(), Path(), {}, None).homes()
    return ["_posts"] if homes == [""] else homes


def _hexo(root: Path) -> _Config | None:
    file = root / "_config.yml"
    if not file.is_file():
        return None
    config = read_config(file)
    if text(config, "source"):  # Jekyll's word; Hexo's is source_dir
        return None
    posts = root / (text(config, "source_dir") or "source") / "_posts"
    return config if posts.is_dir() else None


def _jekyll(root: Path) -> _Config | None:
    file = next((root / name for name in ("_config.yml", "_config.yaml") if (root / name).is_file()), None)
    if file is None or not any(_posts_folders(root)):
        return None
    return read_config(file)


def _posts_folders(root: Path) -> Iterator[Path]:
    """Folders named `_posts`, at the root or a few folders down, as in `en/news/_posts`."""
    for path, folders, _ in os.walk(root):
        inside = Path(path).relative_to(root).parts
        if "_posts" in folders:
            yield Path(path) / "_posts"
        folders[:] = sorted(f for f in folders if f[0] not in "._" and f != "node_modules")
        if len(inside) >= 3:
            folders.clear()


def _hugo(root: Path) -> _Config | None:
    file = next((root / name for name in _HUGO_FILES if (root / name).is_file()), None)
    shared = root / _HUGO_FOLDER
    if file is None and not shared.is_dir():
        return None
    config = read_config(file) if file else {}
    if shared.is_dir():
        for part in sorted(shared.iterdir()):
            if part.suffix in (".toml", ".yaml", ".yml", ".json"):
                found = read_config(part)
                name = part.name.partition(".")[0].lower()
                if name in ("hugo", "config"):
                    config |= found
                elif part.stem.lower() == name:
                    config[name] = found
                else:  # params.en.toml belongs to one language
                    continue
    content = root / (text(config, "contentdir") or "content")
    return config if content.is_dir() else None


def _pelican(root: Path) -> _Config | None:
    file = root / "pelicanconf.py"
    if not file.is_file():
        return None
    config = read_python(file)
    published = root / "publishconf.py"
    if published.is_file():
        config |= {name: item for name, item in read_python(published).items() if name == "SITEURL" and item}
    content = root / (text(config, "PATH").strip("./") or "content")
    return config if content.is_dir() else None


_KINDS: dict[str, Callable[[Path], _Config | None]] = {
    "hexo": _hexo,
    "jekyll": _jekyll,
    "hugo": _hugo,
    "pelican": _pelican,
}
_MADE: dict[str, type[Dialect]] = {"hexo": Hexo, "jekyll": Jekyll, "hugo": Hugo, "pelican": Pelican}
