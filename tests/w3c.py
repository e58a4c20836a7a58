"""The W3C feed validator, where it is at hand: FEEDVALIDATOR_DIR names a work tree of w3c/feedvalidator."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

DIRECTORY = os.environ.get("FEEDVALIDATOR_DIR")

needs_validator = pytest.mark.skipif(
    DIRECTORY is None, reason="set FEEDVALIDATOR_DIR to a work tree of github.com/w3c/feedvalidator"
)


def messages(data: bytes, media_type: str, url: str) -> list[str]:
    """The validator's errors and warnings about `data`, served as `media_type` at `url`; [] is a clean bill.

    Each reads "level line:column Event value": Event is the validator's own name for what is wrong.
    """
    validator, log = _load()
    try:
        result = validator.validateStream(io.BytesIO(data), contentType=media_type, base=url)
    except log.ValidationFailure as failure:
        return [_text(log, failure.event)]
    if not result["feedType"]:
        return ["error 0:0 not recognised as a feed"]
    return [
        _text(log, event) for event in result["loggedEvents"] if isinstance(event, log.Error | log.Warning)
    ]


def _text(log: Any, event: Any) -> str:
    level = "error" if isinstance(event, log.Error) else "warning"
    params = event.params or {}
    place = f"{params.get('line', 0)}:{params.get('column', 0)}"
    what = " ".join(f"{name}={value}" for name, value in params.items() if name not in ("line", "column"))
    return f"{level} {place} {type(event).__name__} {what}"


def _load() -> tuple[Any, Any]:
    assert DIRECTORY is not None, "FEEDVALIDATOR_DIR is not set"
    source = str(Path(DIRECTORY, "src"))
    if source not in sys.path:
        sys.path.append(source)
    import feedvalidator
    from feedvalidator import logging

    return feedvalidator, logging
