"""JSON texts as plain values, read by the decoder of the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.findings import too_deep, too_large
from compatlang.snapshot.json_errors import first_trouble, syntax_error
from compatlang.snapshot.json_places import JsonPlaces, skip_space
from compatlang.snapshot.tree import Parsed, Value, Written, nesting_exceeds, over_limit
from compatlang.source import SourceFile, Span


class _TroubleError(Exception):
    """Valid as JSON to the decoder, but not to us: a duplicate key, NaN or Infinity."""


def _unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _TroubleError
    return mapping


def _refuse_constant(name: str) -> Value:
    raise _TroubleError(name)


_decode = JSONDecoder(
    object_pairs_hook=_unique, parse_int=Written, parse_float=Written, parse_constant=_refuse_constant
).raw_decode


def json_values(file: SourceFile, start: int = 0) -> Iterator[Parsed | Diagnostic]:
    """The values of a text that holds one JSON value or several, one after the other.

    After an error reading goes on at the next line that begins with `{`.
    """
    text = file.text
    at = skip_space(text, start, len(text))
    errors = 0
    while at < len(text):
        result, at = _value(file, at)
        yield result
        if isinstance(result, Diagnostic):
            errors += 1
            if errors == limits.SNAPSHOT_FILE_ERRORS:
                yield codes.SNAPSHOT_LIMIT.at(
                    result.span, f"more than {limits.SNAPSHOT_FILE_ERRORS} errors: the rest of the file is not read"
                )
                return
            found = text.find("\n{", at - 1)
            at = found + 1 if found >= 0 else len(text)
        at = skip_space(text, at, len(text))


def json_lines(file: SourceFile, start: int = 0) -> Iterator[Parsed | Diagnostic]:
    """The values of a text that holds one JSON value a line; blank lines are skipped."""
    text = file.text
    while start < len(text):
        newline = text.find("\n", start)
        stop = newline if newline >= 0 else len(text)
        at = skip_space(text, start, stop)
        if at < stop:
            result, end = _value(file, at, stop)
            rest = skip_space(text, end, stop)
            if isinstance(result, Parsed) and rest < stop:
                span = Span(file.name, rest, rest + len(text[rest:stop].rstrip()))
                yield codes.INVALID_JSON.at(
                    span, "a second value stands on the line", help="put each value on its own line"
                )
            else:
                yield result
        start = stop + 1


def _value(file: SourceFile, at: int, stop: int | None = None) -> tuple[Parsed | Diagnostic, int]:
    """The value that begins at `at`, and where it ends; with an error, the place from which to look further.

    Where `stop` is given nothing behind it is looked at.
    """
    text = file.text
    piece, base = (text, 0) if stop is None else (text[at:stop], at)
    try:
        value, end = _decode(piece, at - base)
        end += base
    except JSONDecodeError as error:
        at_error = error.pos + base
        return syntax_error(file, at, len(text) if stop is None else stop, error.msg, at_error), max(at + 1, at_error)
    except (_TroubleError, RecursionError):
        trouble = first_trouble(file, at, stop)
        return trouble or too_deep(Span(file.name, at, at + 1)), (trouble.span.end if trouble else at + 1)
    if over_limit(text, at, end, limits.SNAPSHOT_BYTES * _items(value)):
        return too_large(Span(file.name, at, at + 1)), end
    escaped = text.find("\\ud", at, end) >= 0 or text.find("\\uD", at, end) >= 0
    if escaped or nesting_exceeds(value):
        trouble = first_trouble(file, at, end)
        if trouble is not None:
            return trouble, end
    return Parsed(file, at, end, value, JsonPlaces(text, at, end)), end


def _items(value: Value) -> int:
    """By how much a list may be larger than one object: a `List` of many nodes is as large as its items together."""
    items = value.get("items") if isinstance(value, dict) else None
    return max(1, len(items)) if isinstance(items, list) else 1
