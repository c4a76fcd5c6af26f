"""Quantifiers, counts, tables and rules against what they are made of, and verdicts and scores by brute force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from compatlang.snapshot import EMPTY, Section, Snapshot
from compatlang.values.scalar import SCALAR_TYPES, ScalarType
from compatlang.values.truth import Truth
from tests.strategies import Names, conditions, declarations, examples, snapshots
from tests.strategies.conditions import patterns, values
from tests.strategies.evaluation import answers, asking, compiled, evaluated, features, mentioned
from tests.strategies.values import literals

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def _known(found: set[bool]) -> Truth:
    return Truth.of(found.pop()) if len(found) == 1 else UNKNOWN


# Instances: `speed > 1` is yes, no or unknown of one by its text alone.

_SPEEDS = {YES: "5", NO: "0", UNKNOWN: "fast"}
_MORE = 4
"""As many instances as may still appear in a partial domain, for what is asked below."""


def _counts(instances: Sequence[Truth], partial: bool) -> set[int]:
    """Every number of instances of which it may hold."""
    certain, unknown = instances.count(YES), instances.count(UNKNOWN)
    return set(range(certain, certain + unknown + (_MORE if partial else 0) + 1))


@examples(400)
@given(st.lists(st.sampled_from(Truth), max_size=4), st.booleans(), st.sampled_from(("==", "!=", "<", "<=", ">", ">=")))
def test_counts_by_enumerating_every_completion(instances: list[Truth], partial: bool, operator: str) -> None:
    limits = list(range(4))
    text = asking("", *(f"count network.device {{ speed > 1 }} {operator} {limit}" for limit in limits))
    section = Section(instances=tuple({"speed": _SPEEDS[each]} for each in instances), partial=partial)
    found = answers(compiled(text).program, Snapshot("", {"network.device": section}))
    holds = {
        "==": int.__eq__,
        "!=": int.__ne__,
        "<": int.__lt__,
        "<=": int.__le__,
        ">": int.__gt__,
        ">=": int.__ge__,
    }[operator]
    for limit, answer in zip(limits, found, strict=True):
        assert answer is _known({holds(count, limit) for count in _counts(instances, partial)})


@examples(300)
@given(
    st.lists(st.sampled_from(Truth), max_size=3),
    st.lists(st.sampled_from(Truth), max_size=3),
    st.booleans(),
    st.sampled_from(("==", "!=", "<", "<=", ">", ">=")),
)
def test_two_counts_by_enumerating_every_completion(
    one: list[Truth], other: list[Truth], partial: bool, operator: str
) -> None:
    text = asking("", f"count network.device {{ speed > 1 }} {operator} count network.virtual {{ speed > 1 }}")
    sections = {
        name: Section(instances=tuple({"speed": _SPEEDS[each]} for each in instances), partial=partial and not index)
        for index, (name, instances) in enumerate((("network.device", one), ("network.virtual", other)))
    }
    (answer,) = answers(compiled(text).program, Snapshot("", sections))
    holds = {
        "==": int.__eq__,
        "!=": int.__ne__,
        "<": int.__lt__,
        "<=": int.__le__,
        ">": int.__gt__,
        ">=": int.__ge__,
    }[operator]
    assert answer is _known({holds(a, b) for a in _counts(one, partial) for b in _counts(other, False)})


@examples(300)
@given(st.lists(st.sampled_from(Truth), max_size=4), st.booleans())
def test_quantifiers_by_enumerating_every_completion(instances: list[Truth], partial: bool) -> None:
    text = asking("", *(f"{kind} network.device {{ speed > 1 }}" for kind in ("any", "all", "none")))
    section = Section(instances=tuple({"speed": _SPEEDS[each]} for each in instances), partial=partial)
    found = answers(compiled(text).program, Snapshot("", {"network.device": section}))
    choices = {YES: (True,), NO: (False,), UNKNOWN: (True, False)}
    worlds = [
        [*seen, *unseen]
        for seen in product(*(choices[each] for each in instances))
        for unseen in ([], *([[True], [False]] if partial else []))
    ]
    assert found == [
        _known({any(world) for world in worlds}),
        _known({all(world) for world in worlds}),
        _known({not any(world) for world in worlds}),
    ]


# Tables and rules


@st.composite
def _tables(draw: st.DrawFn, names: Names) -> tuple[str, list[ScalarType], list[list[str]]]:
    types = draw(st.lists(st.sampled_from(SCALAR_TYPES), min_size=1, max_size=3))
    cell = [st.one_of(st.just("*"), patterns(type_, names)) for type_ in types]
    rows = draw(st.lists(st.tuples(*cell).map(list), min_size=1, max_size=4))
    header = " | ".join(f"c{index}: {type_}" for index, type_ in enumerate(types))
    return "\n".join(["table t {", header, *(" | ".join(row) for row in rows), "}"]), types, rows


@examples(200)
@given(st.data())
def test_a_table_is_an_or_of_ands(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    table, types, rows = data.draw(_tables(names))
    given_columns = sorted(data.draw(st.sets(st.sampled_from(range(len(types))), min_size=1)))
    arguments = {index: data.draw(values(types[index], names)) for index in given_columns}
    asked = ", ".join(f"c{index}: {argument}" for index, argument in arguments.items())
    cells = [
        [f"{argument} in {row[index]}" for index, argument in arguments.items() if row[index] != "*"] for row in rows
    ]
    written_out = " or ".join(f"({' and '.join(row) or 'true'})" for row in cells)
    text = asking(f"{declared}\n{table}", f"t({asked})", written_out)
    program = compiled(text).program
    table_answer, answer = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    assert table_answer is answer


@examples(200)
@given(st.data())
def test_a_rule_is_its_conditions_with_the_arguments_in_it(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    type_ = data.draw(st.sampled_from(SCALAR_TYPES))
    argument = data.draw(values(type_, names, 0))
    other, wanted, literal = (
        data.draw(values(type_, names)),
        data.draw(patterns(type_, names)),
        data.draw(literals(type_)),
    )
    body = [
        f"@@ == {other}",
        f"@@ in {wanted}",
        "@@ is present",
        f"{other} != @@",
        f"@@ ?? {other} == {other}",
    ]
    kept = data.draw(st.lists(st.sampled_from(body), min_size=1, max_size=3))
    rule = "\n".join(["rule r(p: " + type_ + f" = {literal}) {{", *(each.replace("@@", "p") for each in kept), "}"])
    outer = f"rule outer(q: {type_}) {{ r(p: q) }}"
    text = asking(
        f"{declared}\n{rule}\n{outer}",
        f"r({argument})",
        f"outer({argument})",
        *(each.replace("@@", argument) for each in kept),
    )
    program = compiled(text).program
    called, through_another, *written_out = answers(program, data.draw(snapshots(mentioned(text), features(program))))
    assert called is through_another is min(written_out)


@examples(100)
@given(st.data())
def test_a_condition_is_the_same_in_a_rule_and_a_policy(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    asked = data.draw(conditions(names, 2))
    text = asking(f"{declared}\nrule r {{ {asked} }}", "r()", asked, f"not (not r() or not ({asked}))")
    program = compiled(text).program
    assert len(set(answers(program, data.draw(snapshots(mentioned(text), features(program)))))) == 1


# Verdicts and scores: every unknown statement turns out either way.

Kind = Literal["require", "forbid", "warn", "prefer"]
_CONDITIONS = {YES: "true", NO: "false"}


@dataclass(frozen=True)
class Stated:
    """A statement: its kind, its weight, and the answers to it and to the `when` around it."""

    kind: Kind
    weight: int
    condition: Truth
    guard: Truth


@dataclass(frozen=True)
class Written:
    """A policy: its own statements, and its profiles with theirs."""

    statements: list[Stated]
    profiles: list[tuple[int, list[Stated]]]

    def unknowns(self) -> int:
        """How many questions are open."""
        every = [*self.statements, *(each for _, inner in self.profiles for each in inner)]
        return sum((each.condition is UNKNOWN) + (each.guard is UNKNOWN) for each in every)


_stated = st.builds(
    Stated,
    st.sampled_from(("require", "forbid", "warn", "prefer")),
    st.integers(1, 9),
    st.sampled_from((YES, NO, UNKNOWN, UNKNOWN)),
    st.sampled_from((YES, YES, NO, UNKNOWN)),
)
_written = st.builds(
    Written,
    st.lists(_stated, max_size=3),
    st.lists(st.tuples(st.sampled_from((0, 1, 1, 4)), st.lists(_stated, max_size=3)), max_size=3),
).filter(lambda each: each.unknowns() <= 8)


class _Writer:
    """Writes policies whose open questions are flags, each its own, of a domain that nothing reports."""

    def __init__(self) -> None:
        self.questions = 0

    def _condition(self, truth: Truth) -> str:
        if truth is not UNKNOWN:
            return _CONDITIONS[truth]
        self.questions += 1
        return f'kernel.loadedmodule has "m{self.questions}"'

    def _statement(self, each: Stated, name: str) -> str:
        guard, condition = self._condition(each.guard), self._condition(each.condition)
        weight = f" weight {each.weight}" if each.kind == "prefer" else ""
        statement = f"{each.kind} {name}{weight}: {condition}"
        return statement if each.guard is YES else f"when {guard} {{ {statement} }}"

    def block(self, statements: Sequence[Stated]) -> str:
        return "\n".join(self._statement(each, f"s{index}") for index, each in enumerate(statements))

    def policy(self, policy: Written) -> str:
        profiles = [
            f"profile f{index} weight {weight} {{\n{self.block(inner)}\n}}"
            for index, (weight, inner) in enumerate(policy.profiles)
        ]
        return "\n".join([self.block(policy.statements), *profiles])


def _worlds(each: Stated) -> Iterator[bool]:
    """Whether the statement is met, in every world there is."""
    choices = {YES: (True,), NO: (False,), UNKNOWN: (True, False)}
    for guard, condition in product(choices[each.guard], choices[each.condition]):
        met = condition is not (each.kind == "forbid")
        yield (guard and met) if each.kind == "prefer" else (not guard or met)


def _in_worlds(policy: Written) -> list[tuple[bool, int]]:
    """Whether the policy is met, and its score, in every world."""
    every = [policy.statements, *(inner for _, inner in policy.profiles)]
    found = []
    for world in product(*(product(*(set(_worlds(each)) for each in block)) for block in every)):
        met = [
            all(answer for each, answer in zip(block, answers_, strict=True) if each.kind in ("require", "forbid"))
            for block, answers_ in zip(every, world, strict=True)
        ]
        worth = [
            sum(each.weight for each, answer in zip(block, answers_, strict=True) if each.kind == "prefer" and answer)
            for block, answers_ in zip(every, world, strict=True)
        ]
        holding = [index for index in range(len(policy.profiles)) if met[index + 1]]
        chosen = max(holding, key=lambda index: (policy.profiles[index][0], -index), default=None)
        score = worth[0] + (0 if chosen is None else policy.profiles[chosen][0] + worth[chosen + 1])
        found.append((met[0] and (not policy.profiles or bool(holding)), score))
    return found


@examples(400)
@given(_written)
def test_verdict_and_score_are_those_of_every_world(policy: Written) -> None:
    text = f"policy main {{\n{_Writer().policy(policy)}\n}}"
    found = evaluated(compiled(text).program, EMPTY)
    worlds = _in_worlds(policy)
    verdicts = {frozenset({True}): "compatible", frozenset({False}): "incompatible"}
    assert found.decision.verdict == verdicts.get(frozenset(met for met, _ in worlds), "unknown")
    assert found.decision.score == (min(score for _, score in worlds), max(score for _, score in worlds))
    counting = list(policy.statements)
    if found.groups:
        certain = [
            index
            for index, (_, inner) in enumerate(policy.profiles)
            if all(set(_worlds(each)) == {True} for each in inner if each.kind in ("require", "forbid"))
        ]
        heaviest = max(certain, key=lambda index: (policy.profiles[index][0], -index), default=None)
        chosen = found.groups[0].chosen
        assert (chosen.name if chosen is not None else None) == (None if heaviest is None else f"f{heaviest}")
        counting += policy.profiles[heaviest][1] if heaviest is not None else []
    assert found.decision.degraded == any(each.kind == "warn" and set(_worlds(each)) != {True} for each in counting)


@examples(100)
@given(st.lists(_written, min_size=1, max_size=3), st.data())
def test_an_included_policy_counts_once_and_keeps_its_profiles(written: list[Written], data: st.DataObject) -> None:
    """Verdict and score of a policy that includes others are those of all of them together."""
    writer = _Writer()
    parts = [f"policy p{index} {{\n{writer.policy(each)}\n}}" for index, each in enumerate(written)]
    order = data.draw(st.lists(st.sampled_from(range(len(written))), max_size=5))
    included = [
        f"include p{part} as i{number}" if data.draw(st.booleans()) else f"include p{part}"
        for number, part in enumerate(order)
    ]
    text = "\n".join([*parts, "policy main {", *included, "}"])
    program = compiled(text).program
    whole = evaluated(program, EMPTY)
    each_once = [evaluated(program, EMPTY, f"p{part}") for part in dict.fromkeys(order)]
    verdicts = {each.decision.verdict for each in each_once}
    worst = next((each for each in ("incompatible", "unknown") if each in verdicts), "compatible")
    assert whole.decision.verdict == worst
    assert whole.decision.degraded == any(each.decision.degraded for each in each_once)
    assert whole.decision.score.certain == sum(each.decision.score.certain for each in each_once)
    assert whole.decision.score.possible == sum(each.decision.score.possible for each in each_once)
    assert len(whole.groups) == sum(len(each.groups) for each in each_once)
