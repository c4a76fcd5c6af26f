"""What a document says of the policy's statements, in comments: the language's own words beside NFD's."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.typed import tree as typed
from compatlang.typed.expand import Placed
from compatlang.typed.show import show_condition

_CHARACTERS = 400
"""Of one comment; a condition may be of any length."""


def decides(placed: Placed) -> bool:
    """Whether a verdict depends on a statement."""
    return isinstance(placed.statement, typed.Requirement) and placed.statement.kind != "warn"


def shown(placed: Placed) -> str:
    """A statement on one line."""
    guards = "".join(f"when {show_condition(each.condition)}: " for each in placed.guards)
    condition = show_condition(placed.statement.condition)
    if isinstance(placed.statement, typed.Requirement):
        return _cut(f"{guards}{placed.statement.kind} {placed.name}: {condition}")
    return _cut(f"{guards}prefer {placed.name} weight {placed.statement.weight}: {condition}")


def notes(placed: Placed) -> Iterator[str]:
    """A requirement and what it says of itself."""
    yield shown(placed)
    statement = placed.statement
    if isinstance(statement, typed.Requirement):
        yield from (
            _cut(f"{word}: {text}") for word, text in (("because", statement.because), ("fix", statement.fix)) if text
        )


def left_out(placed: Placed) -> str:
    """The message about a statement that a document has no place for."""
    word = "warn" if isinstance(placed.statement, typed.Requirement) else "prefer"
    return f"`{word} {placed.name}` never decides, and NFD has no place for it"


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"
