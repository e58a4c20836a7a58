"""How pages look: the templates, the style and the words around posts, ours or a site's own.

A site's own are kept with the revision that was published with them, so that whoever answers shows the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedsvc.resources import templates_folder

# Files of a site's own by name, with their content.
OwnFiles = tuple[tuple[str, str], ...]

_WORDS = "words.{}.toml"
_DEFAULT_LANGUAGE = "en"
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))


class Look:
    """The templates as files of a site's `own`, and where there is none as ours."""

    def __init__(self, own: OwnFiles = (), templates: Environment | None = None) -> None:
        self._own = dict(own)
        self.environment = templates or environment(DictLoader(self._own))
        self.environment.globals["style"] = Markup(self.text("style.css").strip())
        self.environment.globals["feed_part"] = self._feed_part
        self._parts: dict[object, Markup] = {}

    def render(self, template: str, language: str | None, **values: object) -> bytes:
        """What a template makes of `values`, with the words of `language` (BCP 47)."""
        made = self.environment.get_template(template).render(
            values, language=language, words=self.words(language)
        )
        # An address that came in may hold half a character (a lone surrogate); it must not cost the page.
        return made.encode("utf-8", "replace")

    def text(self, name: str) -> str:
        """The content of a file."""
        found = self._own.get(name)
        return (templates_folder() / name).read_text("utf-8") if found is None else found

    @cached_property
    def feed_style(self) -> bytes:
        """The style sheet for people who open a feed in a browser."""
        return self.text("feed.css").encode()

    @cached_property
    def _languages(self) -> dict[str, str]:
        """The languages for which there are words, by their names in lower case."""
        names = {*self._own, *(file.name for file in templates_folder().glob(_WORDS.format("*")))}
        prefix, _, suffix = _WORDS.partition("{}")
        tags = (name[len(prefix) : -len(suffix)] for name in names if name.startswith(prefix))
        return {tag.lower(): tag for tag in tags}

    def words(self, language: str | None) -> Mapping[str, str]:
        """The words around posts in `language`, in the nearest that there is, else in English."""
        return self._words_of(self._nearest(language or _DEFAULT_LANGUAGE))

    def _nearest(self, language: str) -> str:
        parts = language.lower().split("-")
        if parts[0] == "zh" and len(parts) > 1:
            parts = ["zh", "tw" if _TRADITIONAL.intersection(parts) else "cn"]
        for end in range(len(parts), 0, -1):
            if found := self._languages.get("-".join(parts[:end])):
                return found
        same = (tag for tag in sorted(self._languages) if tag.partition("-")[0] == parts[0])
        return self._languages.get(next(same, ""), _DEFAULT_LANGUAGE)

    @cache  # noqa: B019 (looks are few, and kept)
    def _words_of(self, language: str) -> Mapping[str, str]:
        english = tomllib.loads(self.text(_WORDS.format(_DEFAULT_LANGUAGE)))
        return english | tomllib.loads(self.text(_WORDS.format(language)))

    def _feed_part(self, macro: str, *values: object) -> Markup:
        """What a macro of `parts.html` makes of a feed: the same on all its pages, and on those of all
        posts."""
        key = (macro, *(tuple(one.items()) if isinstance(one, dict) else one for one in values))
        if key not in self._parts:
            if len(self._parts) > 64:
                self._parts.clear()
            made: Callable[..., str] = getattr(self.environment.get_template("parts.html").module, macro)
            self._parts[key] = Markup(made(*values))
        return self._parts[key]


@lru_cache(maxsize=4)
def look(own: OwnFiles = ()) -> Look:
    """The look with these files of a site's own."""
    return Look(own)


def environment(own: DictLoader | FileSystemLoader) -> Environment:
    """Templates from `own`, and ours where it has none."""
    made = Environment(
        loader=ChoiceLoader([own, FileSystemLoader(templates_folder())]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters.update(day=_day, machine_time=_machine_time)
    return made


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _machine_time(moment: datetime) -> str:
    """`moment` as HTML's `datetime` takes it: zones before standard time have seconds in their offset,
    which HTML does not allow."""
    offset = moment.utcoffset()
    exact = moment if offset is not None and offset.seconds % 60 == 0 else moment.astimezone(UTC)
    return exact.isoformat(timespec="seconds")
