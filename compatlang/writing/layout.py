"""Conditions as lines of source: on one line where that reads well, otherwise as groups and blocks.

Lines are laid out as the formatter would (`syntax.formatting`), so that it leaves them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, assert_never

from compatlang.syntax.formatting.printer import WIDTH
from compatlang.writing.condition import All, Among, Atom, Condition, Either, Negated, Some, Truth

STEP = "  "

_OR, _AND, _NOT, _QUESTION = range(4)
"""How tightly the outermost operator of a text binds."""

_MOST_INLINE = 3
"""Alternatives that are joined by `or`; more stand below each other."""


class _Text(NamedTuple):
    text: str
    level: int

    def at(self, level: int) -> str:
        """As an operand of something that binds so tightly."""
        return self.text if self.level >= level else f"({self.text})"


def statement(head: str, condition: Condition, indent: str = STEP) -> list[str]:
    """`require name: …`, or with the conditions in a block where there are several."""
    if isinstance(condition, All):
        return block(head, condition.parts, indent)
    first, *rest = _lines(condition, indent, len(head) + 2)
    if not rest and len(indent) + len(head) + len(first.strip()) + 2 > WIDTH:
        return block(head, (condition,), indent)
    return [f"{indent}{head}: {first.strip()}", *rest]


def block(head: str, parts: Sequence[Condition], indent: str = "") -> list[str]:
    """`rule name { … }`, one condition a line; a single short one stands on the same line."""
    if len(parts) == 1:
        line = f"{indent}{head} {{ {_inline(parts[0]).text} }}"
        if _reads_well(parts[0]) and len(line) <= WIDTH:
            return [line]
    return [f"{indent}{head} {{", *_below(parts, indent), f"{indent}}}"]


def _below(parts: Iterable[Condition], indent: str) -> list[str]:
    return [line for each in parts for line in _lines(each, indent + STEP)]


def _lines(condition: Condition, indent: str, before: int = 0) -> list[str]:
    """A condition as a statement of a block; `before` characters stand before it on its first line."""
    line = indent + _inline(condition).text
    if _reads_well(condition) and before + len(line) <= WIDTH:
        return [line]
    match condition:
        case All(parts):
            return _grouped("all of", parts, indent)
        case Either(parts):
            return _grouped("any of", parts, indent)
        case Negated(Either(parts)):
            return _grouped("none of", parts, indent)
        case Negated(part):
            return _grouped("none of", (part,), indent)
        case Some(_, parts):
            return _grouped(_quantifier(condition), parts, indent)
        case Among(subject, values, _, several) if len(values) > 1:
            return [f"{indent}{subject} {several} [", *_filled(values, indent + STEP), f"{indent}]"]
        case _:
            return [line]


def _grouped(head: str, parts: Sequence[Condition], indent: str) -> list[str]:
    return [f"{indent}{head} {{", *_below(parts, indent), f"{indent}}}"]


def _reads_well(condition: Condition) -> bool:
    """Whether a condition is simple enough for one line, if it fits."""
    match condition:
        case Truth() | Atom() | Among():
            return True
        case Negated(part):
            return _is_question(part)
        case All(parts) | Either(parts):
            return len(parts) <= _MOST_INLINE and all(_is_question(each) or _is_opposite(each) for each in parts)
        case Some(_, parts):
            return all(_reads_well(each) for each in parts)
    assert_never(condition)


def _is_question(condition: Condition) -> bool:
    return isinstance(condition, Atom | Among)


def _is_opposite(condition: Condition) -> bool:
    return isinstance(condition, Negated) and _is_question(condition.part)


def _inline(condition: Condition) -> _Text:
    match condition:
        case Truth(value):
            return _Text("true" if value else "false", _QUESTION)
        case Atom(text):
            return _Text(text, _QUESTION)
        case Among(subject, ("true",), "==", _):
            return _Text(subject, _QUESTION)
        case Among(subject, (value,), one, _):
            return _Text(f"{subject} {one} {value}", _QUESTION)
        case Among(subject, values, _, several):
            return _Text(f"{subject} {several} [{', '.join(values)}]", _QUESTION)
        case Negated(part):
            return _Text(f"not {_inline(part).at(_NOT)}", _NOT)
        case All(parts):
            return _Text(" and ".join(_inline(each).at(_NOT) for each in parts), _AND)
        case Either(parts):
            return _Text(" or ".join(_inline(each).at(_AND) for each in parts), _OR)
        case Some(_, ()):
            return _Text(f"{_quantifier(condition)} {{ }}", _QUESTION)
        case Some(_, parts):
            inner = "; ".join(_inline(each).text for each in parts)
            return _Text(f"{_quantifier(condition)} {{ {inner} }}", _QUESTION)
    assert_never(condition)


def _quantifier(condition: Some) -> str:
    return f"any {condition.domain}" + (f" as {condition.alias}" if condition.alias else "")


def _filled(members: Sequence[str], indent: str) -> list[str]:
    """Members of a set, as many on a line as fit."""
    lines: list[str] = []
    line = indent
    for each in members:
        piece = f"{each},"
        if line != indent and len(line) + len(piece) + 1 > WIDTH:
            lines.append(line)
            line = indent
        line += piece if line == indent else f" {piece}"
    return [*lines, line]


def set_of(head: str, members: Sequence[str]) -> list[str]:
    """`let name = […]`."""
    line = f"{head} [{', '.join(members)}]"
    return [line] if len(line) <= WIDTH else [f"{head} [", *_filled(members, STEP), "]"]
