"""From what a rule of the grammar matched to a node: one method a rule, named as the rule is.

A method gets the rule's children in the order of the text, every token among them, the children of rules whose names
begin with `_` in place of those. It knows nothing else, so one builder serves every parse.
"""
# ruff: noqa: D102 - the grammar is the documentation of these methods

from __future__ import annotations

import json
from typing import Any, NamedTuple

from compatlang.source import Span, Spanned
from compatlang.syntax import ast
from compatlang.syntax.tokens import Token

Children = list[Any]
"""Tokens and nodes. Which stand where is the grammar's to say; types cannot."""


class Meta(NamedTuple):
    """`source "…"`, `updated …` or `review …` in a table."""

    key: str
    text: ast.String


class Note(NamedTuple):
    """`because "…"` or `fix "…"`."""

    span: Span
    key: str
    text: ast.String


class At(NamedTuple):
    """`at a, b` or `at only a, b`."""

    span: Span
    names: tuple[ast.Name, ...]
    only: bool


class Names(NamedTuple):
    """`["A", "B"]` behind `has`."""

    span: Span
    names: tuple[ast.String | ast.Path, ...]


class Tail(NamedTuple):
    """`score 20` or `with profile p`, whose spans are wider than the node's."""

    span: Span
    node: ast.Integer | ast.Name


def _span(c: Children) -> Span:
    first: Span = c[0].span
    return first if len(c) == 1 else first.to(c[-1].span)


def _first(kind: type, c: Children) -> Any:
    return next((each for each in c if isinstance(each, kind)), None)


def _every(kind: type, c: Children) -> tuple[Any, ...]:
    return tuple(each for each in c if isinstance(each, kind))


def _is(child: Any, kind: str) -> bool:
    return type(child) is Token and child.type == kind


def _between_braces(c: Children) -> tuple[Any, ...]:
    """What stands between `{` and `}`: elements with one newline between two of them."""
    start = next(index for index, child in enumerate(c) if _is(child, "LBRACE")) + 1
    end = start
    while not _is(c[end], "RBRACE"):
        end += 1
    return tuple(c[start:end:2])


def _as_call(target: ast.Path | ast.Call) -> ast.Call:
    return target if isinstance(target, ast.Call) else ast.Call(span=target.span, callee=target, arguments=())


def _alias(c: Children) -> ast.Name | None:
    """The name behind `as`, which has its place after the path and before the block."""
    return c[3] if len(c) > 3 and _is(c[2], "AS") else None


def unquote(text: str) -> str:
    """The value of a string literal."""
    return str(json.loads(text, strict=False)) if "\\" in text else text[1:-1]


