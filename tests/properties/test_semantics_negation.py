"""What is exactly the negation of what, and what is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang.values import scalar
from compatlang.values.scalar import SCALAR_TYPES
from compatlang.values.truth import Truth
from tests.strategies import conditions, declarations, examples, snapshots
from tests.strategies.conditions import patterns, values
from tests.strategies.evaluation import answers, asking, compiled, evaluated, features, mentioned
from tests.strategies.values import pattern_literals

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


@examples(150)
@given(st.data())
def test_negated_questions_are_negations(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    type_ = data.draw(st.sampled_from(SCALAR_TYPES))
    x, y = data.draw(values(type_, names)), data.draw(values(type_, names))
    literal, wanted = data.draw(pattern_literals(type_)), data.draw(patterns(type_, names))
    sides = [
        (f"{x} != {literal}", f"not ({x} == {literal})"),
        (f"{literal} != {x}", f"not ({x} == {literal})"),
        (f"{x} != {y}", f"not ({x} == {y})"),
        (f"{x} not in {wanted}", f"not ({x} in {wanted})"),
        (f"({x}) is missing", f"not (({x}) is present)"),
        (f"{x} == {literal}", f"{x} in {literal}"),
        (f"{x} in [{wanted}, {literal}]", f"{x} in {wanted} or {x} == {literal}"),
    ]
    text = asking(declared, *(side for pair in sides for side in pair))
    program = compiled(text).program
    found = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    for index, pair in enumerate(sides):
        assert found[2 * index] is found[2 * index + 1], pair


@examples(150)
@given(st.data())
def test_an_order_asks_only_what_is_there(data: st.DataObject) -> None:
    """Of a value that is there exactly one of `<`, `==` and `>` holds; of an absent one none, and no tautology does."""
    declared, names = data.draw(declarations())
    type_ = data.draw(st.sampled_from(sorted(scalar.ORDERED_TYPES)))
    x, literal = data.draw(values(type_, names)), data.draw(pattern_literals(type_))
    operators = ("<", "==", ">", "<=", ">=")
    text = asking(
        declared,
        *(f"{x} {operator} {literal}" for operator in operators),
        f"({x}) is present",
        f"{x} < {literal} or {x} >= {literal}",
        f"{x} <= {literal} or {x} > {literal}",
        f"{x} < {literal} and {x} >= {literal}",
    )
    program = compiled(text).program
    found = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    below, equal, above, at_most, at_least, present, covering, other_covering, contradiction = found
    if present is NO:
        assert set(found) == {NO}
    elif UNKNOWN in (below, equal, above, at_most, at_least):
        assert {below, equal, above, at_most, at_least, covering, other_covering, contradiction} == {UNKNOWN}
    else:
        assert present is YES
        assert [below, equal, above].count(YES) == 1
        assert (at_most is YES) == (above is NO)
        assert (at_least is YES) == (below is NO)
        assert covering is other_covering is YES
        assert contradiction is NO


@examples(120)
@given(st.data())
def test_forbid_is_the_negation_of_require(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    asked, guard = data.draw(conditions(names, 2)), data.draw(conditions(names, 1))
    body = f"{{ {asked} }}"
    text = f"""{declared}
policy main {{
  require a {body}
  forbid b {body}
  warn c {body}
  prefer d weight 1 {body}
  require e: not ({asked})
  when {guard} {{
    require f {body}
    forbid g {body}
    warn h {body}
    prefer i weight 1 {body}
  }}
  require j: not ({guard}) or ({asked})
  require k: not ({guard}) or not ({asked})
  require l: ({guard}) and ({asked})
}}"""
    program = compiled(text).program
    found = evaluated(program, data.draw(snapshots(mentioned(text), features(program))))
    truth = {each.placed.name: each.truth for each in found.answers}
    assert truth["b"] is truth["e"]
    assert truth["a"] is truth["c"] is truth["d"]
    assert truth["f"] is truth["h"] is truth["j"]
    assert truth["g"] is truth["k"]
    assert truth["i"] is truth["l"]


@examples(150)
@given(st.data())
def test_comparing_two_values_goes_both_ways(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    type_ = data.draw(st.sampled_from(SCALAR_TYPES))
    x, y = data.draw(values(type_, names)), data.draw(values(type_, names))
    sides = [(f"{x} == {y}", f"{y} == {x}"), (f"{x} != {y}", f"{y} != {x}")]
    if type_ in scalar.ORDERED_TYPES:
        sides += [(f"{x} < {y}", f"{y} > {x}"), (f"{x} <= {y}", f"{y} >= {x}")]
        sides += [(f"{x} <= {y}", f"{x} < {y} or {x} == {y}"), (f"{x} == {y}", f"{x} <= {y} and {y} <= {x}")]
    text = asking(declared, *(side for pair in sides for side in pair))
    program = compiled(text).program
    found = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    for index, pair in enumerate(sides):
        assert found[2 * index] is found[2 * index + 1], pair
