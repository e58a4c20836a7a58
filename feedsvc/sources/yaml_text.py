"""YAML read for its structure alone: every value stays the text its author wrote.

So `2024-05-01`, `1.10`, `012`, `12:30` and `no` mean what they say, and the fields' own readers decide. Only
an unquoted null is no text. Aliases are refused (they can make a small file huge). Of a key given twice the
last value counts, as in the generators, and it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

Repeated = list[tuple[str, int]]

# A time that YAML 1.1 knows without quotes (yaml.org/type/timestamp.html).
TIMESTAMP = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?"
    r"(?:[ \t]*(?P<zone>Z|[-+]\d{1,2}(?::?\d{2})?))?",
    re.ASCII,
)

_MAX_DEPTH = 20
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where PyYAML was built with it
_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)
# A character beyond U+FFFF as JSON escapes it. YAML 1.2 means to hold all of JSON, libyaml refuses this.
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HINTS = {
    "mapping values are not allowed in this context": "put a value that holds ': ' in quotes",
    "could not find expected ':'": "put a value of several lines, or one that begins with a sign, in quotes",
    "did not find expected key": "look for a quote in the middle of a value, or a wrong indentation",
}


class YamlError(ValueError):
    """Text that is no YAML mapping of ours; `line` counts from 1 in the text, None where unknown."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A mapping as it was written: `lines` has the line (from 1) of each of its keys, `unquoted` the keys
    whose value is text without quotes, `repeated` each key that an earlier line of the same mapping has, at
    any depth, with the line that counts."""

    fields: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    unquoted: set[str] = field(default_factory=set)
    repeated: Repeated = field(default_factory=list)


def decode_mapping(text: str) -> YamlMapping:
    """The mapping that `text` is; an empty one for nothing. `text` is clean. Raises `YamlError`."""
    text = _LEADING_TABS.sub(lambda tabs: "  " * len(tabs[0]), text.replace("\ufeff", ""))
    text = _PAIR.sub(lambda pair: bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be"), text)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.MappingStartEvent):
                return _mapping(events, 1, [])
            if isinstance(event, yaml.ScalarEvent) and _scalar(event) is None:
                return YamlMapping()
            if isinstance(event, yaml.NodeEvent):
                raise YamlError("must be a list of `name: value` lines", _line(event))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "cannot be parsed"
        hint = _HINTS.get(problem)
        reason = f"not valid YAML: {problem}; {hint}" if hint else f"not valid YAML: {problem}"
        raise YamlError(reason, None if mark is None else mark.line + 1) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise YamlError(f"not valid YAML: {' '.join(str(error).split())}", None) from None
    return YamlMapping()


def _value(event: yaml.Event, events: Iterator[yaml.Event], depth: int, repeated: Repeated) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.AliasEvent):
        raise YamlError(f"the alias *{event.anchor} is not supported; write the value out", _line(event))
    if depth > _MAX_DEPTH:
        raise YamlError("nested too deeply", _line(event))
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, depth, repeated).fields
    members = []
    while not isinstance(member := next(events), yaml.SequenceEndEvent):
        members.append(_value(member, events, depth + 1, repeated))
    return members


def _mapping(events: Iterator[yaml.Event], depth: int, repeated: Repeated) -> YamlMapping:
    found = YamlMapping(repeated=repeated)
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise YamlError("a name must be plain text, no list, mapping or alias", _line(key))
        name = key.value
        if name in found.fields:
            repeated.append((name, _line(key)))
        found.lines[name] = _line(key)
        value = next(events)
        found.unquoted.discard(name)
        if isinstance(value, yaml.ScalarEvent) and value.implicit[0]:
            found.unquoted.add(name)
        found.fields[name] = _value(value, events, depth + 1, repeated)
    return found


def _scalar(event: yaml.ScalarEvent) -> str | None:
    return None if event.implicit[0] and event.value in _NULLS else event.value


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 0 if mark is None else mark.line + 1
