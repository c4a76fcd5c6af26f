"""The functions of Go's text/template itself; `and`, `or` and `call` are the executor's."""

from __future__ import annotations

from compatlang.nfd.template import kinds, runes
from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.formatting import display, sprint, sprintf, sprintln
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.functions.urls import Part, escape
from compatlang.nfd.template.kinds import ANY, BOOL, INT, REFLECT, STRING, Type
from compatlang.nfd.template.limits import Work
from compatlang.nfd.template.values import NOTHING, Value, element, is_nil, length, string, truth, unboxed, zero

_HTML = {0: "\ufffd", 34: "&#34;", 38: "&amp;", 39: "&#39;", 60: "&lt;", 62: "&gt;"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_COMPARED = {"bool": "bool", "float64": "float", "string": "string"}


def _unreachable(*_: Value) -> Value:
    raise AssertionError("the executor calls this itself")


def _not(value: Value) -> bool:
    return not truth(value)


def _len(value: Value) -> int:
    value, outer = unboxed(value), value
    if value is NOTHING:
        raise CallError(
            "len of nil pointer" if outer.kind == "interface" else "reflect: call of reflect.Value.Type on zero Value"
        )
    if value.kind == "ptr":
        raise CallError(f"len of type {value.type.element}")
    if value.kind not in {"map", "slice", "string"}:
        raise CallError(f"len of type {value.type}")
    return length(value)


def _index(item: Value, *indexes: Value) -> Value:
    if unboxed(item) is NOTHING:
        raise CallError("index of untyped nil")
    item = unboxed(item)
    for each in indexes:
        item = _indexed(unboxed(item), unboxed(each))
    return item


def _indexed(item: Value, index: Value) -> Value:
    if item is NOTHING:
        raise CallError("index of nil pointer")
    if item.kind == "map":
        key = _map_key(index)
        found = (item.data or {}).get(key)
        assert item.type.element is not None
        return zero(item.type.element) if found is None else element(item.type, found)
    if item.kind not in {"slice", "string"}:
        type_ = item.type.element if item.kind == "ptr" else item.type
        raise CallError(f"can't index item of type {type_}")
    at, size = _position(index, length(item)), length(item)
    if at == size:
        kind = "string" if item.kind == "string" else "slice"
        raise CallError(f"reflect: {kind} index out of range")
    if item.kind == "string":
        return Value(kinds.UINT8, item.data[at])
    return element(item.type, item.data.items()[at])


def _map_key(index: Value) -> bytes:
    if index is NOTHING:
        raise CallError("value is nil; should be of type string")
    if index.type != STRING:
        raise CallError(f"value has type {index.type}; should be string")
    key: bytes = index.data
    return key


def _position(index: Value, limit: int) -> int:
    if index is NOTHING:
        raise CallError("cannot index slice/array with nil")
    if index.kind not in kinds.INTEGERS:
        raise CallError(f"cannot index slice/array with type {index.type}")
    number = index.data if index.data < 1 << 63 else index.data - (1 << 64)
    if not 0 <= number <= limit:
        raise CallError(f"index out of range: {number}")
    return int(number)


def _comparable(value: Value) -> str:
    if value.kind in kinds.SIGNED:
        return "int"
    if value.kind in kinds.UNSIGNED:
        return "uint"
    return _COMPARED.get(value.kind, "")


def _eq(work: Work, first: Value, *others: Value) -> bool:
    first = unboxed(first)
    if not others:
        raise CallError("missing argument for comparison")
    return any(_equal(first, unboxed(other), work) for other in others)


def _equal(left: Value, right: Value, work: Work) -> bool:
    kind, other = _comparable(left), _comparable(right)
    if {kind, other} == {"int", "uint"}:
        return bool(left.data == right.data)
    if kind != other:
        if left is not NOTHING and right is not NOTHING:
            raise CallError(f"incompatible types for comparison: {left.type} and {right.type}")
        return False
    if kind:
        return bool(left.data == right.data)
    if left.kind != right.kind and left is not NOTHING and right is not NOTHING:
        raise CallError(
            f"non-comparable types {_as_text(left, work)}: {left.type}, {right.type}: {_shown(right, work)}"
        )
    if is_nil(left) or is_nil(right):
        return is_nil(left) == is_nil(right)
    if right.kind in {"map", "slice"}:
        raise CallError(f"non-comparable type {_as_text(right, work)}: {right.type}")
    return left.type == right.type and (left.data is right.data if left.kind == "ptr" else left.data == right.data)


def _shown(value: Value, work: Work) -> str:
    return runes.decode(display(value, work))


def _as_text(value: Value, work: Work) -> str:
    return runes.decode(sprintf(b"%s", [value], work))


def _ne(work: Work, left: Value, right: Value) -> bool:
    return not _eq(work, left, right)


def _lt(left: Value, right: Value) -> bool:
    left, right = unboxed(left), unboxed(right)
    kind, other = _comparable(left), _comparable(right)
    if not kind or not other:
        raise CallError("invalid type for comparison")
    if kind != other and {kind, other} != {"int", "uint"}:
        raise CallError(f"incompatible types for comparison: {left.type} and {right.type}")
    if kind == "bool":
        raise CallError("invalid type for comparison")
    return bool(left.data < right.data)


def _le(work: Work, left: Value, right: Value) -> bool:
    return _lt(left, right) or _eq(work, left, right)


def _gt(work: Work, left: Value, right: Value) -> bool:
    return not _le(work, left, right)


def _ge(left: Value, right: Value) -> bool:
    return not _lt(left, right)


def _joined(arguments: tuple[Value, ...], work: Work) -> bytes:
    """The text of some arguments, in which nil is `<no value>` as in the output of a template."""
    return sprint([string(b"<no value>") if each is NOTHING else each for each in arguments], work)


def _html(work: Work, *arguments: Value) -> bytes:
    text = _joined(arguments, work)
    work.spend_bytes(6 * len(text))
    return text.decode("utf-8", "surrogateescape").translate(_HTML).encode("utf-8", "surrogateescape")


def _js(work: Work, *arguments: Value) -> bytes:
    text = _joined(arguments, work)
    work.spend_bytes(6 * len(text))
    return b"".join(_js_rune(rune, part) for rune, part in runes.split(text))


def _js_rune(rune: str, part: bytes) -> bytes:
    if rune in _JS:
        return _JS[rune].encode()
    if rune.isascii():
        return part if rune >= " " else f"\\u{ord(rune):04X}".encode()
    return part if runes.is_print(rune) else f"\\u{ord(rune):04X}".encode()


def _urlquery(work: Work, *arguments: Value) -> bytes:
    text = _joined(arguments, work)
    work.spend_bytes(3 * len(text))
    return escape(text, Part.QUERY)


def _print(work: Work, *arguments: Value) -> bytes:
    return sprint(arguments, work)


def _printf(work: Work, pattern: bytes, *arguments: Value) -> bytes:
    return sprintf(pattern, arguments, work)


def _println(work: Work, *arguments: Value) -> bytes:
    return sprintln(arguments, work)


_TWO: tuple[Type, ...] = (REFLECT, REFLECT)

FUNCTIONS = (
    Function("and", _unreachable, (REFLECT,), REFLECT, rest=REFLECT),
    Function("or", _unreachable, (REFLECT,), REFLECT, rest=REFLECT),
    Function("call", _unreachable, (REFLECT,), REFLECT, rest=REFLECT),
    Function("not", _not, (REFLECT,), BOOL),
    Function("len", _len, (REFLECT,), INT),
    Function("index", _index, (REFLECT,), REFLECT, rest=REFLECT),
    Function("eq", _eq, (REFLECT,), BOOL, rest=REFLECT, works=True),
    Function("ne", _ne, _TWO, BOOL, works=True),
    Function("lt", _lt, _TWO, BOOL),
    Function("le", _le, _TWO, BOOL, works=True),
    Function("gt", _gt, _TWO, BOOL, works=True),
    Function("ge", _ge, _TWO, BOOL),
    Function("html", _html, (), STRING, rest=ANY, works=True),
    Function("js", _js, (), STRING, rest=ANY, works=True),
    Function("urlquery", _urlquery, (), STRING, rest=ANY, works=True),
    Function("print", _print, (), STRING, rest=ANY, works=True),
    Function("printf", _printf, (STRING,), STRING, rest=ANY, works=True),
    Function("println", _println, (), STRING, rest=ANY, works=True),
)
