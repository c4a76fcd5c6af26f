"""Sprig's functions on regular expressions, with what Go's `regexp` makes of matches: all of them, replacing, splitting.

The matching itself is that of `compatlang.nfd.go.regexp`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any, TypeAlias

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.regexp import Pattern, compile_
from compatlang.nfd.template import quoting, runes
from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import BOOL, INT, STRING, STRINGS
from compatlang.nfd.template.limits import Work, check_text
from compatlang.nfd.template.values import Slice, strings

Groups: TypeAlias = "list[tuple[int, int]]"
"""Where a match and each of its groups start and end; -1 for a group that took no part."""

_META = re.compile(rb"[\\.+*?()|\[\]{}^$]")
_LARGEST_GROUP = 10**8
_COMPILING = 20
"""The steps that compiling an expression takes before its length counts."""


class _Search:
    """An expression with a text to look for it in."""

    def __init__(self, pattern: Pattern, expression: bytes, text: bytes, work: Work) -> None:
        if not runes.is_valid(text):
            raise RefusedError("regular expressions on text that is not UTF-8 are not supported")
        if rb"\B" in expression:
            raise RefusedError(r"finding the places of `\B` is not supported")
        self.text = text
        self.expression = expression
        self._work = work
        self._compiled: Any = pattern._compiled

    def find(self, at: int) -> Groups | None:
        r"""The first match from some place on; what stands before is seen by `^` and `\b`."""
        self._work.spend_bytes(len(self.text) - at)
        match = self._compiled.search(self.text, at)
        return None if match is None else [match.span(group) for group in range(self._compiled.groups + 1)]

    def find_all(self, count: int) -> Iterator[Groups]:
        """All matches, or the first few; no empty one right behind another."""
        at, previous_end = 0, -1
        while count and at <= len(self.text):
            groups = self.find(at)
            if groups is None:
                return
            start, end = groups[0]
            accepted = True
            if end == at:
                accepted = start != previous_end
                at += self._width(at) or 1
            else:
                at = end
            previous_end = end
            if accepted:
                count -= 1
                yield groups

    def replaced(self, replacement: Callable[[Groups], bytes]) -> bytes:
        """The text with every match replaced."""
        parts: list[bytes] = []
        last, at, size = 0, 0, 0
        while at <= len(self.text):
            groups = self.find(at)
            if groups is None:
                break
            start, end = groups[0]
            parts.append(self.text[last:start])
            if end > last or start == 0:
                parts.append(replacement(groups))
                size += len(parts[-1])
                check_text(size)
            last = end
            width = self._width(at) or 1
            at = max(end, at + width)
        return b"".join([*parts, self.text[last:]])

    def named(self, name: str) -> list[int]:
        """The numbers of the groups with a name; Go lets no two have the same."""
        return [number for known, number in self._compiled.groupindex.items() if known in {name, name.encode()}]

    def _width(self, at: int) -> int:
        """The size of the rune at some place."""
        end = at + 1
        while end < len(self.text) and self.text[end] & 0xC0 == 0x80:
            end += 1
        return end - at if at < len(self.text) else 0


def _must_search(work: Work, expression: bytes, text: bytes) -> _Search:
    pattern = _compiled(expression, work)
    if isinstance(pattern, GoError):
        raise CallError(pattern.text)
    return _Search(pattern, expression, text, work)


def _search(work: Work, expression: bytes, text: bytes) -> _Search:
    """As `regexp.MustCompile`, which panics with the expression."""
    try:
        return _must_search(work, expression, text)
    except CallError as error:
        quoted = f"`{runes.decode(expression)}`" if quoting.can_backquote(expression) else quoting.quote(expression)
        raise CallError(f"regexp: Compile({quoted}): {error}") from None


def _compiled(expression: bytes, work: Work) -> Pattern | GoError:
    work.spend(_COMPILING + len(expression))
    pattern = compile_(expression.decode("utf-8", "surrogateescape"))
    if isinstance(pattern, GoError):
        return GoError(runes.decode(pattern.text.encode("utf-8", "surrogateescape")))
    return pattern


def _must_match(work: Work, expression: bytes, text: bytes) -> bool:
    pattern = _compiled(expression, work)
    if isinstance(pattern, GoError):
        raise CallError(pattern.text)
    if not runes.is_valid(text):
        raise RefusedError("regular expressions on text that is not UTF-8 are not supported")
    work.spend_bytes(len(text))
    return pattern.search(text.decode())


def _match(work: Work, expression: bytes, text: bytes) -> bool:
    try:
        return _must_match(work, expression, text)
    except CallError:
        return False


def _first(search: _Search) -> bytes:
    groups = search.find(0)
    return b"" if groups is None else search.text[slice(*groups[0])]


def _find(work: Work, expression: bytes, text: bytes) -> bytes:
    return _first(_search(work, expression, text))


def _must_find(work: Work, expression: bytes, text: bytes) -> bytes:
    return _first(_must_search(work, expression, text))


def _all(search: _Search, count: int) -> Slice | None:
    found = strings(search.text[slice(*groups[0])] for groups in search.find_all(count))
    found.grown = True
    return found if len(found) else None


def _find_all(work: Work, expression: bytes, text: bytes, count: int) -> Slice | None:
    return _all(_search(work, expression, text), count)


def _must_find_all(work: Work, expression: bytes, text: bytes, count: int) -> Slice | None:
    return _all(_must_search(work, expression, text), count)


def _replace_all(work: Work, expression: bytes, text: bytes, template: bytes) -> bytes:
    return _expanded(_search(work, expression, text), template, work)


def _must_replace_all(work: Work, expression: bytes, text: bytes, template: bytes) -> bytes:
    return _expanded(_must_search(work, expression, text), template, work)


def _replace_all_literal(work: Work, expression: bytes, text: bytes, replacement: bytes) -> bytes:
    return _search(work, expression, text).replaced(lambda _: replacement)


def _must_replace_all_literal(work: Work, expression: bytes, text: bytes, replacement: bytes) -> bytes:
    return _must_search(work, expression, text).replaced(lambda _: replacement)


def _expanded(search: _Search, template: bytes, work: Work) -> bytes:
    """The text with every match replaced by a template with its `$1` and `${name}` filled in."""
    parts = _template_parts(template)

    def replacement(groups: Groups) -> bytes:
        work.spend(len(parts))
        filled = [part if isinstance(part, bytes) else _group(part, groups, search) for part in parts]
        check_text(sum(map(len, filled)))
        return b"".join(filled)

    return search.replaced(replacement)


def _template_parts(template: bytes) -> list[bytes | str]:
    """A replacement as literal texts and the names of groups between them."""
    before, dollar, rest = template.partition(b"$")
    parts: list[bytes | str] = [before]
    while dollar:
        if rest.startswith(b"$"):
            parts.append(b"$")
            rest = rest[1:]
        else:
            name, rest = _reference(rest)
            parts.append(b"$" if name is None else name)
        before, dollar, rest = rest.partition(b"$")
        parts.append(before)
    return parts


def _reference(text: bytes) -> tuple[str | None, bytes]:
    """The name or number that follows a dollar sign, if one does, and what stands behind it."""
    braced = text.startswith(b"{")
    rest = text[1:] if braced else text
    name = b"".join(part for _, part in takewhile(lambda each: runes.is_word(each[0]), runes.each(rest)))
    rest = rest[len(name) :]
    if not name or (braced and not rest.startswith(b"}")):
        return None, text
    return name.decode(), rest[1:] if braced else rest


def _group(name: str, groups: Groups, search: _Search) -> bytes:
    numbered = name.isascii() and name.isdecimal() and (name == "0" or name[0] != "0") and len(name) <= 9
    if numbered and int(name) // 10 < _LARGEST_GROUP // 10:
        numbers = [int(name)] if int(name) < len(groups) else []
    else:
        numbers = search.named(name)
    return b"".join(search.text[slice(*groups[number])] for number in numbers if groups[number][0] >= 0)


def _split(work: Work, expression: bytes, text: bytes, count: int) -> Slice | None:
    return _parts(_search(work, expression, text), count)


def _must_split(work: Work, expression: bytes, text: bytes, count: int) -> Slice | None:
    return _parts(_must_search(work, expression, text), count)


def _parts(search: _Search, count: int) -> Slice | None:
    if count == 0:
        return None
    text = search.text
    if search.expression and not text:
        return strings([b""])
    parts: list[bytes] = []
    begin = end = 0
    for groups in search.find_all(count):
        if count > 0 and len(parts) == count - 1:
            break
        end, following = groups[0]
        if following != 0:
            parts.append(text[begin:end])
        begin = following
    if end != len(text):
        parts.append(text[begin:])
    result = strings(parts)
    result.grown = True
    return result


def _quote_meta(text: bytes) -> bytes:
    return _META.sub(rb"\\\g<0>", text)


_TWO, _COUNTED, _THREE = (STRING, STRING), (STRING, STRING, INT), (STRING, STRING, STRING)

FUNCTIONS = (
    Function("regexMatch", _match, _TWO, BOOL, works=True),
    Function("mustRegexMatch", _must_match, _TWO, BOOL, works=True),
    Function("regexFind", _find, _TWO, STRING, works=True),
    Function("mustRegexFind", _must_find, _TWO, STRING, works=True),
    Function("regexFindAll", _find_all, _COUNTED, STRINGS, works=True),
    Function("mustRegexFindAll", _must_find_all, _COUNTED, STRINGS, works=True),
    Function("regexReplaceAll", _replace_all, _THREE, STRING, works=True),
    Function("mustRegexReplaceAll", _must_replace_all, _THREE, STRING, works=True),
    Function("regexReplaceAllLiteral", _replace_all_literal, _THREE, STRING, works=True),
    Function("mustRegexReplaceAllLiteral", _must_replace_all_literal, _THREE, STRING, works=True),
    Function("regexSplit", _split, _COUNTED, STRINGS, works=True),
    Function("mustRegexSplit", _must_split, _COUNTED, STRINGS, works=True),
    Function("regexQuoteMeta", _quote_meta, (STRING,), STRING),
)
