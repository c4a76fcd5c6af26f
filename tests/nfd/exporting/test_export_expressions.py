"""Expressions match exactly the texts that a question holds of, in both directions."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.ir.accepted import Names
from compatlang.lower.accepted import accepted_by
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.expressions import LONGEST, Expression, Inexpressible, expressions
from compatlang.nfd.exporting.formula import Element
from compatlang.nfd.exporting.globs import glob_expression
from compatlang.nfd.exporting.integers import id_expression, integer_expression
from compatlang.nfd.exporting.questions import Among, Between, Like, Matches, Question, admits
from compatlang.nfd.exporting.ranges import Range, decimal, hexadecimal
from compatlang.nfd.go.regexp import Pattern, compile_
from compatlang.values import pattern, scalar, version
from compatlang.values.interval import FULL, IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.text import glob_matches
from tests.oracle.oracle import Oracle
from tests.strategies import examples, pattern_trees, raw_values

TYPES: tuple[ScalarType, ...] = tuple(each for each in get_args(ScalarType) if each != "quantity")


def asked(question: Question) -> list[list[Expression]]:
    """The expressions that a question comes to: all of one list have to hold."""
    found = []
    for conjunction in formula.alternatives(Element("a.b", "c", question)) or []:
        (literal,) = conjunction
        assert isinstance(literal, Element)
        each = expressions(literal.question)
        assert not isinstance(each, Inexpressible)
        found.append(list(each))
    return found


def compiled(regex: str) -> Pattern:
    made = compile_(regex)
    assert isinstance(made, Pattern), made
    return made


def holds(expression: Expression, text: str) -> bool:
    """What NFD answers for an element that is there; see the table in `expressions`."""
    match expression.op:
        case "In":
            return text in expression.value
        case "NotIn":
            return text not in expression.value
        case "InRegexp":
            return any(compiled(each).search(text) for each in expression.value)
        case "Exists" | "DoesNotExist":
            return expression.op == "Exists"
        case "IsTrue" | "IsFalse":
            return text == expression.op.removeprefix("Is").lower()
    raise AssertionError(expression)


@st.composite
def memberships(draw: st.DrawFn) -> Among:
    """Membership in a set that patterns can describe, or in what they leave."""
    type_ = draw(st.sampled_from(TYPES))
    wanted = draw(pattern_trees(type_).filter(lambda tree: type_ in scalar.ORDERED_TYPES or not _anything(tree)))
    keys = accepted_by(wanted, type_)
    return Among(type_, ~keys if draw(st.booleans()) else keys)


def _anything(tree: pattern.Pattern) -> bool:
    inner = tree.members if isinstance(tree, pattern.AnyOf) else ()
    return isinstance(tree, pattern.Anything) or any(map(_anything, inner))


def texts(type_: ScalarType) -> st.SearchStrategy[str]:
    """Texts that parse, texts that nearly do, and texts with a piece of another in them."""
    one = raw_values(type_)
    mixed = st.builds(lambda first, second, at: first[:at] + second + first[at:], one, one, st.integers(0, 8))
    return st.one_of(one, one, mixed)


@examples(500)
@given(st.data())
def test_expressions_hold_of_the_texts_of_a_set(data: st.DataObject) -> None:
    question = data.draw(memberships())
    alternatives = asked(question)
    for text in data.draw(st.lists(texts(question.type), min_size=5, max_size=20)):
        found = any(all(holds(each, text) for each in alternative) for alternative in alternatives)
        assert found is admits(question, text), (text, alternatives)


@examples(150)
@given(st.data())
def test_go_matches_them_alike(oracle: Oracle, data: st.DataObject) -> None:
    question = data.draw(memberships())
    alternatives = asked(question)
    for text in data.draw(st.lists(texts(question.type), min_size=3, max_size=8)):
        answers = [[_go(oracle, each, text) for each in alternative] for alternative in alternatives]
        assert any(map(all, answers)) is admits(question, text), (text, alternatives)


def _go(oracle: Oracle, expression: Expression, text: str) -> bool:
    made = {"op": expression.op, **({"value": list(expression.value)} if expression.value else {})}
    answer = oracle.answer({"kind": "expression", "expression": made, "valid": True, "value": text})
    assert answer["error"] is None
    return bool(answer["match"])


@pytest.mark.parametrize(
    ("low", "high", "inside", "outside"),
    [
        (
            "5.14.0-362.8.1.el9",
            None,
            ["5.14.0-362.8.1.el9_3.x86_64", "5.14.0-362.18.1.el9", "5.15-rc1"],
            ["5.14.0-362"],
        ),
        (None, "5.14.0-362.8.1.el9", ["5.14.0-362", "5.14", "5.14.0-rc9", "4.18.0-553.el8"], ["5.14.0-362.8.1.el9"]),
        (
            "6.9-rc3",
            "6.9-rc5",
            ["6.9-rc3", "6.9.0-RC4", "6.9-rc4-1.fc41"],
            ["6.9~rc4-1~exp1", "6.9-rc2", "6.9-rc5", "6.9", "6.9-alpha"],
        ),
    ],
)
def test_ends_with_suffixes(low: str | None, high: str | None, inside: list[str], outside: list[str]) -> None:
    keys = IntervalSet([(version.parse_version(low) if low else None, version.parse_version(high) if high else None)])
    alternatives = asked(Among("version", keys))
    for text in [*inside, *outside]:
        found = any(all(holds(each, text) for each in alternative) for alternative in alternatives)
        assert found is (text in inside), text


def test_questions_about_suffixes_know_what_they_hold_of() -> None:
    between = Between((6, 9), "pre", version.parse_version("6.9-rc3")[2], None)  # type: ignore[index]
    assert [admits(between, each) for each in ("6.9-rc3", "6.9-rc2", "6.9", "x")] == [True, False, False, False]


def test_versions_are_no_longer_than_versions_can_be() -> None:
    (alternative,) = asked(Among("version", FULL))
    longest = "1" + ".0" * 127 + "0"
    assert len(longest) == 256
    assert [all(holds(each, text) for each in alternative) for text in (longest, longest + "a", "1" * 19, "")] == [
        True,
        False,
        False,
        False,
    ]


@examples(300)
@given(st.integers(0, 5000), st.one_of(st.none(), st.integers(0, 5000)), st.integers(0, 6000), st.integers(0, 3))
def test_ranges_of_numbers(low: int, extent: int | None, number: int, zeros: int) -> None:
    high = None if extent is None else low + extent
    inside = low <= number and (high is None or number <= high)
    expression = decimal([Range(low, high)])
    assert compiled(rf"\A{expression}\z").search("0" * zeros + str(number)) is inside
    expression = hexadecimal([Range(low, high)], 4)
    padded = f"{number:x}".rjust(zeros, "0")
    assert compiled(rf"\A{expression}\z").search(padded) is inside


def test_sets_without_a_text_have_no_expression() -> None:
    assert integer_expression(IntervalSet([(2**63, None)])) is None
    assert id_expression(IntervalSet([(None, 0)])) is None


@examples(300)
@given(st.text("ab.*?", max_size=6), st.booleans(), st.lists(st.text("abc.\n", max_size=8), min_size=5, max_size=20))
def test_globs_and_what_they_do_not_match(glob: str, negated: bool, found: list[str]) -> None:
    expression = glob_expression(glob, negated=negated)
    assert expression is not None or (negated and "?" in glob)
    for text in found if expression is not None else ():
        assert compiled(expression or "").search(text) is (glob_matches(glob, text) is not negated)


def test_what_is_too_long_is_refused() -> None:
    assert isinstance(expressions(Like("*a" + "?" * 20, negated=True)), Inexpressible)
    many = IntervalSet((number * 100, number * 100 + 7) for number in range(LONGEST // 5))
    assert isinstance(expressions(Among("int", many)), Inexpressible)


@pytest.mark.parametrize("regex", [r"\Ca", r"a\B", r"\pL", r"\P{Greek}", "(?P<é>a)"])
def test_what_go_reads_otherwise_is_refused(regex: str) -> None:
    assert isinstance(expressions(Matches(regex)), Inexpressible)


@pytest.mark.parametrize("regex", [r"\Q\C\E", r"\\C", "^a$", r"(?i)\bup\b"])
def test_what_go_reads_alike_is_passed_on(regex: str) -> None:
    assert expressions(Matches(regex)) == (Expression("InRegexp", (regex,)),)


def test_every_text_and_no_text() -> None:
    assert asked(Among("string", Names(frozenset(), excluded=True))) == [[Expression("Exists")]]
    assert not holds(asked(Among("string", Names(frozenset())))[0][0], "")
