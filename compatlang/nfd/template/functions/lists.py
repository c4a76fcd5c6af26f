"""Sprig's functions on lists; those whose name starts with `must` do the same, but for the text of an error."""

from __future__ import annotations

import math

from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.functions.casting import to_int, to_text, to_texts
from compatlang.nfd.template.functions.defaults import is_empty
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, INT, LIST, LISTS, STRINGS
from compatlang.nfd.template.limits import Work, check_elements
from compatlang.nfd.template.values import NOTHING, Slice, Value, deep_equal, items, strings

_NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"
_MAKE_SLICE = "runtime error: makeslice: len out of range"


def _list_of(value: Value, problem: str, end: str = "") -> Value:
    """A value that must be a list: Go panics on nil, and sprig says what it cannot do with other values."""
    if value is NOTHING:
        raise CallError(_NIL_POINTER)
    if value.kind != "slice":
        raise CallError(f"{problem} {value.kind}{end}")
    return value


def _list(*values: Value) -> Slice:
    return Slice(list(values))


def _push(values: Value, value: Value) -> Slice:
    return Slice([*items(_list_of(values, "Cannot push on type")), value], grown=True)


def _prepend(values: Value, value: Value) -> Slice:
    return Slice([value, *items(_list_of(values, "Cannot prepend on type"))], grown=True)


def _first(values: Value) -> Value:
    return next(iter(items(_list_of(values, "Cannot find first on type"))), NOTHING)


def _last(values: Value) -> Value:
    return next(reversed(items(_list_of(values, "Cannot find last on type"))), NOTHING)


def _rest(values: Value) -> Slice | None:
    given = items(_list_of(values, "Cannot find rest on type"))
    return Slice(given[1:]) if given else None


def _initial(values: Value) -> Slice | None:
    given = items(_list_of(values, "Cannot find initial on type"))
    return Slice(given[:-1]) if given else None


def _reverse(values: Value) -> Slice:
    return Slice(items(_list_of(values, "Cannot find reverse on type"))[::-1])


def _compact(values: Value) -> Slice:
    given = items(_list_of(values, "Cannot compact on type"))
    return Slice([each for each in given if not is_empty(each)], grown=True)


def _uniq(work: Work, values: Value) -> Slice:
    found: list[Value] = []
    for each in items(_list_of(values, "Cannot find uniq on type")):
        if not _among(each, found, work):
            found.append(each)
    return Slice(found, grown=True)


def _among(value: Value, values: list[Value], work: Work) -> bool:
    return any(deep_equal(value, each, work) for each in values)


def _without(work: Work, values: Value, *omitted: Value) -> Slice:
    given = items(_list_of(values, "Cannot find without on type"))
    return Slice([each for each in given if not _among(each, list(omitted), work)], grown=True)


def _has(work: Work, needle: Value, values: Value) -> bool:
    if values is NOTHING:
        return False
    _list_of(values, "Cannot find has on type")
    return values.data is not None and _among(needle, values.data.unordered(), work)


def _slice(values: Value, *indexes: Value) -> Value:
    given = items(_list_of(values, "list should be type of slice or array but"))
    if not given:
        return NOTHING
    start = to_int(indexes[0]) if indexes else 0
    stop = to_int(indexes[1]) if len(indexes) > 1 else len(given)
    if not 0 <= start <= stop or (stop > values.data.capacity() and not values.data.grown):
        raise CallError("reflect.Value.Slice: slice index out of bounds")
    return Value(values.type, values.data.cut(start, stop))


def _concat(work: Work, *lists: Value) -> Value:
    joined: list[Value] = []
    for each in lists:
        given = items(_list_of(each, "Cannot concat type", " as list"))
        work.spend_elements(len(given))
        check_elements(len(joined) + len(given))
        joined += given
    return Value(LIST, Slice(joined, grown=True) if joined else None)


def _chunk(size: int, values: Value) -> Slice:
    """Parts of some size; Go counts them with floats, so that a size below zero may still have a result."""
    given = items(_list_of(values, "Cannot chunk type"))
    count = math.floor((len(given) - 1) / size) + 1 if size else -1
    check_elements(count)
    if count < 0:
        raise CallError(_MAKE_SLICE)
    parts: list[Value] = []
    for index in range(count):
        last = int(math.fmod(len(given), size)) or size
        length = last if index == count - 1 else size
        if length < 0:
            raise CallError(_MAKE_SLICE)
        parts.append(Value(LIST, Slice(given[index * size : index * size + length])))
    return Slice(parts)


def _sort_alpha(work: Work, values: Value) -> Slice:
    """A list of strings is sorted in place: whoever else has it sees it sorted, too."""
    if values.kind != "slice":
        return strings([to_text(values, work)])
    if values.type == STRINGS:
        same: Slice | None = values.data
        if same is None:
            return strings([])
        work.spend(len(same))
        same.array[same.start : same.stop] = sorted(same.unordered(), key=lambda each: bytes(each.data))
        same.shuffled = False
        return same
    texts = to_texts(values if values.data is None else Value(values.type, Slice(values.data.unordered())), work)
    return strings(sorted(texts))


FUNCTIONS = (
    Function("list", _list, (), LIST, rest=ANY),
    Function("tuple", _list, (), LIST, rest=ANY),
    *(Function(name, _push, (ANY, ANY), LIST) for name in ("append", "push", "mustAppend", "mustPush")),
    *(Function(name, _prepend, (ANY, ANY), LIST) for name in ("prepend", "mustPrepend")),
    *(Function(name, _first, (ANY,), ANY) for name in ("first", "mustFirst")),
    *(Function(name, _last, (ANY,), ANY) for name in ("last", "mustLast")),
    *(Function(name, _rest, (ANY,), LIST) for name in ("rest", "mustRest")),
    *(Function(name, _initial, (ANY,), LIST) for name in ("initial", "mustInitial")),
    *(Function(name, _reverse, (ANY,), LIST) for name in ("reverse", "mustReverse")),
    *(Function(name, _compact, (ANY,), LIST) for name in ("compact", "mustCompact")),
    *(Function(name, _uniq, (ANY,), LIST, works=True) for name in ("uniq", "mustUniq")),
    *(Function(name, _without, (ANY,), LIST, rest=ANY, works=True) for name in ("without", "mustWithout")),
    *(Function(name, _has, (ANY, ANY), BOOL, works=True) for name in ("has", "mustHas")),
    *(Function(name, _slice, (ANY,), ANY, rest=ANY) for name in ("slice", "mustSlice")),
    *(Function(name, _chunk, (INT, ANY), LISTS) for name in ("chunk", "mustChunk")),
    Function("concat", _concat, (), ANY, rest=ANY, works=True),
    Function("sortAlpha", _sort_alpha, (ANY,), STRINGS, works=True),
)
