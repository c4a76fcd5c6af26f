"""The sentences: what was observed, and what an expression needs, in the operators of the document."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics.render.plain import cut
from compatlang.nfd.expression import NUMERIC, VERSION
from compatlang.nfd.go.quote import quote
from compatlang.nfd.model import MatchExpression
from compatlang.nfd.outcomes import Failure

_MOST_VALUES = 8
_MOST_CHARACTERS = 80
_MOST_OF_A_SENTENCE = 320

_OF_NO_VALUE = ("", "Exists", "DoesNotExist", "IsTrue", "IsFalse")
_OF_ONE = ("Gt", "Ge", "Lt", "Le")


def clipped(text: str) -> str:
    """A value or a name, its beginning where it is long."""
    return cut(text, _MOST_CHARACTERS)


def sentence(text: str) -> str:
    """A sentence or a part of one, its beginning where it is long."""
    return cut(text, _MOST_OF_A_SENTENCE)


def observed(subject: str, value: str | None) -> str:
    """`kernel.version.major is 4`; without a value, it is absent."""
    return f"{subject} is {'absent' if value is None else clipped(value) or 'empty'}"


def attribute(instance: str, name: str, value: str | None) -> str:
    """`15b3:1017 has class 0200`."""
    name = clipped(name)
    what = f"no {name}" if value is None else f"{name} {clipped(value)}" if value else f"an empty {name}"
    return f"{instance} has {what}"


def null(subject: str) -> str:
    """What is said in the place of an observation where there is no expression to compare it with."""
    return f"the expression of {clipped(subject)} is null"


def fails(seen: str, failure: Failure) -> str:
    """What was observed where NFD fails, and what it says."""
    return f"{seen}, and NFD {'crashes' if failure.panics else 'fails'} there: {sentence(failure.text)}"


def asked(seen: str, expression: MatchExpression | None, holds: bool, why: str = "") -> str:
    """What was observed and what is needed: `… is 4, needs Gt 5`, or where it holds, `… is 6 (needs Gt 5)`.

    `why` is said where one could think that what was observed is enough.
    """
    if expression is None:
        return seen
    if holds:
        return f"{seen} (needs {needs(expression)})"
    return f"{seen}, needs {needs(expression)}" + (f", and {why}" if why else "")


def absence(expression: MatchExpression | None) -> str:
    """Why not even what is absent is `NotIn` a list."""
    return "NFD takes what is absent for no" if expression is not None and expression.op == "NotIn" else ""


def needs(expression: MatchExpression | None) -> str:
    """An expression as people say it: `Exists`, `In [10de, 1002]`, `Gt 5.15 as a version`."""
    if expression is None:
        return "null"
    op, values = expression.op, expression.value
    version = expression.type == VERSION and op in NUMERIC
    if op in _OF_ONE and len(values) == 1:
        return f"{op} {_value(values[0])}" + (" as a version" if version else "")
    if op in _OF_NO_VALUE and not values:
        return op or "nothing"
    return f"{clipped(op)} [{listed([_value(each) for each in values])}]" + (" as versions" if version else "")


def phrase(expressions: Sequence[tuple[str, MatchExpression | None]]) -> str:
    """What one instance needs: `vendor In [10de] and class In [0300, 0302]`."""
    return sentence(" and ".join(f"{clipped(name)} {needs(expression)}" for name, expression in expressions))


def listed(texts: Sequence[str]) -> str:
    """Some texts, and how many more there are."""
    more = len(texts) - _MOST_VALUES
    shown = ", ".join(map(clipped, texts[:_MOST_VALUES]))
    return f"{shown} and {more} more" if more > 0 else shown


def _value(text: str) -> str:
    """A value of a list, in quotes where one could not see where it ends."""
    return quote(clipped(text)) if not text or any(each in text for each in ' ,"\t\n') else clipped(text)
