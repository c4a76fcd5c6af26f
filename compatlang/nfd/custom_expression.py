"""Expressions of the custom source, which have short forms and are checked when they are read.

After source/custom/api/expression.go of NFD. The newer operators and `type` do not exist here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from compatlang.nfd.expression import listed
from compatlang.nfd.go.atoi import atoi
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.nfd.go.regexp import compile_
from compatlang.nfd.model import MatchExpression

MAX_DEPTH = 100
"""How deep lists and mappings may be within an expression."""

_WITHOUT_VALUES = ("Exists", "DoesNotExist", "IsTrue", "IsFalse", "")
_NUMBERS = ("Gt", "Lt", "GtLt")
OPERATORS = (*_WITHOUT_VALUES, *_NUMBERS, "InRegexp", "In", "NotIn")

Json = object
Path = tuple[str | int, ...]


class Wrong(msgspec.Struct, frozen=True):
    """An expression that is refused: NFD's words, and where in it or in the document the reason stands."""

    text: str
    path: Path = ()


def read_set(raw: Json) -> dict[str, MatchExpression | None] | Wrong:
    """A set of expressions: a mapping, in which null stands for `Exists`, or a list of `name` and `name=value`."""
    if _too_deep(raw):
        return _deep()
    if isinstance(raw, list):
        return _short_set(raw)
    if not isinstance(raw, dict):
        return Wrong(f"json: cannot unmarshal {_kind(raw)} into Go value of type map[string]*api.MatchExpression")
    found: dict[str, MatchExpression | None] = {}
    for name, each in sorted(raw.items()):
        expression = MatchExpression(op="Exists") if each is None else read(each)
        if isinstance(expression, Wrong):
            return Wrong(expression.text, (name, *expression.path))
        found[name] = expression
    return found


def _short_set(raw: list[Json]) -> dict[str, MatchExpression | None] | Wrong:
    found: dict[str, MatchExpression | None] = {}
    for each in raw:
        if each is not None and not isinstance(each, str):
            return Wrong("json: cannot unmarshal array into Go value of type map[string]*api.MatchExpression")
        name, equals, value = (each or "").partition("=")
        found[name] = MatchExpression(op="In", value=(value,)) if equals else MatchExpression(op="Exists")
    return found


def read(raw: Json) -> MatchExpression | Wrong:
    """An expression: a mapping, or only the values of `In`. It is validated at once."""
    if _too_deep(raw):
        return _deep()
    expression = _mapping(raw) if isinstance(raw, dict) else _values(raw, "rule")
    if isinstance(expression, Wrong):
        return expression
    if isinstance(expression, tuple):
        expression = MatchExpression(op="In", value=expression)
    return validate(expression) or expression


def _mapping(raw: Mapping[str, Json]) -> MatchExpression | Wrong:
    """`op` and `value`, in letters of either case; anything else, `type` too, is dropped without a word."""
    op: Json = ""
    values: tuple[str, ...] | Wrong = ()
    for key, each in sorted(raw.items()):
        if key.lower() == "op":
            op = each if each is not None else ""
            if not isinstance(op, str):
                return Wrong(f"json: cannot unmarshal {_kind(op)} into Go value of type string", (key,))
            if op not in OPERATORS:
                return Wrong(f"invalid Op {quote(op)}", (key,))
        elif key.lower() == "value":
            values = _values(each, "values")
            if isinstance(values, Wrong):
                return Wrong(values.text, (key, *values.path))
    return MatchExpression.model_validate({"op": op, "value": values})


def _values(raw: Json, what: str) -> tuple[str, ...] | Wrong:
    """Values: one, which may be a number or a truth value, or a list of texts."""
    match raw:
        case str():
            return (raw,)
        case bool():
            return ("true" if raw else "false",)
        case int() | float():
            return (_float(raw),)
        case list():
            for number, each in enumerate(raw):
                if not isinstance(each, str):
                    return Wrong(f"invalid value {_shown(each)} in {_shown(raw)}", (number,))
            return tuple(raw)
        case _:
            return Wrong(f"invalid {what} '{_shown(raw)}' ({'<nil>' if raw is None else 'map[string]interface {}'})")


def validate(expression: MatchExpression) -> Wrong | None:
    """`MatchExpression.Validate`: operators have as many values as they need, and such as they can use."""
    op, values = expression.op, expression.value
    have = f" for Op {quote(op)} (have {listed(values)})"
    if op not in OPERATORS:
        return Wrong(f"invalid Op {quote(op)}", ("op",))
    if op in _WITHOUT_VALUES:
        return Wrong(f"value must be empty{have}") if values else None
    if op in _NUMBERS:
        return _validate_numbers(op, values, have)
    if not values:
        return Wrong(f"value must be non-empty for Op {quote(op)}")
    if op == "InRegexp" and any(isinstance(compile_(each), GoError) for each in values):
        return Wrong(f"value must only contain valid regexps{have}")
    return None


def _validate_numbers(op: str, values: Sequence[str], have: str) -> Wrong | None:
    if op == "GtLt":
        if len(values) != 2:
            return Wrong(f"value must contain exactly two elements{have}")
        low, high = (atoi(each) for each in values)
        if isinstance(low, GoError) or isinstance(high, GoError):
            return Wrong(f"value must contain integers{have}")
        return Wrong(f"value[0] must be less than Value[1]{have}") if low >= high else None
    if len(values) != 1:
        return Wrong(f"value must contain exactly one element{have}")
    if isinstance(atoi(values[0]), GoError):
        return Wrong(f"value must be an integer for Op {quote(op)} (have {values[0]})")
    return None


def _float(number: float) -> str:
    """A number of JSON as Go writes it, which takes all of them for 64-bit floats, without exponent."""
    value = float(number)
    text = format(Decimal(repr(value)), "f") if math.isfinite(value) else repr(value)
    return text.removesuffix(".0")


def _kind(raw: Json) -> str:
    match raw:
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _shown(raw: Json) -> str:
    """A value as Go's `%v` prints it, near enough."""
    match raw:
        case None:
            return "<nil>"
        case bool():
            return "true" if raw else "false"
        case int() | float():
            return _float(raw)
        case list():
            return listed([_shown(each) for each in raw])
        case dict():
            return "map" + listed([f"{key}:{_shown(each)}" for key, each in sorted(raw.items())])
        case _:
            return str(raw)


def _too_deep(raw: Json) -> bool:
    """Whether lists and mappings are nested deeper than `MAX_DEPTH`."""
    level: list[Json] = [raw]
    for _ in range(MAX_DEPTH):
        level = [one for each in level if isinstance(each, dict | list) for one in _parts(each)]
        if not level:
            return False
    return any(isinstance(each, dict | list) for each in level)


def _parts(raw: dict[str, Json] | list[Json]) -> list[Json]:
    return list(raw.values()) if isinstance(raw, dict) else raw


def _deep() -> Wrong:
    return Wrong(f"JSON nesting exceeds maximum depth: {MAX_DEPTH + 1} > {MAX_DEPTH}")
