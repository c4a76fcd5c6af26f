"""The laws of Kleene's logic, on whole conditions through the compiler and the evaluator."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import conditions, declarations, examples, snapshots
from tests.strategies.evaluation import answers, asking, compiled, features, mentioned

LAWS = [
    ("not (not ({a}))", "{a}"),
    ("not not ({a})", "{a}"),
    ("not (({a}) and ({b}))", "not ({a}) or not ({b})"),
    ("not (({a}) or ({b}))", "not ({a}) and not ({b})"),
    ("({a}) and ({b})", "({b}) and ({a})"),
    ("({a}) or ({b})", "({b}) or ({a})"),
    ("({a}) and (({b}) and ({c}))", "({a}) and ({b}) and ({c})"),
    ("({a}) or (({b}) or ({c}))", "({a}) or ({b}) or ({c})"),
    ("({a}) and (({a}) or ({b}))", "{a}"),
    ("({a}) or (({a}) and ({b}))", "{a}"),
    ("({a}) and (({b}) or ({c}))", "({a}) and ({b}) or ({a}) and ({c})"),
    ("({a}) or (({b}) and ({c}))", "(({a}) or ({b})) and (({a}) or ({c}))"),
    ("({a}) and ({a})", "{a}"),
    ("({a}) or ({a})", "{a}"),
    ("({a}) and true", "{a}"),
    ("({a}) or false", "{a}"),
    ("({a}) and false", "false"),
    ("({a}) or true", "true"),
    ("({a}) or ({b}) and ({c})", "({a}) or (({b}) and ({c}))"),
    ("not ({a}) and ({b})", "(not ({a})) and ({b})"),
    ("any of {{ {a}; {b} }}", "({a}) or ({b})"),
    ("all of {{ {a}; {b} }}", "({a}) and ({b})"),
    ("none of {{ {a}; {b} }}", "not (({a}) or ({b}))"),
    ("none of {{ {a} }}", "not ({a})"),
    ("all of {{ {a} }}", "any of {{ {a} }}"),
]


@examples(80)
@given(st.data())
def test_laws_hold_of_conditions(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    drawn = {letter: data.draw(conditions(names, 1)) for letter in "abc"}
    sides = [side.format(**drawn) for law in LAWS for side in law]
    text = asking(declared, *sides)
    program = compiled(text).program
    found = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    for index, law in enumerate(LAWS):
        assert found[2 * index] is found[2 * index + 1], law


QUANTIFIERS = [
    ("none {f} {{ {a} }}", "not any {f} {{ {a} }}"),
    ("all {f} {{ {a} }}", "none {f} {{ not ({a}) }}"),
    ("count {f} {{ {a} }} >= 1", "any {f} {{ {a} }}"),
    ("count {f} {{ {a} }} == 0", "none {f} {{ {a} }}"),
    ("count {f} {{ {a} }} > 0", "1 <= count {f} {{ {a} }}"),
    ("count {f} {{ {a} }} in 1 .. 2", "count {f} {{ {a} }} in [1, 2]"),
    ("count {f} {{ {a} }} < 2", "not (count {f} {{ {a} }} >= 2)"),
    ("count {f} {{ {a} }} != 1", "count {f} {{ {a} }} not in 1"),
    ("count {f} {{ {a} }} in [< 1, > 1]", "count {f} {{ {a} }} != 1"),
    ("any {f} {{ ({a}) or ({b}) }}", "any {f} {{ {a} }} or any {f} {{ {b} }}"),
    ("all {f} {{ {a}; {b} }}", "all {f} {{ {a} }} and all {f} {{ {b} }}"),
    ("any {f} {{ {a}; {b} }}", "any {f} {{ ({a}) and ({b}) }}"),
]


@examples(80)
@given(st.data())
def test_quantifiers_are_made_of_each_other(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    domain = data.draw(st.sampled_from(("pci.device", "network.device", "acme.board")))
    alias = data.draw(st.sampled_from(("", "d")))
    inner = names.inside(domain, alias)
    drawn = {letter: data.draw(conditions(inner, 1)) for letter in "ab"}
    over = f"{domain} as {alias}" if alias else domain
    sides = [side.format(f=over, **drawn) for law in QUANTIFIERS for side in law]
    text = asking(declared, *sides)
    program = compiled(text).program
    found = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    for index, law in enumerate(QUANTIFIERS):
        assert found[2 * index] is found[2 * index + 1], law
