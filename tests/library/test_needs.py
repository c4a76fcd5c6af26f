"""The tests that rules need everything that they say are what the generator writes today, and pass."""

from __future__ import annotations

import pytest

import compatlang
from compatlang.typed import tree as typed
from tests.library.needs import FOLDER, Flag, Needs, OutOfReachError, Value, files
from tests.strategies.evaluation import compiled

MADE = files()


def test_no_file_is_left_over() -> None:
    assert {each.stem for each in FOLDER.glob("*.compat")} == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_tests_are_current_and_pass(name: str) -> None:
    path = FOLDER / f"{name}.compat"
    assert path.read_text(encoding="utf-8") == MADE[name], "python -m tests.library.needs"
    policies = compatlang.compile_file(path)
    assert policies.diagnostics == ()
    assert [each.title for each in policies.test() if not each.passed] == []


def condition(text: str) -> tuple[Needs, typed.Condition]:
    program = compiled(f'rule part {{ cpu.cpuid has "C" }}\nrule asked {{ {text} }}').program
    return Needs(program), program.rules["random.compat#asked"].condition


A, B, C = (Flag("cpu.cpuid", name) for name in "ABC")


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ('cpu.cpuid has "A"', [(A,)]),
        ('cpu.cpuid has ["A", "B"]', [(A, B)]),
        ('cpu.cpuid has any ["A", "B"]', [(A,), (B,)]),
        ('cpu.cpuid has "A" or part()', [(A,), (C,)]),
        ('part(); cpu.cpuid has any ["A", "B"]', [(C, A), (C, B)]),
        (
            'kernel.config.X in ["y", "m"]',
            [(Value("kernel.config", "X", "string", "y"),), (Value("kernel.config", "X", "string", "m"),)],
        ),
        ('not cpu.cpuid is reported and cpu.cpuid has "A"', []),
    ],
)
def test_the_ways_in_which_a_condition_holds(text: str, ways: list[tuple[Flag | Value, ...]]) -> None:
    needs, asked = condition(text)
    assert needs.ways(asked) == ways
    assert all(needs.holds(asked, frozenset(each)) for each in ways)
    assert not needs.holds(asked, frozenset())


@pytest.mark.parametrize("text", ["kernel.version >= 5", "kernel.version == 5.*", 'not cpu.cpuid has "A"'])
def test_what_is_out_of_reach(text: str) -> None:
    needs, asked = condition(text)
    with pytest.raises(OutOfReachError):
        needs.ways(asked)
