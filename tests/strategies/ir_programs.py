"""Random programs of the intermediate representation itself: many questions about few values, so that rules apply.

What lowering makes is a part of this: here sets are empty and full, `absent` is yes in places where no `not` stood, and
connectives have operands of their own kind, none, or one twice.
"""

from __future__ import annotations

from hypothesis import strategies as st

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.ir.builder import Builder
from compatlang.ir.model import ConditionRef, ValueRef
from compatlang.values.interval import IntervalSet
from tests.strategies.policies import MAIN

DOMAINS = ("cpu.model", "cpu.cpuid", "network.device")
"""What the programs speak of."""

_FAMILY = ir.Element("int", "cpu.model", "family")
_VENDOR = ir.Element("string", "cpu.model", "vendor_id")
_SPEED = ir.Attribute("int", "network.device", "speed")
_STATE = ir.Attribute("string", "network.device", "operstate")

_BOUNDS = st.none() | st.integers(0, 4)
_SETS = st.lists(st.tuples(_BOUNDS, _BOUNDS), max_size=2).map(IntervalSet)
_NAMES = st.builds(Names, st.frozensets(st.sampled_from(("a", "b", "up")), max_size=2), excluded=st.booleans())


@st.composite
def programs(draw: st.DrawFn) -> ir.Ir:
    """A policy of a few statements over one pool of atoms."""
    build = Builder()
    inner = [_atom(draw, build, build.value(draw(st.sampled_from((_SPEED, _STATE))))) for _ in range(3)]
    instance = [
        _condition(draw, build, inner, steps) for steps in draw(st.lists(st.integers(0, 3), min_size=1, max_size=2))
    ]
    counts = [build.value(ir.Count("network.device", each)) for each in instance]
    family, vendor = build.value(_FAMILY), build.value(_VENDOR)
    values = [family, family, vendor, *counts, build.value(ir.Coalesce("int", (family, counts[0])))]
    atoms = [_atom(draw, build, draw(st.sampled_from(values))) for _ in range(5)]
    atoms += [build.condition(ir.Exists("network.device", each)) for each in instance]
    atoms += [build.truth(True), build.truth(False), build.condition(ir.Flag("cpu.cpuid", "AVX2"))]
    roots = [_condition(draw, build, atoms, 5) for _ in range(draw(st.integers(1, 4)))]
    statements = tuple(ir.Statement("require", f"r{index}", each) for index, each in enumerate(roots))
    return ir.Ir(tuple(build.values), tuple(build.conditions), {}, {}, (ir.Policy(MAIN, statements, ()),))


def _atom(draw: st.DrawFn, build: Builder, value: ValueRef) -> ConditionRef:
    if draw(st.sampled_from((False, False, False, True))):
        return build.condition(ir.Present(value))
    accepted: Accepted = draw(_NAMES) if build.values[value].type == "string" else draw(_SETS)
    return build.condition(ir.Member(value, accepted, draw(st.booleans())))


def _condition(draw: st.DrawFn, build: Builder, atoms: list[ConditionRef], steps: int) -> ConditionRef:
    """A condition over two or three of the atoms; what is made on the way may be an operand more than once."""
    made = draw(st.lists(st.sampled_from(atoms), min_size=2, max_size=3, unique=True))
    for _ in range(steps):
        kind = draw(st.sampled_from(("and", "or", "and", "or", "not")))
        if kind == "not":
            made.append(build.negated(draw(st.sampled_from(made))))
            continue
        operands = tuple(draw(st.lists(st.sampled_from(made), max_size=3)))
        if len(operands) != 1:
            made.append(build.condition(ir.And(operands) if kind == "and" else ir.Or(operands)))
    return made[-1]
