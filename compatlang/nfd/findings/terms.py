"""Terms and their expressions: operators, values, types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.nfd.expression import NUMERIC, OPERATORS, VERSION
from compatlang.nfd.go import atoi, regexp, semver
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.load import Document
from compatlang.nfd.model import MatchExpression, Term

Terms: TypeAlias = Sequence[Term]

_NONE = ("", "Exists", "DoesNotExist", "IsTrue", "IsFalse")
_ONE = ("Gt", "Ge", "Lt", "Le")
_TWO = ("GtLt", "GeLe")
_KNOWN = tuple(filter(None, OPERATORS))


def all_of(document: Document, terms: Terms, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with the terms at `path`."""
    for number, term in enumerate(terms):
        where = (*path, number)
        if term.match_expressions is None and term.match_name is None:
            message = f"nothing is asked of {term.feature}: the term holds wherever the feature is reported"
            yield codes.ALWAYS_TRUE.at(document.source.span(where), message)
        for name, expression in (term.match_expressions or {}).items():
            yield from _Expression(document, expression, (*where, "matchExpressions", name)).findings()
        if term.match_name is not None:
            yield from _Expression(document, term.match_name, (*where, "matchName")).findings()


class _Expression:
    """One expression and its place."""

    def __init__(self, document: Document, expression: MatchExpression | None, path: Path) -> None:
        self._source = document.source
        self._expression = expression
        self._path = path

    def findings(self) -> Iterator[Diagnostic]:
        """What is wrong with it, the operator first: without a sound one nothing else can be told."""
        expression = self._expression
        if expression is None:
            message = "the expression is null, and NFD crashes when it comes to it"
            yield codes.NULL_EXPRESSION.at(
                self._source.key_span(self._path), message, help="write `{op: Exists}`, or what is meant"
            )
        elif expression.op not in OPERATORS:
            help_ = did_you_mean(expression.op, _KNOWN) or f"operators are {', '.join(_KNOWN)}"
            message = f"`{expression.op}` is no operator, and NFD fails on every node where it comes to this"
            yield self._at(codes.UNKNOWN_OPERATOR, message, "op", help_)
        else:
            if not expression.op and not expression.value:
                message = "without an operator the expression is always true, even of what is not there"
                yield self._at(codes.ALWAYS_TRUE, message, "op", "write `op: Exists` where it has to be there")
            yield from self._arity(expression)
            yield from self._type(expression)
            yield from self._values(expression)

    def _arity(self, expression: MatchExpression) -> Iterator[Diagnostic]:
        op, count = expression.op or "an empty operator", len(expression.value)
        takes = "one or more values"
        wrong = count == 0
        if expression.op in _NONE:
            takes, wrong = "no value", count > 0
        elif expression.op in _ONE:
            takes, wrong = "one value", count != 1
        elif expression.op in _TWO:
            takes, wrong = "two values", count != 2
        if wrong:
            has = "none" if count == 0 else str(count)
            always = expression.op in ("", "Exists", "DoesNotExist")
            where = "on every node where it comes to this" if always else "where there is something to compare"
            yield self._at(codes.VALUES, f"{op} takes {takes}, and this has {has}: NFD fails {where}", "value")

    def _type(self, expression: MatchExpression) -> Iterator[Diagnostic]:
        if not expression.type:
            return
        if expression.op not in NUMERIC:
            message = f"{expression.op or 'an empty operator'} does not look at `type`: values are compared as texts"
            yield self._at(codes.UNUSED_TYPE, message, "type")
        elif expression.type != VERSION:
            message = f"`{expression.type}` is no type of NFD, which fails wherever there is something to compare"
            yield self._at(codes.VALUE_TYPE, message, "type", "the only type is `version`; numbers have none")

    def _values(self, expression: MatchExpression) -> Iterator[Diagnostic]:
        if expression.op == "InRegexp":
            for number, text in enumerate(expression.value):
                pattern = regexp.compile_(text)
                if isinstance(pattern, GoError):
                    message = f"the pattern cannot be compiled: {pattern.text}"
                    yield codes.PATTERN.at(self._source.span((*self._path, "value", number)), message)
        if expression.op not in NUMERIC or expression.type not in ("", VERSION):
            return
        version = expression.type == VERSION
        read: Callable[[str], object] = semver.parse if version else atoi.atoi
        numbers = [read(text) for text in expression.value]
        for number, (text, value) in enumerate(zip(expression.value, numbers, strict=True)):
            if isinstance(value, GoError):
                kind, help_ = ("version", "") if version else ("integer", _as_version(text))
                message = f"`{text}` is no {kind}, and {expression.op} compares {kind}s: NFD fails on it"
                yield codes.NUMBER.at(self._source.span((*self._path, "value", number)), message, help=help_)
        if len(numbers) == 2 and expression.op in _TWO and not any(isinstance(each, GoError) for each in numbers):
            yield from self._bounds(expression, numbers, version)

    def _bounds(self, expression: MatchExpression, numbers: Sequence[object], version: bool) -> Iterator[Diagnostic]:
        low, high = numbers
        ordered = low < high  # type: ignore[operator]  # both are integers, or both versions
        low_text, high_text = expression.value
        if not version and not ordered:
            message = f"{low_text} is not below {high_text}, which NFD requires of the bounds of {expression.op}"
            yield self._at(codes.BOUNDS, message, "value")
        elif version and (high < low or (expression.op == "GtLt" and not ordered)):  # type: ignore[operator]  # as above
            message = f"no version is between {low_text} and {high_text}, so this never holds; NFD does not notice"
            yield self._at(codes.NEVER_HOLDS, message, "value")

    def _at(self, code: Code, message: str, field: str, help_: str = "") -> Diagnostic:
        return code.at(self._source.span((*self._path, field)), message, help=help_)


def _as_version(text: str) -> str:
    """What to write where a version stands in the place of an integer."""
    return "add `type: version` to compare versions" if not isinstance(semver.parse(text), GoError) else ""
