"""The nearest fix fixes, nothing cheaper does, and it is missing only where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

import compatlang
from compatlang.analyze.nearest import Question, nearest
from compatlang.analyze.nearest.change import Change, Cost, Flag, Report, Text, changed, cost
from compatlang.analyze.nearest.kinds import Kind
from compatlang.analyze.nearest.search import Search
from compatlang.schema.catalog import BASE
from compatlang.snapshot import Section, Snapshot
from tests.agreement.cases import Case, cases
from tests.strategies import examples
from tests.strategies.evaluation import compiled

MODULES = ("ib_uverbs", "rdma_cm")
TEXTS = (None, "0", "1", "2", "3", "4")
ELEMENTS = {
    ("kernel.version", "full"): Kind.SYSTEM,
    ("host.driver", "nvidia"): Kind.SOFTWARE,
    ("node.label", "a"): Kind.SETTING,
    ("memory.numa", "node_count"): Kind.HARDWARE,
}
"""What the small policies read besides modules, and what it takes to change it."""

VERSIONS = ("kernel.version", "host.driver")
_NUMBERS = st.sampled_from(("1", "2", "3"))
_OPERATORS = st.sampled_from(("==", "!=", "<", "<=", ">", ">="))
_READS = st.sampled_from(("kernel.version", "host.driver.nvidia", "memory.numa.node_count"))
_ATOMS = st.one_of(
    st.builds("{} {} {}".format, _READS, _OPERATORS, _NUMBERS),
    st.builds('node.label["a"] {} "{}"'.format, st.sampled_from(("==", "!=")), _NUMBERS),
    st.builds('kernel.loadedmodule has "{}"'.format, st.sampled_from(MODULES)),
    st.builds("{} is {}".format, _READS, st.sampled_from(("present", "missing"))),
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)


class Small(NamedTuple):
    """What is asked, and the policy as it is written."""

    asked: Question
    text: str


@st.composite
def small(draw: st.DrawFn) -> Small:
    """A policy about few facts, and a node that reports all of them."""
    lines = [
        f"  {draw(st.sampled_from(('require', 'forbid')))} r{number}: {condition}"
        for number, condition in enumerate(draw(st.lists(_CONDITIONS, min_size=1, max_size=3)))
    ]
    profiles = draw(st.lists(_CONDITIONS, max_size=2))
    lines += [f"  profile p{number} weight 1 {{ require inner: {each} }}" for number, each in enumerate(profiles)]
    text = "policy main {\n" + "\n".join(lines) + "\n}"
    policies = compatlang.compile(text)
    assert not policies.failed, policies.diagnostics
    sections = {domain: Section(attributes={}) for domain, _ in ELEMENTS}
    for domain, name in ELEMENTS:
        value = draw(st.sampled_from(TEXTS))
        sections[domain] = Section(attributes={} if value is None else {name: value})
    sections["kernel.loadedmodule"] = Section(flags=draw(st.frozensets(st.sampled_from(MODULES))))
    return Small(question(policies, Snapshot("node", sections)), text)


def question(policies: compatlang.Policies, snapshot: Snapshot, name: str = "main") -> Question:
    """What is asked about the policy called so."""
    chosen = policies.select([name])
    ((identifier, arguments),) = chosen.selected.items()
    domains = BASE.extended(list(policies.program.domains.values()), []).domains
    return Question(policies.program, identifier, arguments, frozenset(), snapshot, domains)


def every_change(case: Small) -> Iterator[list[Change]]:
    """All that can be done to each fact that the policy reads."""
    for (domain, name), kind in ELEMENTS.items():
        before = (case.asked.snapshot.sections[domain].attributes or {}).get(name)
        if domain in case.text:
            effects = [Text(domain, name, each) for each in TEXTS if each != before]
            yield [Change(kind, (each,), back=is_older(domain, before, each.text)) for each in effects]
    flags = case.asked.snapshot.sections["kernel.loadedmodule"].flags or frozenset()
    for name in MODULES:
        if name in case.text:
            yield [Change(Kind.SETTING, (Flag("kernel.loadedmodule", name, name not in flags),))]


def is_older(domain: str, before: str | None, after: str | None) -> bool:
    """Whether an element goes back to an older version."""
    return domain in VERSIONS and before is not None and after is not None and after < before


def cheapest(case: Small) -> Cost | None:
    """The least that any set of changes costs which makes the node compatible, all of them tried."""
    choices = product(*([None, *each] for each in every_change(case)))
    costs = {those: cost(those) for those in (tuple(each for each in those if each) for those in choices)}
    return next((costs[each] for each in sorted(costs, key=costs.__getitem__) if case.asked.is_compatible(each)), None)


@examples(150)
@given(small())
def test_it_costs_as_much_as_the_best_of_all_that_can_be_done(case: Small) -> None:
    steps = Search(case.asked).run(5000)
    best = cheapest(case)
    assert (steps is None) is (best is None)
    if steps is not None and best is not None:
        assert cost(steps)[: len(Kind)] == best[: len(Kind)]


@examples(150)
@given(small())
def test_none_exists_only_where_nothing_that_can_be_done_helps(case: Small) -> None:
    found = nearest(case.asked, 5000)
    best = cheapest(case)
    hardware = len(Kind) - 1 - Kind.HARDWARE
    outcomes = {"compatible": best is not None and not any(best), "none": best is None}
    if found.outcome in outcomes:
        assert outcomes[found.outcome]
    else:
        assert best is not None
        assert (found.outcome == "hardware") is (best[hardware] > 0)


@examples(150)
@given(cases(1))
def test_whatever_is_claimed_makes_the_verdict_compatible_and_less_does_not(case: Case) -> None:
    policies = compiled(case.text)
    asked = question(policies, case.snapshots[0])
    steps = Search(asked).run(150)
    assume(steps)
    assert steps is not None
    after = changed(asked.snapshot, steps, asked.domains)
    assert policies.select(["main"]).check(after).verdict == "compatible"
    needed = [each for each in steps if not isinstance(each.effects[0], Report)]
    reports = [each for each in steps if each not in needed]
    for fewer in combinations(needed, len(needed) - 1) if needed else ():
        assert not asked.is_compatible([*reports, *fewer])


@examples(60)
@given(cases(1))
def test_every_fix_has_a_sentence_and_a_requirement_of_the_policy(case: Case) -> None:
    policies = compiled(case.text).select(["main"])
    found = nearest(question(policies, case.snapshots[0]), 100)
    result = policies.check(case.snapshots[0]).results[0]
    assert (found.outcome == "compatible") is (result.verdict == "compatible")
    inner = [each.name for group in result.groups for profile in group.profiles for each in profile.requirements]
    names = {*(each.name for each in result.requirements), *inner}
    for each in found.fixes:
        assert each.text
        assert each.requirement in names
