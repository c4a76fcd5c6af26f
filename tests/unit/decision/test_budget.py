"""The decision graph stays small: at most four nodes for each condition and table cell, and nothing of it is wrong for that."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

import compatlang
from compatlang.decision.graph import Gate, Graph
from compatlang.ir import model as ir
from compatlang.lower import lower
from compatlang.snapshot import EMPTY, Section, Snapshot
from tests.agreement.evaluators import node
from tests.agreement.expected import Reference


def _compiled(text: str, **tables: str) -> compatlang.Policies:
    loader = compatlang.MemoryLoader({f"{name}.csv": each for name, each in tables.items()})
    made = compatlang.compile(text, name="main.compat", loader=loader)
    assert not made.failed, [each.message for each in made.diagnostics]
    return made


def _nodes(made: compatlang.Policies) -> int:
    """The nodes of the graph besides the three leaves."""
    return len(made.graph.nodes) - 3


def _budget(made: compatlang.Policies) -> int:
    """Four times the atoms, counted wherever they are written, and the cells of tables that are looked up."""
    program = lower(made.program, made.selected)
    atoms = sum(_atoms(program, statement.condition) for each in program.policies for statement in each.statements)
    return 4 * (atoms + sum(len(each.types) * len(each.rows) for each in program.tables.values()))


def _atoms(program: ir.Ir, condition: ir.ConditionRef) -> int:
    match program.conditions[condition]:
        case ir.And(operands) | ir.Or(operands):
            return sum(_atoms(program, each) for each in operands)
        case ir.Not(operand):
            return _atoms(program, operand)
        case _:
            return 1


def _agrees(made: compatlang.Policies, *snapshots: Snapshot) -> set[str]:
    """The verdicts that there were; every one of them is that of the reference evaluator."""
    reference = Reference(made)
    found: set[str] = set()
    wanted = {each.node: reference.expected(each) for each in snapshots}
    for name, answers in node(made, snapshots):
        assert answers.decisions == wanted[name].decisions
        found.update(answers.verdicts)
    return found


# A thousand policies


def _thousand(chance: random.Random) -> str:
    """Policies of five requirements, each of one to three atoms of a few hundred."""
    atoms = [
        *(f"kernel.version >= 5.{minor}" for minor in range(60)),
        *(f'cpu.cpuid has "FLAG_{each}"' for each in range(60)),
        *(f'kernel.loadedmodule has "module_{each}"' for each in range(60)),
        *(f'kernel.config.OPTION_{each} == "{value}"' for each in range(30) for value in ("y", "m")),
        *(f"any pci.device {{ vendor == 0x{each:04x}; class == 0x0300 }}" for each in range(30)),
        *(f"cpu.model.family in [{each}, {each + 7}]" for each in range(30)),
    ]

    def policy(number: int) -> Iterator[str]:
        yield f"policy p{number} {{"
        for index in range(5):
            kind = chance.choice(("require", "require", "forbid"))
            condition = chance.choice((" or ", " and ")).join(chance.sample(atoms, chance.randint(1, 3)))
            yield f"  {kind} r{index}: {condition}"
        yield "}"

    return "\n".join(line for number in range(1_000) for line in policy(number))


def _host(chance: random.Random, *, partial: bool) -> Snapshot:
    def some(word: str, of: int) -> frozenset[str]:
        return frozenset(f"{word}_{each}" for each in range(of) if chance.random() < 0.8)

    sections = {
        "kernel.version": Section(attributes={"full": f"5.{chance.randrange(60)}"}, partial=partial),
        "cpu.cpuid": Section(flags=some("FLAG", 60), partial=partial),
        "kernel.loadedmodule": Section(flags=some("module", 60), partial=partial),
        "kernel.config": Section(attributes=dict.fromkeys(some("OPTION", 30), "y"), partial=partial),
        "pci.device": Section(
            instances=tuple({"vendor": f"{each:04x}", "class": "0300"} for each in range(0, 30, 2)), partial=partial
        ),
    }
    return Snapshot(f"node, partial: {partial}", sections)


def test_a_thousand_policies() -> None:
    chance = random.Random(1)
    made = _compiled(_thousand(chance))
    assert len(made.policies) == 1_000
    assert _nodes(made) <= _budget(made)
    found = _agrees(made, EMPTY, _host(chance, partial=False), _host(chance, partial=True))
    assert found == {"compatible", "incompatible", "unknown"}


# Tables


def _table(rows: int) -> str:
    lines = (f"d{index % 50},{index} .. {index + 3},{index % 97}" for index in range(rows))
    return "vendor,family,id\n" + "\n".join(lines) + "\n"


def _processor(family: int, id_: int) -> Snapshot:
    return Snapshot(f"{family}, {id_}", {"cpu.model": Section(attributes={"family": str(family), "id": str(id_)})})


@pytest.mark.parametrize("rows", [100, 100_000])
def test_a_table(rows: int) -> None:
    text = """
    table t(vendor: string, family: int, id: int) from "t.csv" { source "somewhere" }
    policy one_constant { require r: t("d1", cpu.model.family, cpu.model.id) }
    policy none { require r: t(family: cpu.model.family, id: cpu.model.id) }
    policy one_asked { require r: t("d1", cpu.model.family) }
    """
    made = _compiled(text, t=_table(rows))
    assert _nodes(made) <= _budget(made)
    assert _nodes(made) <= 8, "a table is one question, of however many rows"
    processors = [_processor(*each) for each in ((52, 51), (60, 2))]
    assert _agrees(made, EMPTY, *processors) == {"compatible", "incompatible", "unknown"}


# What grows exponentially as one diagram

PAIRS = 64


def _first(pair: int) -> str:
    return f'kernel.config.OPTION_{pair} == "y"'


def _flag(pair: int) -> str:
    return f'kernel.loadedmodule has "module_{pair}"'


def _quantifier(pair: int) -> str:
    return f"any pci.device {{ vendor == 0x{pair:04x} }}"


def _pairs(*, flags: bool) -> str:
    second = _flag if flags else _quantifier
    pairs = " or ".join(f"{_first(pair)} and {second(pair)}" for pair in range(PAIRS))
    firsts = " or ".join(_first(pair) for pair in range(PAIRS))
    # Asked twice, and before any flag is asked, all options come before all flags.
    return f"policy p {{\n  warn before: {firsts}\n  warn again: not ({firsts})\n  require r: {pairs}\n}}"


def _machine(options: set[int], others: set[int], *, partial: bool = False) -> Snapshot:
    return Snapshot(
        f"{sorted(options)}, {sorted(others)}, {partial}",
        {
            "kernel.config": Section(attributes={f"OPTION_{each}": "y" for each in options}, partial=partial),
            "kernel.loadedmodule": Section(flags=frozenset(f"module_{each}" for each in others), partial=partial),
            "pci.device": Section(instances=tuple({"vendor": f"{each:04x}"} for each in others), partial=partial),
        },
    )


@pytest.mark.parametrize("flags", [True, False])
def test_pairs_of_which_all_the_firsts_are_asked_before_all_the_seconds(flags: bool) -> None:
    made = _compiled(_pairs(flags=flags))
    assert _firsts_come_first(made.graph)
    assert _nodes(made) <= _budget(made)
    assert any(isinstance(each, Gate) for each in made.graph.nodes)
    even, odd = set(range(0, PAIRS, 2)), set(range(1, PAIRS, 2))
    machines = [
        _machine(even, odd),
        _machine(even, odd | {62}),
        _machine(odd, even | {1}),
        _machine(even, odd, partial=True),
        _machine(even, even, partial=True),
    ]
    assert _agrees(made, EMPTY, *machines) == {"compatible", "incompatible", "unknown"}


def _firsts_come_first(graph: Graph) -> bool:
    """Whether the order is the worst that there is; else the test would show nothing."""
    options = [hasattr(each, "value") for each in graph.variables]
    return options == [True] * PAIRS + [False] * PAIRS
