"""Every answer of an analysis is right: nothing that happens is proved impossible, and on little nothing stays undecided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations_with_replacement, product

from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.analyze import questions
from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.dead import dead
from compatlang.analyze.policies import Compiled, Policy, policies
from compatlang.analyze.solver import Wanted, find
from compatlang.evaluate.verdict import Evaluation
from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.lower import lower
from compatlang.optimize import optimize
from compatlang.snapshot import Section, Snapshot
from compatlang.values.truth import Truth
from tests.strategies import examples, snapshots
from tests.strategies import policies as texts
from tests.strategies.evaluation import compiled, mentioned
from tests.strategies.ir_meaning import Meaning
from tests.strategies.ir_programs import DOMAINS, programs

STEPS = 3000
"""What a random policy may take: enough for most, and little where it is hard."""


def asked(program: ir.Ir, snapshot: Snapshot) -> tuple[Answer, list[Wanted]]:
    """The search for a snapshot that answers all statements as the given one does."""
    meaning = Meaning(program, snapshot)
    statements = list(references.statements(program.policies[0]))
    wanted = [Wanted(each.condition, 1 << meaning.condition(each.condition)) for each in statements]
    return find(program, wanted, lambda found: answers(program, found, wanted), STEPS), wanted


def answers(program: ir.Ir, snapshot: Snapshot, wanted: list[Wanted]) -> bool:
    """Whether a snapshot answers as wanted, by the plain meaning of the representation."""
    meaning = Meaning(program, snapshot)
    return all(1 << meaning.condition(each.condition) & each.truths for each in wanted)


@examples(200)
@given(programs(), snapshots(DOMAINS))
def test_what_some_snapshot_answers_is_found_again(program: ir.Ir, snapshot: Snapshot) -> None:
    answer, wanted = asked(program, snapshot)
    assert isinstance(answer, Witness)
    assert answers(program, answer.snapshot, wanted)


@examples(100)
@given(st.data(), texts())
def test_what_some_snapshot_answers_is_never_proved_impossible(data: st.DataObject, text: str) -> None:
    """Also where comparisons, expressions and joined versions leave it undecided."""
    made = compiled(text)
    program = optimize(lower(made.program, made.selected))
    answer, wanted = asked(program, data.draw(snapshots(mentioned(text))))
    assert not isinstance(answer, Proved)
    assert isinstance(answer, Undecided) or answers(program, answer.snapshot, wanted)


# All snapshots over a handful of values, tried one by one.

ATOMS = (
    *("cpu.model.family >= 2", "cpu.model.family == 2", "cpu.model.family in [1, 3]", "cpu.model.family is missing"),
    *('cpu.cpuid has "AVX2"', "cpu.cpuid is reported", "cpu.model is reported"),
    *("any network.device { speed >= 2 }", "any network.device { speed == 2 }", "all network.device { speed < 3 }"),
    *("count network.device { speed >= 2 } >= 2", "count network.device { speed is present } == 1"),
)
"""Conditions that tell few values from each other."""


def conditions(depth: int = 2) -> st.SearchStrategy[str]:
    """Conditions of a few atoms."""
    atoms = st.sampled_from(ATOMS)
    if depth == 0:
        return atoms
    inner = conditions(depth - 1)
    pairs = st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda it: f"({it[0]} {it[1]} {it[2]})")
    return st.one_of(atoms, pairs, inner.map(lambda it: f"not ({it})"))


requirements = st.lists(conditions(), min_size=1, max_size=3).map(
    lambda those: "\n".join(f"require r{place}: {each}" for place, each in enumerate(those))
)


@cache
def all_snapshots() -> tuple[Snapshot, ...]:
    """Every state of each domain with each of the others."""
    domains = {"cpu.model": list(models()), "cpu.cpuid": list(flags()), "network.device": list(devices())}
    return tuple(
        Snapshot("node", {name: each for name, each in zip(domains, chosen, strict=True) if each is not None})
        for chosen in product(*domains.values())
    )


def models() -> Iterator[Section | None]:
    yield None
    for family in ({}, *({"family": text} for text in ("1", "2", "3", "4", "?"))):
        yield Section(attributes=family)
    yield Section(attributes={}, partial=True)


def flags() -> Iterator[Section | None]:
    yield None
    for there in (frozenset[str](), frozenset({"AVX2"})):
        yield Section(flags=there)
        yield Section(flags=there, partial=True)


def devices() -> Iterator[Section | None]:
    yield None
    kinds = ({}, *({"speed": text} for text in ("1", "2", "3", "?")))
    for size in range(3):
        for those in combinations_with_replacement(kinds, size):
            yield Section(instances=those)
            yield Section(instances=those, partial=True)


def of_text(text: str) -> list[Policy]:
    made = compatlang.compile(text)
    assert not made.failed, made.diagnostics
    return policies(Compiled(made.program, made.selected, made.tags, made.ir))


def agrees(answer: Answer, happens: bool) -> bool:
    """On so little nothing stays undecided, and what happens is found; what is found was confirmed."""
    return isinstance(answer, Witness) if happens else not isinstance(answer, Undecided)


@examples(25)
@given(requirements, requirements)
def test_relations_agree_with_trying_every_snapshot(first: str, second: str) -> None:
    one, other = of_text(f"policy one {{\n{first}\n}}\npolicy other {{\n{second}\n}}")
    both = {(questions.is_compatible(one, each), questions.is_compatible(other, each)) for each in all_snapshots()}
    assert agrees(questions.satisfiable(one), any(left for left, _ in both))
    assert agrees(questions.disjoint(one, other), (True, True) in both)
    assert agrees(questions.implies(one, other), (True, False) in both)
    assert agrees(questions.equal(one, other), (True, False) in both or (False, True) in both)


ELEMENTS = ("cpu.model.family", "cpu.model.id", "kernel.version.major")

comparisons = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(("<", "<=", "==", "!=")), st.sampled_from(ELEMENTS)),
        st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(("<", "==", ">")), st.sampled_from(("1", "2", "3"))),
        st.tuples(
            st.just(f"({ELEMENTS[0]} ?? {ELEMENTS[1]})"), st.sampled_from(("<", ">=")), st.sampled_from(ELEMENTS[1:])
        ),
    ).map(" ".join),
    min_size=1,
    max_size=4,
)


@examples(60)
@given(comparisons)
def test_comparisons_that_hold_together_are_never_proved_not_to(those: list[str]) -> None:
    (policy,) = of_text(
        "policy one {\n" + "\n".join(f"require r{place}: {each}" for place, each in enumerate(those)) + "\n}"
    )
    texts_of = (None, "0", "1", "2", "3", "4")
    happens = any(
        questions.is_compatible(policy, compared_on(*chosen)) for chosen in product(texts_of, repeat=len(ELEMENTS))
    )
    assert not (happens and isinstance(questions.satisfiable(policy), Proved))


def compared_on(*texts_of: str | None) -> Snapshot:
    """A node on which the elements have these texts, or none."""
    found: dict[str, dict[str, str]] = {"cpu.model": {}, "kernel.version": {}}
    for element, text in zip(ELEMENTS, texts_of, strict=True):
        domain, _, name = element.rpartition(".")
        if text is not None:
            found[domain][name] = text
    return Snapshot("node", {domain: Section(attributes=each) for domain, each in found.items()})


@examples(25)
@given(requirements, st.lists(requirements, max_size=2))
def test_what_is_dead_agrees_with_trying_every_snapshot(own: str, profiles: list[str]) -> None:
    """No requirement that ever makes the difference is called dead, and no profile that is ever chosen."""
    blocks = "\n".join(f"profile p{place} weight {place} {{\n{each}\n}}" for place, each in enumerate(profiles))
    (policy,) = of_text(f"policy one {{\n{own}\n{blocks}\n}}")
    found = dead(policy)
    evaluated = [policy.evaluate(each) for each in all_snapshots()]
    compatible = [each for each in evaluated if each.decision.verdict == "compatible"]
    assert agrees(found.satisfiable, bool(compatible))
    chosen = {name for each in compatible for name in each.decision.chosen}
    deciding = {each.name for each in policy.requirements if any(map(fails_alone(each.name), evaluated))}
    named = {each.name for each in found.findings}
    assert not any(each.state == "undecided" for each in found.findings)
    assert not named & (chosen | deciding)


def fails_alone(name: str) -> Callable[[Evaluation], bool]:
    """Whether a requirement is all that a policy lacks."""

    def fails(evaluation: Evaluation) -> bool:
        held = [max(profile.truth for profile in group.profiles) for group in evaluation.groups]
        failing = [each.placed.name for each in evaluation.answers if each.truth is not Truth.YES]
        return failing == [name] and all(each is Truth.YES for each in held)

    return fails
