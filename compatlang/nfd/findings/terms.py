"""Terms and their expressions: operators, values, types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
Numbers: TypeAlias = tuple[int, ...]

_NONE = ("", "Exists", "DoesNotExist", "IsTrue", "IsFalse")
_ONE = ("Gt", "Ge", "Lt", "Le")
_TWO = ("GtLt", "GeLe")
_KNOWN = tuple(filter(None, OPERATORS))


def all_of(document: Document, terms: Terms, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with the terms at `path`."""
    for number, term in enumerate(terms):
        where = (*path, number)
        if term.match_expressions is None and term.match_name is None:
            message = f"nothing is asked of `{term.feature}`: the term holds wherever the feature is reported"
            yield codes.ALWAYS_TRUE.at(document.source.span(where), message)
        for name, expression in (term.match_expressions or {}).items():
            yield from _Expression(document, expression, (*where, "matchExpressions", name)).findings()
        if term.match_name is not None:
            yield from _of_names(document, term.match_name, (*where, "matchName"))


def _of_names(document: Document, expression: MatchExpression, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with an expression about names, of which only those that are there are looked at."""
    yield from _Expression(document, expression, path).findings()
    if expression.op == "DoesNotExist" and not expression.value:
        message = "only names that are there are looked at, so DoesNotExist never holds; NFD does not notice"
        help_ = "name what must not be there in `matchExpressions`"
        yield codes.NEVER_HOLDS.at(document.source.span((*path, "op")), message, help=help_)


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
                message = "without an operator the expression is always true"
                yield self._at(codes.ALWAYS_TRUE, message, "op", "write `op: Exists` for what has to be there")
            yield from self._arity(expression)
            yield from self._type(expression)
            yield from self._patterns(expression)
            yield from self._compared(expression)

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

    def _patterns(self, expression: MatchExpression) -> Iterator[Diagnostic]:
        for number, text in enumerate(expression.value if expression.op == "InRegexp" else ()):
            pattern = regexp.compile_(text)
            if isinstance(pattern, GoError):
                message = f"the pattern cannot be compiled: {pattern.text}"
                yield codes.PATTERN.at(self._source.span((*self._path, "value", number)), message)

    def _compared(self, expression: MatchExpression) -> Iterator[Diagnostic]:
        """Values that are compared as numbers."""
        if expression.op not in NUMERIC or expression.type not in ("", VERSION):
            return
        found = [_numbers(text, expression.type) for text in expression.value]
        kind = "version" if expression.type == VERSION else "integer"
        for number, (text, numbers) in enumerate(zip(expression.value, found, strict=True)):
            if numbers is None:
                help_ = _as_version(text) if kind == "integer" else ""
                message = f"`{text}` is no {kind}, and {expression.op} compares {kind}s: NFD fails on it"
                yield codes.NUMBER.at(self._source.span((*self._path, "value", number)), message, help=help_)
        if expression.op in _TWO and len(found) == 2 and found[0] is not None and found[1] is not None:
            yield from self._bounds(expression, kind, found[0], found[1])

    def _bounds(self, expression: MatchExpression, kind: str, low: Numbers, high: Numbers) -> Iterator[Diagnostic]:
        """NFD asks only integers to be in order, and never whether there is anything between the bounds."""
        first, last = (f"`{each}`" for each in expression.value)
        after_low = (*low[:-1], low[-1] + 1)
        if kind == "integer" and low >= high:
            message = f"{first} is not below {last}, which NFD requires of the bounds of {expression.op}"
            yield self._at(codes.BOUNDS, message, "value")
        elif high < low or (expression.op == "GtLt" and high <= after_low):
            message = f"no {kind} is between {first} and {last}, so this never holds; NFD does not notice"
            help_ = "" if high < low else "`GeLe` includes the bounds"
            yield self._at(codes.NEVER_HOLDS, message, "value", help_)

    def _at(self, code: Code, message: str, field: str, help_: str = "") -> Diagnostic:
        return code.at(self._source.span((*self._path, field)), message, help=help_)


def _numbers(text: str, type_: str) -> Numbers | None:
    """The integer of a text, or the three numbers of a version, which compare as the texts do in NFD."""
    found = semver.parse(text) if type_ == VERSION else atoi.atoi(text)
    if isinstance(found, GoError):
        return None
    return (found,) if isinstance(found, int) else found


def _as_version(text: str) -> str:
    """What to write where a version stands in the place of an integer."""
    return "add `type: version` to compare versions" if not isinstance(semver.parse(text), GoError) else ""
