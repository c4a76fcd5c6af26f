"""Repairs: what `--fix` makes of a text, and that it means the same afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.diagnostics import Diagnostic, Edit
from compatlang.lint.edits import apply, repair
from compatlang.lint.fix import fix
from compatlang.lint.registry import CODES
from compatlang.loader import LibraryLoader, MemoryLoader
from compatlang.source import SourceFile, Span
from compatlang.values.scalar import SCALAR_TYPES
from tests.language.page import Case
from tests.lint.linting import MAIN, options
from tests.lint.test_cases import CASES
from tests.strategies import declarations, examples, policies, snapshots
from tests.strategies.conditions import condition, values
from tests.strategies.evaluation import answers, asking, compiled, features, mentioned
from tests.strategies.values import pattern_literals


def fixed(text: str) -> str:
    """A text after all repairs."""
    return fix(SourceFile(MAIN, text), LibraryLoader(), options(CODES)).linted.file.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('rule a { system.osrelease.ID matches "^a$" }', 'rule a { system.osrelease.ID == "a" }'),
        ('rule a { system.osrelease.ID matches "^a" }', 'rule a { system.osrelease.ID like "a*" }'),
        ('rule a { system.osrelease.ID matches "a\\\\.b" }', 'rule a { system.osrelease.ID like "*a.b*" }'),
        ('rule a { system.osrelease.ID like "a" }', 'rule a { system.osrelease.ID == "a" }'),
        (
            'rule a { system.osrelease.ID == "a" or system.osrelease.ID == "b" }',
            'rule a { system.osrelease.ID in ["a", "b"] }',
        ),
        ("rule a { kernel.version != 5.* and kernel.version != 6.* }", "rule a { kernel.version not in [5.*, 6.*] }"),
        ("rule a { not (kernel.version != 5.*) }", "rule a { kernel.version == 5.* }"),
        ("rule a { not (kernel.version not in [5.*]) }", "rule a { kernel.version in [5.*] }"),
        ("rule a { not not memory.swap.enabled }", "rule a { memory.swap.enabled }"),
        ("rule a { count pci.device { class == 0x0302 } >= 1 }", "rule a { any pci.device { class == 0x0302 } }"),
        ("rule a { count pci.device { class == 0x0302 } == 0 }", "rule a { none pci.device { class == 0x0302 } }"),
        ("let a = [5.15.3, 6.1.*, 5.15.*]", "let a = [6.1.*, 5.15.*]"),
        ("let a = [5.15.*, 6.1.*, 5.15.3]", "let a = [5.15.*, 6.1.*]"),
        ("import pci\n\nlet a = 1", "\nlet a = 1"),
        ("let a = 1\n# lint: ignore[or-chain] no reason\nlet b = 2\n", "let a = 1\nlet b = 2\n"),
        ("let a = 1  # lint: ignore[or-chain] no reason\nlet b = 2\n", "let a = 1\nlet b = 2\n"),
        ("# lint: ignore-file[or-chain] no reason\r\nlet b = 2\r\n", "let b = 2\r\n"),
        ("let b = 2\n  # lint: ignore-file[or-chain] no reason", "let b = 2\n"),
    ],
)
def test_a_repair(before: str, after: str) -> None:
    assert fixed(before) == after


def test_one_repair_makes_room_for_another() -> None:
    before = 'rule a { not (not (system.osrelease.ID matches "^a$" or system.osrelease.ID matches "^b$")) }'
    assert fixed(before) == 'rule a { (system.osrelease.ID in ["a", "b"]) }'


@pytest.mark.parametrize(
    "text",
    [
        "rule a {\n  any of {  # either\n    kernel.version == 5.*\n    kernel.version == 6.*\n  }\n}\n",
        "let a = [\n  5.15.*,  # the one\n  5.15.*,\n]\n",
        "import pci  # for later\n",
        "import pci; let a = 1\n",
    ],
)
def test_no_comment_and_no_neighbour_is_lost(text: str) -> None:
    assert fixed(text) == text


def test_edits_that_overlap_are_not_made_together() -> None:
    file = SourceFile("a", "abcdef")
    place = Span("a", 0, 0)
    first, second, third = (
        Diagnostic("c", "warning", "m", place, edits=(Edit(Span("a", start, end), text),))
        for start, end, text in ((0, 3, "x"), (2, 4, "y"), (4, 5, "z"))
    )
    assert repair(file, [first, second, third]) == ("xdzf", 2)


def test_edits_put_in_and_take_out() -> None:
    assert apply("abc", [Edit(Span("a", 0, 0), "<"), Edit(Span("a", 1, 2), ""), Edit(Span("a", 3, 3), ">")]) == "<ac>"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_repairs_of_every_case_leave_nothing_to_repair(case: Case) -> None:
    files = {block.name: block.text for block in case.blocks if block.name}
    for block in case.blocks:
        if not block.name:
            result = fix(SourceFile(MAIN, block.text), MemoryLoader(files), options(CODES))
            assert not result.linted.diagnostics
            assert not result.linted.fixable


@examples(50)
@given(st.data())
def test_repaired_policies_come_to_the_same_verdicts(data: st.DataObject) -> None:
    text = data.draw(policies())
    after = fixed(text)
    one, other = compatlang.compile(text), compatlang.compile(after)
    assert other.diagnostics == ()
    node = data.draw(snapshots(mentioned(text), features(one.program)))
    for before, behind in zip(one.check(node).results, other.check(node).results, strict=True):
        assert (before.policy, before.verdict, before.degraded, before.score) == (
            behind.policy,
            behind.verdict,
            behind.degraded,
            behind.score,
        )


REPAIRABLE = (
    "not ({x} != {p})",
    "not (not ({c}))",
    "{x} == {p} or {x} == {q}",
    "{x} != {p} and {x} != {q}",
    "any of {{ {x} == {p}; {x} == {q} }}",
    "{x} in [{p}, {q}, {p}]",
    "not ({x} not in {p})",
    "count pci.device {{ vendor == 0x10de }} >= 1",
    "count pci.device {{ vendor == 0x10de }} < 1",
    '{s} matches "^a$"',
    '{s} matches "a"',
    '{s} like "a"',
)
"""Conditions in which there is something to repair."""


@examples(100)
@given(st.data())
def test_a_repaired_condition_has_the_same_answer(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    type_ = data.draw(st.sampled_from(SCALAR_TYPES))
    parts = {
        "x": data.draw(values(type_, names)),
        "p": data.draw(pattern_literals(type_)),
        "q": data.draw(pattern_literals(type_)),
        "s": data.draw(values("string", names)),
        "c": data.draw(condition(names, 1)).text,
    }
    text = asking(declared, data.draw(st.sampled_from(REPAIRABLE)).format(**parts))
    after = fixed(text)
    assert after != text
    snapshot = data.draw(snapshots(mentioned(text), features(compiled(text).program)))
    assert answers(compiled(after).program, snapshot) == answers(compiled(text).program, snapshot)
