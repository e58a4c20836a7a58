"""What a request asks for, read from its header fields (RFC 9110; RFC 3229 for `A-IM`)."""

from __future__ import annotations

import re

from feedsvc.feed_formats import FORMATS
from feedsvc.web.short_cache import short_cache

# What a body can be sent in; among equals the client gets the first.
CODINGS = ("br", "zstd", "gzip", "identity")
ANY = "*"

_WEIGHT = re.compile(r"[qQ]=([01](?:\.[0-9]{0,3})?)")
_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^\s,"]+)')
# What stands between an entity tag and the mark that a server on the way has put behind it.
_MARKS = "-;:+."


@short_cache
def coding(accept_encoding: str | None) -> str | None:
    """The content coding to answer in (RFC 9110, 12.5.3); None where none would do.

    Without the field a client gets the bytes as they are: a coding is only for one that asks.
    """
    weights = _coding_weights(accept_encoding)
    best = max(CODINGS, key=lambda name: weights[name])
    return best if weights[best] else None


def accepts(accept_encoding: str | None, name: str) -> bool:
    """Whether an answer in this coding would do."""
    return _coding_weights(accept_encoding)[name] > 0


@short_cache
def _coding_weights(accept_encoding: str | None) -> dict[str, float]:
    """What each of `CODINGS` weighs; bytes as they are are allowed unless excluded, but come last."""
    given = weighed((accept_encoding or "").replace("x-gzip", "gzip"))
    rest = given.get(ANY)
    unnamed = {name: (0.0001 if name == "identity" else 0.0) if rest is None else rest for name in CODINGS}
    return unnamed | {name: given[name] for name in CODINGS if name in given}


def weighed(field: str) -> dict[str, float]:
    """The members of a list field in lower case, each with its weight (RFC 9110, 12.4.2)."""
    weights: dict[str, float] = {}
    for member in field.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        weight = 1.0
        for parameter in parameters:
            if found := _WEIGHT.fullmatch(parameter.replace(" ", "")):
                weight = min(1.0, float(found[1]))
        if name:
            weights[name] = max(weight, weights.get(name, 0.0))
    return weights


@short_cache
def tags(field: str) -> tuple[str, ...]:
    """The opaque parts of the entity tags in a field such as `If-None-Match`; `*` stands for itself.

    `If-None-Match` compares weakly (RFC 9110, 13.1.2), so `W/` says nothing here. Tags that have lost their
    quotes on the way are read as well.
    """
    if field.strip() == ANY:
        return (ANY,)
    return tuple(quoted or bare for quoted, bare in _TAG.findall(field))


def is_version(tag: str, version: str) -> bool:
    """Whether an opaque `tag` names `version`, in whatever coding and with whatever mark behind it.

    A tag of ours is the version, and the coding behind a hyphen; servers that compress add such a mark to the
    tags that pass (Apache's `-gzip`, Jetty's `--gzip`), and bring it back in the next request.
    """
    if not tag.startswith(version):
        return False
    return len(tag) == len(version) or tag[len(version)] in _MARKS


def asks_for_feed_delta(a_im: str) -> bool:
    """Whether `A-IM` (RFC 3229, 10.5.3) accepts the instance manipulation `feed`."""
    return weighed(a_im).get("feed", 0.0) > 0


@short_cache
def feed_file(accept: str) -> str:
    """The feed document that suits an `Accept` field best: in the first format, unless another is asked for
    by name."""
    weights = weighed(accept)
    best = max(FORMATS, key=lambda offer: max(weights.get(name, 0.0) for name in offer.accepted))
    return best.file
