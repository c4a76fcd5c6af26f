"""Verdicts, scores and chosen profiles, where one unknown makes the difference."""

from __future__ import annotations

import pytest

from compatlang.snapshot import EMPTY
from tests.strategies.evaluation import compiled, evaluated

OPEN = 'cpu.cpuid has "AVX2"'
"""A question that is unknown where nothing is reported."""


@pytest.mark.parametrize(
    ("body", "verdict", "degraded", "score", "chosen"),
    [
        ("", "compatible", False, (0, 0), None),
        ("require a: true; warn b: false", "compatible", True, (0, 0), None),
        (f"require a: true; warn b: {OPEN}", "compatible", True, (0, 0), None),
        (f"require a: {OPEN}", "unknown", False, (0, 0), None),
        (f"require a: {OPEN}; forbid b: true", "incompatible", False, (0, 0), None),
        (f"when {OPEN} {{ require a: false }}", "unknown", False, (0, 0), None),
        (f"when false {{ require a: {OPEN}; prefer b weight 5: true }}", "compatible", False, (0, 0), None),
        (f"when {OPEN} {{ prefer a weight 5: true }}", "compatible", False, (0, 5), None),
        (f"prefer a weight 5: {OPEN}; prefer b weight 2: true", "compatible", False, (2, 7), None),
        ("profile a weight 1 { require x: false }", "incompatible", False, (0, 0), None),
        ("profile a weight 1 { }; profile b weight 1 { }", "compatible", False, (1, 1), "a"),
        ("profile a weight 1 { }; profile b weight 2 { }", "compatible", False, (2, 2), "b"),
        (f"profile a weight 1 {{ require x: {OPEN} }}", "unknown", False, (0, 1), None),
        (f"profile a weight 5 {{ require x: {OPEN} }}; profile b weight 1 {{ }}", "compatible", False, (1, 5), "b"),
        (f"profile a weight 1 {{ require x: {OPEN} }}; profile b weight 5 {{ }}", "compatible", False, (5, 5), "b"),
        ("profile a weight 0 { warn x: false }; profile b weight 0 { }", "compatible", True, (0, 0), "a"),
        ("profile a weight 0 { }; profile b weight 0 { warn x: false }", "compatible", False, (0, 0), "a"),
        # If `a` turned out to hold it would be chosen, and bring less than `b` does now.
        (
            f"profile a weight 5 {{ require x: {OPEN} }}; profile b weight 1 {{ prefer y weight 50: true }}",
            "compatible",
            False,
            (5, 51),
            "b",
        ),
        (
            f"profile a weight 5 {{ require x: {OPEN}; prefer y weight 9: {OPEN} }}; profile b weight 5 {{ }}",
            "compatible",
            False,
            (5, 14),
            "b",
        ),
    ],
)
def test_a_policy(body: str, verdict: str, degraded: bool, score: tuple[int, int], chosen: str | None) -> None:
    found = evaluated(compiled(f"policy main {{ {body} }}").program, EMPTY)
    assert (found.decision.verdict, found.decision.degraded, found.decision.score) == (verdict, degraded, score)
    names = [each.chosen.name if each.chosen is not None else None for each in found.groups]
    assert names == ([chosen] if "profile" in body else [])


def test_every_group_must_have_one_that_holds() -> None:
    text = f"""
policy good {{ profile a weight 3 {{ }} }}
policy bad {{ profile a weight 4 {{ require x: false }} }}
policy open {{ profile a weight 5 {{ require x: {OPEN} }} }}
policy main {{ include good; include open; profile own weight 1 {{ }} }}
policy worse {{ include good; include open; include bad }}
"""
    program = compiled(text).program
    main, worse = evaluated(program, EMPTY), evaluated(program, EMPTY, "worse")
    assert (main.decision.verdict, main.decision.score) == ("unknown", (4, 9))
    assert [each.owner for each in main.groups] == ["good", "open", ""]
    assert (worse.decision.verdict, worse.decision.score) == ("incompatible", (3, 8))
