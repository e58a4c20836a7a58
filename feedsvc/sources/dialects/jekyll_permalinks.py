"""Addresses in Jekyll's notation (jekyllrb.com/docs/permalinks), as Jekyll 4 makes them: `lib/jekyll/url.rb`,
`drops/url_drop.rb`, and `slugify` of `utils.rb`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from feedsvc.posts.post import Post
from feedsvc.posts.record import Record
from feedsvc.sources.dialects.dialect import DAYS, MONTHS, Token, clock, expand, field, local, path_of

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")
_PRETTY = frozenset("._~!$&'()+,;=@")


def page_address(
    template: str,
    record: Record,
    slug: str,
    post: Post,
    zone: ZoneInfo,
    others: Mapping[str, Token] = MappingProxyType({}),
) -> str:
    """The path that `template` makes for a post whose file calls it `slug`; for what is no post, `others` are
    tokens that differ. Raises `ValueError` for a token that there is not."""
    given = field(record, "slug")
    name = str(given) if isinstance(given, str | int) else slug
    tokens = _tokens(post, zone) | {
        "title": lambda: slugify(name, pretty=True),
        "slug": lambda: slugify(name).lower(),
        "name": lambda: slugify(record.key.rpartition("/")[2].rpartition(".")[0]).lower(),
        "categories": lambda: "/".join(dict.fromkeys(part.lower() for part in _terms(post))),
        "slugified_categories": lambda: "/".join(
            dict.fromkeys(slugify(part).lower() for part in _terms(post))
        ),
        "collection": lambda: "posts",
        "output_ext": lambda: ".html",
        "path": lambda: re.sub(r"(^|/)_posts/", r"\1", record.key).rpartition(".")[0],
    }
    address = expand(_TOKEN, template, _Known(tokens | dict(others)))
    return path_of(f"/{address}".replace("..", "/").replace("./", ""))


class _Known(dict[str, Token]):
    """Tokens by name; a name may run into an underscore that is none of it, as in `:month_:day`."""

    def get(self, name: str, default: Any = None) -> Any:
        if name in self or not name.endswith("_"):
            return super().get(name, default)
        token = super().get(name.rstrip("_"))
        return default if token is None else lambda: token() + "_"


def slugify(name: str, *, pretty: bool = False) -> str:
    """`name` as Jekyll's `slugify` makes it in its modes `pretty` and `default`, with its case kept."""
    kept = [letter if _is_word(letter) or (pretty and letter in _PRETTY) else "-" for letter in name]
    slug = re.sub("-+", "-", "".join(kept))
    return slug.removeprefix("-").removesuffix("-")


def _is_word(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LM" or kind == "Nd"


def _tokens(post: Post, zone: ZoneInfo) -> dict[str, Token]:
    moment = local(post, zone)
    week_year, week, weekday = moment.isocalendar()
    return clock(moment) | {
        "short_year": lambda: f"{moment.year % 100:02}",
        "short_month": lambda: MONTHS[moment.month - 1][:3],
        "long_month": lambda: MONTHS[moment.month - 1],
        "y_day": lambda: f"{moment.timetuple().tm_yday:03}",
        "w_year": lambda: f"{week_year:04}",
        "week": lambda: f"{week:02}",
        "w_day": lambda: str(weekday),
        "short_day": lambda: DAYS[weekday - 1][:3],
        "long_day": lambda: DAYS[weekday - 1],
    }


def _terms(post: Post) -> list[str]:
    return [category.term for category in post.categories]
