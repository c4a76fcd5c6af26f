"""Questions as NFD's match expressions.

| question | expression |
|---|---|
| is there, is not there | `Exists`, `DoesNotExist` |
| strings | `In`, `NotIn` |
| true, false | `IsTrue`, `IsFalse` |
| integers, ids, versions, globs, regular expressions | `InRegexp` |

No expression is an error to NFD, whatever the text: an error would take the whole rule with it, and whatever else is in the run
of `validate-node`.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.ir.accepted import Names
from compatlang.nfd.exporting import versions
from compatlang.nfd.exporting.globs import glob_expression
from compatlang.nfd.exporting.integers import id_expression, integer_expression
from compatlang.nfd.exporting.questions import Absent, Among, Between, Like, Matches, Present, Question
from compatlang.nfd.exporting.regex import NOTHING
from compatlang.nfd.exporting.syntax import syntax_problem
from compatlang.values.interval import IntervalSet

LONGEST = 16384
"""Characters of one regular expression."""


class Expression(NamedTuple):
    """A match expression of NFD."""

    op: str
    value: tuple[str, ...] = ()


class Inexpressible(NamedTuple):
    """What NFD cannot do, as a message, and what to do instead, perhaps empty."""

    why: str
    help: str = ""


Expressions = tuple[Expression, ...] | Inexpressible

_TOO_LONG = Inexpressible(f"NFD would need a regular expression of more than {LONGEST} characters")
_VERSION_OF_INSTANCE = Inexpressible(
    "NFD can ask an instance one question about each attribute, and a version takes several"
)
_QUANTITY = Inexpressible("NFD cannot compare quantities, each of which has many texts: `1Gi`, `1024Mi`, `1.0Gi`")


def inexpressible(question: Question, *, instance: bool) -> Inexpressible | None:
    """Why a question cannot be asked of an element, or of an attribute of an `instance`."""
    if isinstance(question, Among) and question.type == "version":
        return _VERSION_OF_INSTANCE if instance else None
    found = expressions(question)
    return found if isinstance(found, Inexpressible) else None


def expressions(question: Question) -> Expressions:
    """The expressions of which all must hold: one, except for versions."""
    found = _expressions(question)
    if isinstance(found, Inexpressible):
        return found
    too_long = any(len(text) > LONGEST for each in found if each.op == "InRegexp" for text in each.value)
    return _TOO_LONG if too_long else found


def _expressions(question: Question) -> Expressions:
    match question:
        case Absent():
            return (Expression("DoesNotExist"),)
        case Present():
            return (Expression("Exists"),)
        case Among():
            return _among(question)
        case Between():
            return _regexps([*versions.between_expressions(question), versions.VERSION, versions.LENGTH])
        case Like(glob, negated):
            expression = glob_expression(glob, negated=negated)
            return _TOO_LONG if expression is None else _regexps([expression])
        case Matches(regex):
            problem = syntax_problem(regex)
            return (
                _regexps([regex])
                if problem is None
                else Inexpressible(f"NFD reads this expression otherwise: {problem}")
            )


def _among(question: Among) -> Expressions:
    keys = question.keys
    if isinstance(keys, Names):
        return _strings(keys) if question.type == "string" else _truths(keys)
    match question.type:
        case "version":
            return _versions(keys)
        case "int":
            return _regexps([integer_expression(keys) or NOTHING])
        case "id":
            return _regexps([id_expression(keys) or NOTHING])
        case _:
            return _QUANTITY


def _strings(keys: Names) -> Expressions:
    if not keys.keys:
        return (Expression("Exists"),) if keys.excluded else _regexps([NOTHING])
    return (Expression("NotIn" if keys.excluded else "In", tuple(sorted(keys.keys))),)


def _truths(keys: Names) -> Expressions:
    accepted = [text for text, key in (("false", False), ("true", True)) if key in keys]
    match accepted:
        case ["true"]:
            return (Expression("IsTrue"),)
        case ["false"]:
            return (Expression("IsFalse"),)
        case []:
            return _regexps([NOTHING])
        case _:
            return (Expression("In", tuple(accepted)),)


def _versions(keys: IntervalSet) -> Expressions:
    among = [] if not ~keys else [versions.version_expression(keys) or NOTHING]
    return _regexps([*among, versions.VERSION, versions.LENGTH])


def _regexps(each: list[str]) -> tuple[Expression, ...]:
    return tuple(Expression("InRegexp", (text,)) for text in each)
