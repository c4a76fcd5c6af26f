"""Sprig's functions that tell the types of values."""

from __future__ import annotations

from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, STRING
from compatlang.nfd.template.limits import Work
from compatlang.nfd.template.values import NOTHING, Value, deep_equal


def _type_of(value: Value) -> bytes:
    return b"<nil>" if value is NOTHING else value.type.name.encode()


def _type_is(name: bytes, value: Value) -> bool:
    return name == _type_of(value)


def _type_is_like(name: bytes, value: Value) -> bool:
    return _type_of(value) in {name, b"*" + name}


def _kind_of(value: Value) -> bytes:
    return value.kind.encode()


def _kind_is(name: bytes, value: Value) -> bool:
    return name == _kind_of(value)


def _deep_equal(work: Work, left: Value, right: Value) -> bool:
    return deep_equal(left, right, work)


FUNCTIONS = (
    Function("typeOf", _type_of, (ANY,), STRING),
    Function("typeIs", _type_is, (STRING, ANY), BOOL),
    Function("typeIsLike", _type_is_like, (STRING, ANY), BOOL),
    Function("kindOf", _kind_of, (ANY,), STRING),
    Function("kindIs", _kind_is, (STRING, ANY), BOOL),
    Function("deepEqual", _deep_equal, (ANY, ANY), BOOL, works=True),
)