class Builder:
    """Makes the tree. Methods are in the order of the grammar."""

    def module(self, c: Children) -> tuple[ast.Item, ...]:
        return tuple(c[::2])

    def edition(self, c: Children) -> ast.Edition:
        return ast.Edition(span=_span(c), number=self.integer(c[1:]))

    def module_name(self, c: Children) -> ast.ModuleName:
        return ast.ModuleName(span=_span(c), path=c[1])

    def import_(self, c: Children) -> ast.Import:
        return ast.Import(span=_span(c), target=c[1], alias=_alias(c))

    def let(self, c: Children) -> ast.Let:
        return ast.Let(span=_span(c), name=c[1], pattern=c[3], doc=c[0].doc)

    # Tables

    def table(self, c: Children) -> ast.Table:
        meta = [each for each in c if type(each) is Meta]
        file = c[6] if len(c) > 6 and _is(c[5], "FROM") else None
        return ast.Table(
            span=_span(c),
            name=c[1],
            columns=next(each for each in c if type(each) is tuple),
            rows=_every(ast.Row, c),
            file=file,
            sources=tuple(each.text for each in meta if each.key == "source"),
            updated=next((each.text for each in meta if each.key == "updated"), None),
            review=next((each.text for each in meta if each.key == "review"), None),
            doc=c[0].doc,
        )

    def meta(self, c: Children) -> Meta:
        return Meta(c[0].text, c[1])

    def date(self, c: Children) -> ast.String:
        token = c[0]
        return self.string(c) if token.type == "STRING" else ast.String(span=token.span, value=token.text)

    def columns(self, c: Children) -> tuple[ast.Column, ...]:
        return _every(ast.Column, c)

    def columns_in_brackets(self, c: Children) -> tuple[ast.Column, ...]:
        return _every(ast.Column, c)

    def column(self, c: Children) -> ast.Column:
        return ast.Column(span=_span(c), name=c[0], type=c[2])

    def row(self, c: Children) -> ast.Row:
        return ast.Row(span=_span(c), cells=_every(Spanned, c))

    def cell(self, c: Children) -> ast.Pattern:
        pattern: ast.Pattern = c[0]
        return pattern

    def wildcard(self, c: Children) -> ast.Wildcard:
        return ast.Wildcard(span=c[0].span)

    # What is known of a node

    def feature(self, c: Children) -> ast.Feature:
        closed = c[0].type == "CLOSED"
        path, _, kind, _, value = c[closed + 1 :]
        return ast.Feature(span=_span(c), path=path, type=kind, value=value, closed=closed, doc=c[0].doc)

    def domain(self, c: Children) -> ast.Domain:
        elements = _between_braces(c) if len(c) > 4 else None
        return ast.Domain(span=_span(c), path=c[1], kind=c[3], elements=elements, doc=c[0].doc)

    def element(self, c: Children) -> ast.ElementDeclaration:
        return ast.ElementDeclaration(span=_span(c), name=c[0], type=c[2])

    # Rules, policies and their statements

    def rule(self, c: Children) -> ast.Rule:
        parameters = c[2] if type(c[2]) is tuple else ()
        return ast.Rule(span=_span(c), name=c[1], parameters=parameters, conditions=_between_braces(c), doc=c[0].doc)

    def policy(self, c: Children) -> ast.Policy:
        return ast.Policy(
            span=_span(c),
            name=c[1],
            parameters=c[2] if type(c[2]) is tuple else (),
            title=_first(ast.String, c[2:4]),
            statements=_between_braces(c),
            doc=c[0].doc,
        )

    def parameters(self, c: Children) -> tuple[ast.Parameter, ...]:
        return _every(ast.Parameter, c)

    def parameter(self, c: Children) -> ast.Parameter:
        return ast.Parameter(span=_span(c), name=c[0], type=c[2], default=c[4] if len(c) > 3 else None)

    def image(self, c: Children) -> ast.Image:
        return ast.Image(span=_span(c), glob=c[1])

    def include(self, c: Children) -> ast.Include:
        return ast.Include(span=_span(c), policy=_as_call(c[1]), alias=_alias(c))

    def requirement(self, c: Children) -> ast.Requirement:
        block = c[2].type == "LBRACE"
        notes = c[-1] if type(c[-1]) is ast.Notes else None
        span = _span(c)
        return ast.Requirement(
            span=span,
            kind=c[0].text,
            name=c[1],
            conditions=_between_braces(c) if block else (c[3],),
            block=block,
            notes=notes or ast.Notes(span=Span(span.file, span.end, span.end)),
        )

    def preference(self, c: Children) -> ast.Preference:
        block = c[4].type == "LBRACE"
        return ast.Preference(
            span=_span(c),
            name=c[1],
            weight=c[3],
            conditions=_between_braces(c) if block else (c[5],),
            block=block,
        )

    def when(self, c: Children) -> ast.When:
        return ast.When(span=_span(c), condition=c[1], statements=_between_braces(c))

    def profile(self, c: Children) -> ast.Profile:
        tag = c[5] if _is(c[4], "TAG") else None
        return ast.Profile(span=_span(c), name=c[1], weight=c[3], tag=tag, statements=_between_braces(c))

    def notes(self, c: Children) -> ast.Notes:
        texts = {each.key: each.text for each in c}
        first, last = c[0], c[-1]
        return ast.Notes(span=first.span.to(last.span), because=texts.get("because"), fix=texts.get("fix"))

    def because(self, c: Children) -> Note:
        return Note(_span(c), c[0].text, c[1])

    def fix(self, c: Children) -> Note:
        return Note(_span(c), c[0].text, c[1])

    # Tests

    def test(self, c: Children) -> ast.Test:
        return ast.Test(span=_span(c), title=c[1], statements=_between_braces(c))

    def given_snapshot(self, c: Children) -> ast.GivenSnapshot:
        return ast.GivenSnapshot(span=_span(c), path=c[2])

    def given_value(self, c: Children) -> ast.GivenValue:
        return ast.GivenValue(span=_span(c), target=c[1], value=c[3])

    def given_absent(self, c: Children) -> ast.GivenAbsent:
        return ast.GivenAbsent(span=_span(c), target=c[2])

    def given_unreported(self, c: Children) -> ast.GivenUnreported:
        return ast.GivenUnreported(span=_span(c), target=c[2])

    def given_change(self, c: Children) -> ast.GivenChange:
        return ast.GivenChange(span=_span(c), target=c[1], value=c[3], added=c[2].type == "ADD")

    def record(self, c: Children) -> ast.Record:
        return ast.Record(span=_span(c), fields=_between_braces(c))

    def field(self, c: Children) -> ast.RecordField:
        return ast.RecordField(span=_span(c), name=c[0], value=c[2])

    def expect(self, c: Children) -> ast.Expect:
        at = next((each for each in c if type(each) is At), None)
        return ast.Expect(
            span=_span(c),
            target=_as_call(c[1]),
            outcome=c[3].text,
            degraded=any(_is(each, "DEGRADED") for each in c),
            at=at.names if at else (),
            only=at is not None and at.only,
            profile=next((each.node for each in c if type(each) is Tail and type(each.node) is ast.Name), None),
            score=next((each.node for each in c if type(each) is Tail and type(each.node) is ast.Integer), None),
        )

    def at(self, c: Children) -> At:
        return At(_span(c), _every(ast.Name, c), c[1].__class__ is Token)

    def with_profile(self, c: Children) -> Tail:
        return Tail(_span(c), c[2])

    def score(self, c: Children) -> Tail:
        return Tail(_span(c), self.integer(c[1:]))

    def requirement_name(self, c: Children) -> ast.Name:
        return ast.Name(span=_span(c), text="".join(each.text for each in c))

    # Expressions

    def or_(self, c: Children) -> ast.Or:
        return ast.Or(span=_span(c), operands=tuple(c[::2]))

    def and_(self, c: Children) -> ast.And:
        return ast.And(span=_span(c), operands=tuple(c[::2]))

    def not_(self, c: Children) -> ast.Not:
        return ast.Not(span=_span(c), operand=c[1])

    def compare(self, c: Children) -> ast.Compare:
        return ast.Compare(span=_span(c), operator=c[1].text, left=c[0], right=c[2])

    def in_(self, c: Children) -> ast.In:
        return ast.In(span=_span(c), subject=c[0], pattern=c[2], negated=False)

    def not_in(self, c: Children) -> ast.In:
        return ast.In(span=_span(c), subject=c[0], pattern=c[3], negated=True)

    def has(self, c: Children) -> ast.Has:
        last = c[-1]
        bracketed = type(last) is Names
        return ast.Has(
            span=_span(c),
            subject=c[0],
            names=last.names if bracketed else (last,),
            any=_is(c[2], "ANY"),
            bracketed=bracketed,
        )

    def names(self, c: Children) -> Names:
        return Names(_span(c), _every(Spanned, c))

    def like(self, c: Children) -> ast.Like:
        return ast.Like(span=_span(c), subject=c[0], glob=c[2])

    def matches(self, c: Children) -> ast.Matches:
        return ast.Matches(span=_span(c), subject=c[0], regex=c[2])

    def is_(self, c: Children) -> ast.Is:
        return ast.Is(span=_span(c), subject=c[0], state=c[2].text)

    def coalesce(self, c: Children) -> ast.Coalesce:
        whole = ast.Coalesce(span=c[0].span.to(c[2].span), left=c[0], right=c[2])
        for right in c[4::2]:
            whole = ast.Coalesce(span=whole.span.to(right.span), left=whole, right=right)
        return whole

    def parenthesized(self, c: Children) -> ast.Parenthesized:
        return ast.Parenthesized(span=_span(c), inner=c[1])

    def quantifier(self, c: Children) -> ast.Quantifier:
        return ast.Quantifier(
            span=_span(c), kind=c[0].text, domain=c[1], alias=_alias(c), conditions=_between_braces(c)
        )

    def group(self, c: Children) -> ast.Group:
        return ast.Group(span=_span(c), kind=c[0].text, conditions=_between_braces(c))

    def count(self, c: Children) -> ast.Count:
        return ast.Count(span=_span(c), domain=c[1], alias=_alias(c), conditions=_between_braces(c))

    def call(self, c: Children) -> ast.Call:
        return ast.Call(span=_span(c), callee=c[0], arguments=_every(ast.Argument, c))

    def argument(self, c: Children) -> ast.Argument:
        return ast.Argument(span=_span(c), name=c[0] if len(c) > 1 else None, value=c[-1])

    # Patterns

    def bound(self, c: Children) -> ast.Bound:
        return ast.Bound(span=_span(c), operator=c[0].text, operand=c[1])

    def range(self, c: Children) -> ast.Range:
        return ast.Range(span=_span(c), low=c[0], high=c[2], half_open=c[1].type == "TO_BELOW")

    def set_(self, c: Children) -> ast.SetOf:
        return ast.SetOf(span=_span(c), members=_every(Spanned, c))

    # Names and values

    def dotted(self, c: Children) -> ast.Path:
        return ast.Path(span=_span(c), segments=_every(ast.Segment, c))

    path = dotted

    def path_from_keyword(self, c: Children) -> ast.Path:
        return ast.Path(span=_span(c), segments=(self.segment(c), *_every(ast.Segment, c)))

    def name_from_keyword(self, c: Children) -> ast.Name:
        return self.name(c)

    def segment(self, c: Children) -> ast.Segment:
        return ast.Segment(span=c[0].span, text=c[0].text)

    def subscript(self, c: Children) -> ast.Segment:
        return ast.Segment(span=_span(c), text=unquote(c[1].text), subscript=True)

    def name(self, c: Children) -> ast.Name:
        return ast.Name(span=c[0].span, text=c[0].text)

    def string(self, c: Children) -> ast.String:
        return ast.String(span=c[0].span, value=unquote(c[0].text))

    def integer(self, c: Children) -> ast.Integer:
        return ast.Integer(span=c[0].span, text=c[0].text)

    def id(self, c: Children) -> ast.Id:
        return ast.Id(span=c[0].span, text=c[0].text)

    def boolean(self, c: Children) -> ast.Boolean:
        return ast.Boolean(span=c[0].span, value=c[0].type == "TRUE")

    def quantity(self, c: Children) -> ast.Quantity:
        return ast.Quantity(span=c[0].span, text=c[0].text)

    def version(self, c: Children) -> ast.Version:
        return ast.Version(span=c[0].span, text=c[0].text)

    def series(self, c: Children) -> ast.Series:
        return ast.Series(span=c[0].span, text=c[0].text)
