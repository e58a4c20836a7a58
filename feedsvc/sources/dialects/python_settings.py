"""Settings in Python, such as Pelican's, read without running them.

What is read: constants, and what is made of them by names, `if` and `else`, `and`, `or`, `not`, comparisons,
sums of texts and lists, f-strings, `%`, and `os.environ.get`, which finds no variable set, on every machine.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_ASSIGNMENT = re.compile(r"^([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[^\s=])", re.MULTILINE)
_LONGEST = 64 * 1024  # characters of a text, members of a list: sums must not grow without end
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
_ENVIRONMENT = ("os.environ.get", "os.getenv", "environ.get", "getenv")


def settings_in(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """What Python `text` assigns to names in capitals at the beginning of a line, after the names `known`.

    What cannot be read so is left out, also in a file that is no Python of today.
    """
    names = dict(known)
    found: dict[str, Any] = {}
    for match in _ASSIGNMENT.finditer(text):
        for end in _ends(text, match.end()):
            try:
                made = _value(ast.parse(text[match.end() : end].strip(), mode="eval").body, names)
            except SyntaxError:
                continue  # it may go on in the next line
            except (
                ArithmeticError,
                AttributeError,
                LookupError,
                MemoryError,
                RecursionError,
                TypeError,
                ValueError,
            ):
                break
            names[match[1]] = made
            if match[1].isupper():
                found[match[1]] = made
            break
    return found


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a value that begins at `start` may end: at a line's end, up to twenty lines on."""
    for _ in range(20):
        end = text.find("\n", start)
        if end < 0:
            yield len(text)
            return
        yield end
        start = end + 1


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression. Raises `ValueError`, or what its parts raise, where it is not known."""
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name):
            return names[name]
        case ast.List(parts) | ast.Set(parts):
            return [_value(part, names) for part in parts]
        case ast.Tuple(parts):
            return tuple(_value(part, names) for part in parts)
        case ast.Dict(keys, values):
            pairs = zip(keys, values, strict=True)
            return {_value(key, names): _value(item, names) for key, item in pairs if key is not None}
        case ast.Call(function, [_, *default], []) if ast.unparse(function) in _ENVIRONMENT:
            return _value(default[0], names) if default else None
        case ast.BinOp() | ast.JoinedStr():
            return _joined(node, names)
    return _decided(node, names)


def _decided(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression that asks whether something is true."""
    match node:
        case ast.IfExp(test, body, orelse):
            return _value(body if _value(test, names) else orelse, names)
        case ast.BoolOp(op, parts):
            return _either(parts, names, until=isinstance(op, ast.Or))
        case ast.UnaryOp(ast.Not(), part):
            return not _value(part, names)
        case ast.UnaryOp(ast.USub(), part):
            return -_value(part, names)
        case ast.Compare(left, [op], [right]):
            return _COMPARISONS[type(op)](_value(left, names), _value(right, names))
    raise ValueError


def _joined(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression that puts values together."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return _sum(_value(left, names), _value(right, names))
        case ast.BinOp(ast.Constant(str() as form), ast.Mod(), right) if not re.search(r"%[^%s]", form):
            return _sum(form % _value(right, names), "")
        case ast.JoinedStr(parts):
            texts = (part.value if isinstance(part, ast.FormattedValue) else part for part in parts)
            return _sum("".join(str(_value(part, names)) for part in texts), "")
    raise ValueError


def _either(parts: list[ast.expr], names: Mapping[str, Any], *, until: bool) -> Any:
    """What `or` gives (`until` true) or `and`."""
    found = None
    for part in parts:
        found = _value(part, names)
        if bool(found) is until:
            break
    return found


def _sum(one: Any, other: Any) -> Any:
    if not isinstance(one, str | list | tuple | int) or type(one) is not type(other):
        raise TypeError
    made = operator.add(one, other)
    if not isinstance(made, int) and len(made) > _LONGEST:
        raise ValueError
    return made
