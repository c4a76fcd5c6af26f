"""What each pass and rule does, as text before and after."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compatlang.ir import model as ir
from compatlang.ir.builder import Builder
from compatlang.ir.show import show
from compatlang.ir.verify import verify
from compatlang.optimize import PASSES, optimize
from compatlang.optimize.absorb import absorb
from compatlang.optimize.fold import fold
from compatlang.optimize.merge import merge
from compatlang.optimize.negation import negation
from compatlang.optimize.order import order
from compatlang.optimize.simplify import RULES, Rule, simplify
from tests.strategies.ir_texts import lowered, required

NEGATION = """
policy negations {
  forbid old: kernel.version < 5.15 or not cpu.cpuid has "AVX2" and node.label.zone is present
  require not_not: not not (not (pci.device is reported and not memory.swap.enabled))
  require constants: not (true and cpu.cpuid has "AVX2") and not false
  require instances: all pci.device { vendor == 0x10de or not (class == 0x0300 and device is present) }
  require counts: count pci.device { not (vendor == 0x10de or class == 0x0300) } < 2
  forbid comparisons: kernel.version.major < kernel.version.minor or node.label.zone like "eu-*"
}
"""

FOLD = """
rule always { true }
rule two { cpu.cpuid has "B"; cpu.cpuid has "C" }
policy constants_and_nesting {
  require constants: always() and (cpu.cpuid has "AVX2" and (kernel.version >= 5.15 or false)) and (two() or true)
  require nested: two() and (cpu.cpuid has "A" and two())
  require no: two() and false
  require one: (cpu.cpuid has "A" or false) and true
  require none: cpu.cpuid has [] or cpu.cpuid has any []
  require no_constants: (cpu.cpuid has "A" or not cpu.cpuid has "A") and any pci.device { true and false }
  when always() { require guarded: cpu.cpuid has "A" }
}
"""

MERGE = """
rule one_or_two(number: int) { number == 1 or number == 2 }
policy questions {
  require range: kernel.version >= 5.15 and cpu.cpuid has "AVX2" and kernel.version < 6.8
  require either: node.label.zone == "a" or cpu.cpuid has "AVX2" or node.label.zone in ["b", "c"]
  require impossible: cpu.model.id < 5 and cpu.model.id >= 5
  require any_at_all: cpu.model.id < 5 or cpu.model.id >= 5
  require inner: any pci.device { vendor == 0x10de; class in 0x0300 .. 0x03ff; class != 0x0301 }
  require inside_out: cpu.model.id > 2 and (cpu.model.id < 7 or cpu.model.id == 9)
  require counted: count pci.device { vendor == 0x10de } == 1 or count pci.device { vendor == 0x10de } == 2
  require counted_elsewhere: one_or_two(count pci.device { class == 0x0300 }) and one_or_two(cpu.model.id)
}
"""

ABSORB = """
rule a { cpu.cpuid has "A" }
rule b { cpu.cpuid has "B" }
rule c { cpu.cpuid has "C" }
rule d { cpu.cpuid has "D" }
policy implied {
  require and_or: a() and (a() or b())
  require or_and: a() or b() and a()
  require subsets: a() and (b() or c() or d()) and (d() or b())
  require equal: (a() and b()) or (b() and a()) or c()
  require within: any pci.device { vendor == 0x10de; vendor == 0x10de or device is present }
  require not_implied: (a() or b()) and (b() or c())
}
"""

ORDER = """
table t { source "somewhere"
  a: int | b: int
  1 | 2
}
feature f.driver: version = node.label.driver ?? node.label.other
policy elsewhere { require shared: cpu.cpuid has "AVX2" or cpu.cpuid has "AVX512F" }
policy again { require shared: cpu.cpuid has "AVX2" or kernel.version > 5 }
policy sorted {
  require costs {
    t(cpu.model.family, cpu.model.id)
    any pci.device { device is present; vendor == 0x10de }
    count pci.device { vendor == 0x10de } > 1
    node.label.zone matches "^eu"
    f.driver >= 550
    node.label.zone == "a"
    kernel.version > 5
    cpu.cpuid has "AVX2"
  }
  require as_written: cpu.cpuid has "X" and cpu.cpuid has "W"
}
"""


def _simplified(*rules: Rule) -> Callable[[ir.Ir], ir.Ir]:
    return lambda program: simplify(program, rules)


@pytest.mark.parametrize(
    ("name", "text", "step"),
    [
        ("negation", NEGATION, negation),
        ("fold", FOLD, _simplified(fold)),
        ("merge", MERGE, lambda program: simplify(negation(program), (merge,))),
        ("absorb", ABSORB, _simplified(absorb)),
        ("order", ORDER, order),
    ],
)
def test_before_and_after(
    name: str, text: str, step: Callable[[ir.Ir], ir.Ir], golden: Callable[[str, str], None]
) -> None:
    before = lowered(text)
    after = step(before)
    assert verify(after) == []
    golden(f"optimize-{name}.txt", f"-- before\n\n{show(before)}\n-- after\n\n{show(after)}")


def test_the_passes_together(golden: Callable[[str, str], None]) -> None:
    texts = [show(optimize(lowered(each))) for each in (NEGATION, FOLD, MERGE, ABSORB, ORDER)]
    golden("optimize-all.txt", "\n--\n\n".join(texts))


def test_the_order_of_passes() -> None:
    assert list(PASSES) == [negation, simplify, order]
    assert list(RULES) == [fold, merge, absorb]


def _optimized(condition: str, before: str = "") -> str:
    return show(optimize(required(condition, before=before)))


A, B = 'cpu.cpuid has "A"', 'cpu.cpuid has "B"'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{A} and {B}", f"{B} and {A}"),
        (f"not ({A} or {B})", f"not {A} and not {B}"),
        (f"any pci.device {{ vendor == 0x1; {A} }}", f"any pci.device {{ {A}; vendor == 0x1 }}"),
        (f"{A} or {A} and {B} and {A}", A),
        (
            f"any pci.device {{ vendor == 0x1; {A} }} and any pci.device {{ {A}; vendor == 0x1 }}",
            f"any pci.device {{ {A}; vendor == 0x1 }}",
        ),
        ("kernel.version in [5.15, 6.1] and kernel.version != 6.1", "kernel.version == 5.15 and kernel.version < 9"),
        ("not (kernel.version < 5.15)", "kernel.version not in < 5.15"),
    ],
)
def test_equal_conditions_become_one(one: str, other: str) -> None:
    before = f"policy o {{ require r: {other} }}"
    program = optimize(required(one, before=before))
    conditions = {each.condition for policy in program.policies for each in policy.statements}
    assert len(conditions) == 1


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        (f"{A} or not {A}", f"{A} or not {A}"),  # unknown where the flags are not reported
        (f"{A} and not {A}", f"{A} and not {A}"),
        ("cpu.model.id < 5 or cpu.model.id >= 5", "cpu.model.id in *"),  # no where it is absent
        ("cpu.model.id == 5 or cpu.model.id != 5", "cpu.model.id in * or absent"),  # unknown where it is not reported
        ("cpu.model.id < 5 and cpu.model.id > 5", "cpu.model.id in []"),  # unknown where it is not reported
        ("any pci.device { true }", "any pci.device { true }"),  # no where there is none
        ("all pci.device { true }", "not any pci.device { false }"),  # unknown where it is not reported
        ("count pci.device { false } == 0", "count pci.device { false } == 0"),
        ("not cpu.model.id < cpu.model.family", "not cpu.model.id < cpu.model.family"),  # yes where one is absent
        ("not (cpu.model.id is present)", "cpu.model.id is missing"),
        ('not node.label.zone like "*"', 'not node.label.zone like "*"'),
        (
            "count pci.device { true } == 1 or count pci.device { true } == 2",  # of 1 to 2, neither is certain
            "count pci.device { true } == 1 or count pci.device { true } == 2",
        ),
        (
            "count pci.device { true } >= 2 and count pci.device { true } < 1",
            "count pci.device { true } >= 2 and count pci.device { true } < 1",
        ),
        ("pci.device is reported and kernel.version is present", "pci.device is reported and kernel.version.full is present"),
    ],
)  # fmt: skip
def test_what_three_values_forbid_is_not_done(condition: str, kept: str) -> None:
    assert _optimized(condition) == f"policy p\n  require r1: {kept}\n"


def test_a_connective_does_not_absorb_its_own_kind() -> None:
    """Alone, the rule meets `a and (a and b)`, of which the operand in brackets is no set of alternatives."""
    build = Builder()
    a, b = (build.condition(ir.Flag("cpu.cpuid", name)) for name in "AB")
    root = build.both([a, build.both([a, b])])
    policy = ir.Policy("p", (ir.Statement("require", "r1", root),), ())
    program = simplify(ir.Ir((), tuple(build.conditions), {}, {}, (policy,)), (absorb,))
    assert show(program) == f"policy p\n  require r1: {A} and {A} and {B}\n"


def test_what_folds_away_is_forgotten() -> None:
    before = (
        "feature f.a: int = cpu.model.id\n"
        'table t { source "x"\n a: int | b: int\n 1 | 2 }\n'
        "rule r { f.a > 1 or t(f.a, f.a) or kernel.version > 5 }"
    )
    program = optimize(required(f"{A} and (r() or true)", before=before))
    assert (program.features, program.tables, program.values) == ({}, {}, ())
    assert program.conditions == (ir.Flag("cpu.cpuid", "A"),)


def test_a_large_connective_is_not_copied_into_those_that_share_it() -> None:
    """A thousand policies that ask a rule of many conditions ask it once."""
    flags = "; ".join(f'cpu.cpuid has "F{number}"' for number in range(100))
    policies = "\n".join(f'policy p{n} {{ require r: long() and cpu.cpuid has "G{n}" }}' for n in range(50))
    program = optimize(lowered(f"rule long {{ {flags} }}\n{policies}"))
    operands = sum(len(each.operands) for each in program.conditions if isinstance(each, ir.And))
    assert operands == 100 + 2 * 50


def test_conditions_that_share_a_great_deal_stay_small() -> None:
    """As a tree, this condition has 2^15 leaves."""
    rules = [f"rule r0 {{ {A} }}"]
    rules += [f'rule r{n} {{ r{n - 1}() and cpu.cpuid has "X{n}" or not r{n - 1}() }}' for n in range(1, 16)]
    program = optimize(required("r15()", before="\n".join(rules)))
    assert len(program.conditions) < 200


def test_statements_of_profiles_are_optimized_too() -> None:
    text = f"policy p {{ profile f weight 3 {{ require r: {A} and true; prefer q weight 2: not not {B} }} }}"
    assert show(optimize(lowered(text))) == (
        f"policy p\n  one profile\n    profile f weight 3\n      require f/r: {A}\n      prefer f/q weight 2: {B}\n"
    )
