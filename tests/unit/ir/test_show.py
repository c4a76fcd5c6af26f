"""How conditions over atoms look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compatlang.ir import model as ir
from compatlang.ir.accepted import Names
from compatlang.ir.builder import Builder
from compatlang.ir.show import show, show_condition, show_value
from compatlang.optimize.negation import negation
from compatlang.values.interval import FULL, IntervalSet
from tests.strategies.ir_texts import lowered, required

EVERYTHING = """
feature gpu.driver: version = node.label.driver ?? version(kernel.version.major, "5")
closed feature gpu.model: string = node.label["nvidia.com/gpu.product"]
feature gpu.text: string = node.label.text
feature gpu.build: version = gpu.text

table drivers {
  source "somewhere"
  kernel: version | driver: version | model: string
  5.15.*          | >= 550          | ["A", "B"]
  *               | > 5.15          | *
}

rule modern(oldest: version) {
  kernel.version >= oldest
  cpu.cpuid has ["AVX2", "AVX512F"]
  memory.numa.node_count in 1 .. 4
  cpu.cpuid.AMX is missing
}

policy inner(oldest: version) {
  profile small weight 5 tag "s" { require y: kernel.version < oldest; prefer w weight 3: true }
  profile large weight 0 { warn z: modern(6.1) }
}

policy all_of_it {
  require several {
    kernel.version in [5.15.*, 6.1.*, > 7.2]
    drivers(kernel.version, gpu.driver, gpu.model)
    modern(5.15)
  }
  require count: count pci.device { vendor == 0x10de; class in [0x0300, 0x0302] } >= 2
  require text: node.label.zone like "eu-*" and not gpu.model matches "^A[0-9]+$" or gpu.build == 5.15
  forbid either: modern(5.15) or any pci.device { vendor != 0x15b3 or device is missing }
  require names: node.label.zone != "b" and node.label.zone not in ["c", "d"] and memory.numa.is_numa != true
  require compared: kernel.version.major < kernel.version.minor and kernel.version.major != kernel.version.minor
  require there: (node.label.a ?? node.label.b) is present and pci.device is reported and true
  when kernel.version == 5.15.3 { prefer light weight 10: node.capacity.memory > 1.5Gi }
  include inner(5.15)
}
"""


def test_a_program(golden: Callable[[str, str], None]) -> None:
    program = lowered(EVERYTHING)
    golden("ir-show.txt", f"{show(program)}\n-- with negations in their places\n\n{show(negation(program))}")


@pytest.mark.parametrize(
    ("accepted", "absent", "text"),
    [
        (FULL, False, "cpu.model.id in *"),
        (IntervalSet(), True, "cpu.model.id in [] or absent"),
        (IntervalSet([(8, 9)]), False, "cpu.model.id == 8"),
        (~IntervalSet([(8, 9)]), True, "cpu.model.id != 8 or absent"),
        (IntervalSet([(None, 8)]), False, "cpu.model.id < 8"),
        (IntervalSet([(2, 5)]), False, "cpu.model.id in 2 .. 4"),
        (IntervalSet([(2, 3), (5, 6)]), False, "cpu.model.id in [2, 5]"),
        (~IntervalSet([(2, 3), (5, 6)]), False, "cpu.model.id not in [2, 5]"),
        (~IntervalSet([(2, 5)]), False, "cpu.model.id not in 2 .. 4"),
    ],
)
def test_a_question_about_a_number(accepted: IntervalSet, absent: bool, text: str) -> None:
    assert _member(ir.Element("int", "cpu.model", "id"), accepted, absent) == text


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        (Names(frozenset()), "node.label.zone in []"),
        (Names(frozenset(), excluded=True), "node.label.zone in *"),
        (Names(frozenset({"a .. b"})), 'node.label.zone == "a .. b"'),
        (Names(frozenset({"b", "a"})), 'node.label.zone in ["a", "b"]'),
        (Names(frozenset({"not x"}), excluded=True), 'node.label.zone != "not x"'),
        (Names(frozenset({"b", "a"}), excluded=True), 'node.label.zone not in ["a", "b"]'),
    ],
)
def test_a_question_about_a_name(accepted: Names, text: str) -> None:
    assert _member(ir.Element("string", "node.label", "zone"), accepted, absent=False) == text


def _member(value: ir.Value, accepted: IntervalSet | Names, absent: bool) -> str:
    build = Builder()
    condition = build.condition(ir.Member(build.value(value), accepted, absent))
    return show_condition(ir.Ir(tuple(build.values), tuple(build.conditions), {}, {}, ()), condition)


def test_brackets_stand_where_reading_needs_them() -> None:
    program = required(
        "not (cpu.cpuid has [] or pci.device is reported and cpu.cpuid has any [])",
        '(cpu.cpuid has "A" or cpu.cpuid has "B") and not (cpu.cpuid has "C" and cpu.cpuid has "D")',
    )
    assert show(program) == (
        "policy p\n"
        "  require r1: not (true or pci.device is reported and false)\n"
        '  require r2: (cpu.cpuid has "A" or cpu.cpuid has "B") and not (cpu.cpuid has "C" and cpu.cpuid has "D")\n'
    )


def test_a_feature_may_be_read_as_another_type() -> None:
    program = required(
        "f.version == 5.15", before="feature f.text: string = node.label.a\nfeature f.version: version = f.text"
    )
    assert "feature f.version: version = f.text as version\n" in show(program)


def test_what_is_shared_many_times_is_shown_once() -> None:
    """Each rule asks the one before it twice, so that as a tree it would have 2^30 leaves."""
    rules = ['rule r0 { kernel.version >= 5.15; cpu.cpuid has "A" }']
    rules += [f'rule r{n} {{ r{n - 1}() and cpu.cpuid has "X{n}" or not r{n - 1}() }}' for n in range(1, 15)]
    text = show(required("r14()", before="\n".join(rules)))
    assert len(text.splitlines()) < 60
    assert "%1 = " in text


def test_a_value_alone() -> None:
    program = required('(node.label.a ?? node.label.b) == "x"')
    assert show_value(program, len(program.values) - 1) == "node.label.a ?? node.label.b"
