"""Sprig's functions on dicts, which are maps from strings to anything and are changed in place."""

from __future__ import annotations

from typing import TypeAlias

from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.casting import to_text
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, DICT, LIST, STRING, STRINGS
from compatlang.nfd.template.limits import Work, check_depth
from compatlang.nfd.template.values import NOTHING, Slice, Value, string

Dict: TypeAlias = "dict[bytes, Value]"


def _dict(work: Work, *values: Value) -> Dict:
    padded = [*values, string(b"")] if len(values) % 2 else [*values]
    return {to_text(key, work): value for key, value in zip(padded[::2], padded[1::2], strict=True)}


def _get(entries: Dict | None, key: bytes) -> Value:
    return (entries or {}).get(key, string(b""))


def _set(entries: Dict | None, key: bytes, value: Value) -> Dict:
    if entries is None:
        raise CallError("assignment to entry in nil map")
    entries[key] = value
    return entries


def _unset(entries: Dict | None, key: bytes) -> Dict | None:
    (entries or {}).pop(key, None)
    return entries


def _has_key(entries: Dict | None, key: bytes) -> bool:
    return key in (entries or {})


def _pluck(key: bytes, *dicts: Dict | None) -> Slice:
    return Slice([each[key] for each in dicts if each is not None and key in each], grown=True)


def _keys(*dicts: Dict | None) -> Slice:
    given = [each or {} for each in dicts]
    return _shuffled(Slice([string(key) for each in given for key in each], grown=True), given)


def _values(entries: Dict | None) -> Slice:
    return _shuffled(Slice(list((entries or {}).values()), grown=True), [entries or {}])


def _shuffled(result: Slice, dicts: list[Dict]) -> Slice:
    """Go goes through a map in another order each time; that only shows with two keys or more."""
    result.shuffled = any(len(each) > 1 for each in dicts)
    return result


def _pick(entries: Dict | None, *keys: bytes) -> Dict:
    return {key: (entries or {})[key] for key in keys if key in (entries or {})}


def _omit(entries: Dict | None, *keys: bytes) -> Dict:
    return {key: value for key, value in (entries or {}).items() if key not in keys}


def _dig(*values: Value) -> Value:
    if len(values) < 3:
        raise CallError("dig needs at least three arguments")
    *steps, fallback, entries = values
    _asserted(entries, DICT.name)
    names = [_asserted(step, STRING.name).data for step in steps]
    found = entries
    for name in names:
        inside = _asserted(found, DICT.name).data or {}
        if name not in inside:
            return fallback
        found = inside[name]
    return found


def _asserted(value: Value, type_name: str) -> Value:
    """A value of a type, or what Go panics with when a type assertion does not hold."""
    if value is NOTHING or value.type.name != type_name:
        given = "nil" if value is NOTHING else value.type.name
        raise CallError(f"interface conversion: interface {{}} is {given}, not {type_name}")
    return value


def _merge(work: Work, target: Dict | None, *sources: Dict | None) -> Value:
    return _merged(target, sources, work, overwrite=False)


def _merge_overwrite(work: Work, target: Dict | None, *sources: Dict | None) -> Value:
    return _merged(target, sources, work, overwrite=True)


def _merged(target: Dict | None, sources: tuple[Dict | None, ...], work: Work, *, overwrite: bool) -> Value:
    """Sources written into a dict, one after the other; follows mergo v1.0.1."""
    for source in sources:
        if target is None and source is not None:
            target = {}
        _merge_into(target, source or {}, work, 0, overwrite=overwrite)
    return Value(DICT, target)


def _merge_into(target: Dict | None, source: Dict, work: Work, depth: int, *, overwrite: bool) -> None:
    check_depth(depth)
    if target is None:
        return
    for key, value in list(source.items()):
        work.spend()
        old = target.get(key)
        if value is NOTHING:
            if overwrite:
                target[key] = value
            continue
        if "ptr" in {value.kind, old.kind if old else ""} or "struct" in {value.kind, old.kind if old else ""}:
            raise RefusedError("merging versions is not supported")
        both_maps = old is not None and old.kind == value.kind == "map"
        if both_maps and old is not None and old.data is not None:
            if old.type != DICT or value.type not in {DICT, old.type}:
                raise RefusedError("merging maps of different types is not supported")
            _merge_into(old.data, value.data or {}, work, depth + 1, overwrite=overwrite)
        if old is not None and _counts(old) and (value.kind == "slice" or both_maps):
            if value.kind == "slice" and overwrite:
                target[key] = value
            continue
        if overwrite or old is None or not _counts(old):
            target[key] = value


def _counts(value: Value) -> bool:
    """Whether mergo keeps a value because it is not empty."""
    if value.kind in {"map", "slice", "string"}:
        return bool(value.data)
    return value is not NOTHING and value.data != 0


def _deep_copy(work: Work, value: Value) -> Value:
    if value is NOTHING:
        raise CallError("reflect: call of reflect.Value.Type on zero Value")
    return _copied(value, work, 0)


def _copied(value: Value, work: Work, depth: int) -> Value:
    check_depth(depth)
    work.spend(4)
    if value.kind in {"ptr", "struct"}:
        raise RefusedError("copying a version is not supported")
    if value.data is None:
        return value
    if value.kind == "map":
        return Value(value.type, {key: _copied(each, work, depth + 1) for key, each in value.data.items()})
    if value.kind == "slice":
        copy = Slice([_copied(each, work, depth + 1) for each in value.data.unordered()])
        copy.shuffled = value.data.shuffled
        return Value(value.type, copy)
    return value


FUNCTIONS = (
    Function("dict", _dict, (), DICT, rest=ANY, works=True),
    Function("get", _get, (DICT, STRING), ANY),
    Function("set", _set, (DICT, STRING, ANY), DICT),
    Function("unset", _unset, (DICT, STRING), DICT),
    Function("hasKey", _has_key, (DICT, STRING), BOOL),
    Function("pluck", _pluck, (STRING,), LIST, rest=DICT),
    Function("keys", _keys, (), STRINGS, rest=DICT),
    Function("values", _values, (DICT,), LIST),
    Function("pick", _pick, (DICT,), DICT, rest=STRING),
    Function("omit", _omit, (DICT,), DICT, rest=STRING),
    Function("dig", _dig, (), ANY, rest=ANY),
    *(Function(name, _merge, (DICT,), ANY, rest=DICT, works=True) for name in ("merge", "mustMerge")),
    *(
        Function(name, _merge_overwrite, (DICT,), ANY, rest=DICT, works=True)
        for name in ("mergeOverwrite", "mustMergeOverwrite")
    ),
    *(Function(name, _deep_copy, (ANY,), ANY, works=True) for name in ("deepCopy", "mustDeepCopy")),
)
