"""Sprig's functions that choose between values."""

from __future__ import annotations

from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, STRING
from compatlang.nfd.template.values import NOTHING, Value, truth


def is_empty(value: Value) -> bool:
    """Whether a value is nil, zero or empty."""
    return not truth(value)


def _default(fallback: Value, *given: Value) -> Value:
    return given[0] if given and not is_empty(given[0]) else fallback


def _coalesce(*values: Value) -> Value:
    return next((each for each in values if not is_empty(each)), NOTHING)


def _all(*values: Value) -> bool:
    return not any(map(is_empty, values))


def _any(*values: Value) -> bool:
    return not all(map(is_empty, values))


def _ternary(yes: Value, no: Value, condition: bool) -> Value:
    return yes if condition else no


def _fail(message: bytes) -> bytes:
    raise CallError(message.decode("utf-8", "replace"))


FUNCTIONS = (
    Function("default", _default, (ANY,), ANY, rest=ANY),
    Function("empty", is_empty, (ANY,), BOOL),
    Function("coalesce", _coalesce, (), ANY, rest=ANY),
    Function("all", _all, (), BOOL, rest=ANY),
    Function("any", _any, (), BOOL, rest=ANY),
    Function("ternary", _ternary, (ANY, ANY, BOOL), ANY),
    Function("fail", _fail, (STRING,), STRING),
)
