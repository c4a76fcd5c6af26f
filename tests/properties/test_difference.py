"""`difference` against brute force: all ways in which answers change are found, and no other, on the nodes of a small world."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.analyze.difference import PolicyDifference, difference
from compatlang.analyze.policies import Compiled, Policy, policies
from compatlang.evaluate.verdict import is_requirement, is_warning
from compatlang.snapshot import Section, Snapshot
from compatlang.values.truth import Truth
from tests.strategies import examples

VERSIONS = ("5.9", "5.10", "5.15", "6.1", "?")
"""One of each cell that the conditions below cut versions into, and a text that is none."""

QUESTIONS = (
    "kernel.version >= 5.15",
    "kernel.version in 5.10 ..< 6.1",
    "kernel.version < 5.10",
    "kernel.version is present",
    'cpu.cpuid has "A"',
    'cpu.cpuid has any ["A", "B"]',
    "cpu.cpuid is reported",
    "any pci.device { vendor == 0x10de }",
    "count pci.device { vendor == 0x10de; class == 0x0300 } >= 2",
)

conditions = st.recursive(
    st.sampled_from(QUESTIONS),
    lambda inner: st.one_of(
        inner.map(lambda each: f"not ({each})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda each: f"({each[0]}) {each[1]} ({each[2]})"),
    ),
    max_leaves=4,
)
kinds = st.sampled_from(("require", "require", "forbid", "warn"))


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A policy with statements called a, b, c, some of them, and perhaps profiles."""
    names = draw(st.lists(st.sampled_from("abc"), unique=True, min_size=1))
    lines = [f"{draw(kinds)} {name}: {draw(conditions)}" for name in names]
    profiles = draw(st.lists(st.sampled_from("pq"), unique=True, max_size=2))
    lines += [
        f"profile {each} weight {draw(st.integers(1, 2))} {{ require r: {draw(conditions)} }}" for each in profiles
    ]
    return "policy it {\n" + "\n".join(lines) + "\n}\n"


def world() -> Iterator[Snapshot]:
    """Every node that the questions can tell apart."""
    kernels = [None, Section(attributes={}), *(Section(attributes={"full": each}) for each in VERSIONS)]
    flags = [None, *(Section(flags=frozenset(each)) for each in ("", "A", "B", "AB"))]
    flags += [Section(flags=frozenset(each), partial=True) for each in ("", "A", "B")]
    nvidia, other, odd = {"vendor": "10de"}, {"vendor": "10de", "class": "0300"}, {"vendor": "?", "class": "0300"}
    devices = [(), (nvidia,), (other,), (other, other), (odd,), (other, odd), (nvidia, odd)]
    pci = [None, *(Section(instances=each) for each in devices)]
    pci += [Section(instances=each, partial=True) for each in ((), (other,))]
    for parts in itertools.product(kernels, flags, pci):
        sections = dict(zip(("kernel.version", "cpu.cpuid", "pci.device"), parts, strict=True))
        yield Snapshot("n", {domain: each for domain, each in sections.items() if each is not None})


WORLD = tuple(world())


def compared(old: str, new: str) -> tuple[Policy, Policy, PolicyDifference]:
    files = []
    for text in (old, new):
        found = compatlang.compile(text)
        assert not found.failed, found.diagnostics
        files.append(Compiled(found.program, found.selected, found.tags, found.ir))
    one, other = policies(*files)
    return one, other, difference(one, other)


def truths(policy: Policy, snapshot: Snapshot) -> dict[str, tuple[str, Truth]]:
    """The answer of each part: the verdict, statements outside of profiles, and profiles."""
    evaluation = policy.evaluate(snapshot)
    verdicts = {"compatible": Truth.YES, "incompatible": Truth.NO, "unknown": Truth.UNKNOWN}
    found = {"": ("verdict", verdicts[evaluation.decision.verdict])}
    for each in evaluation.answers:
        assert is_requirement(each) or is_warning(each)
        found[each.placed.name] = ("statement", each.truth)
    for group in evaluation.groups:
        found |= {each.name: ("profile", each.truth) for each in group.profiles}
    return found


def absent(kind: str) -> tuple[str, Truth]:
    return kind, Truth.YES if kind == "statement" else Truth.NO


@examples(20)
@given(sources(), sources())
def test_a_comparison_finds_every_change_that_there_is_and_no_other(old: str, new: str) -> None:
    one, other, found = compared(old, new)
    seen: dict[str, set[tuple[Truth, Truth]]] = {}
    for snapshot in WORLD:
        before, after = truths(one, snapshot), truths(other, snapshot)
        for name in before.keys() | after.keys():
            kind = (before.get(name) or after[name])[0]
            pair = before.get(name, absent(kind))[1], after.get(name, absent(kind))[1]
            seen.setdefault(name, set())
            if pair[0] is not pair[1]:
                seen[name].add(pair)
    parts = {each.name: each for each in (found.verdict, *found.parts)}
    for name, expected in seen.items():
        assert not parts[name].undecided
        assert {(each.before, each.after) for each in parts[name].changes} == expected, name


@examples(40)
@given(sources(), sources())
def test_every_witness_shows_its_change(old: str, new: str) -> None:
    one, other, found = compared(old, new)
    for part in (found.verdict, *(each for each in found.parts if "/" not in each.name)):
        for change in part.changes:
            before, after = truths(one, change.witness), truths(other, change.witness)
            kind = (before.get(part.name) or after[part.name])[0]
            pair = before.get(part.name, absent(kind))[1], after.get(part.name, absent(kind))[1]
            assert pair == (change.before, change.after)


@examples(40)
@given(sources())
def test_a_policy_does_not_differ_from_itself(source: str) -> None:
    found = compared(source, source)[2]
    assert all(each.same for each in (found.verdict, *found.parts))
