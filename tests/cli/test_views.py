"""How results look: goldens, and the promises that hold for any result."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from compatlang.cli.checked import Checked
from compatlang.cli.show.causes import cause_lines
from compatlang.cli.show.explanation import explanation_lines
from compatlang.cli.show.limits import MANY_NODES, MOST_LINES
from compatlang.cli.show.nodes import node_lines, summary_lines
from compatlang.diagnostics.render.paint import Paint
from compatlang.evaluate.report import Score, Verdict
from compatlang.values.truth import Truth
from tests.cli import fleet, samples
from tests.cli.conftest import Run

Golden = Callable[[str, str], None]
PLAIN = Paint()


def text_of(checked: Checked, *, verbose: bool = False, paint: Paint = PLAIN) -> str:
    return "\n".join([*node_lines(checked, paint, verbose=verbose), "", *summary_lines(checked, paint)]) + "\n"


# By hand


def test_three_nodes(golden: Golden) -> None:
    golden("check-three-by-hand.txt", text_of(samples.THREE))


def test_three_nodes_in_colour(golden: Golden) -> None:
    golden("check-three-by-hand-colour.txt", text_of(samples.THREE, paint=Paint(True)).replace("\x1b", "ESC"))


def test_several_policies(golden: Golden) -> None:
    open_group = samples.profiles(Truth.NO, Truth.UNKNOWN)
    serving = samples.result("compatible", groups=(samples.BOTH,), policy="serve", score=Score(10, 30))
    checked = samples.run_of(
        samples.node("node-a01", samples.result("compatible"), serving),
        samples.node(
            "node-b02",
            samples.result("incompatible", samples.driver("525.60.13"), groups=(open_group,)),
            samples.result("unknown", groups=(open_group,), policy="serve"),
        ),
    )
    golden("check-several-policies.txt", text_of(checked))


def test_many_nodes(golden: Golden) -> None:
    golden("check-many-by-hand.txt", "\n".join(cause_lines(samples.fleet(300), PLAIN)) + "\n")


def test_an_explanation_with_open_profiles(golden: Golden) -> None:
    result = samples.result(
        "incompatible", samples.driver("525.60.13"), groups=(samples.profiles(Truth.NO, Truth.UNKNOWN),)
    )
    lines = explanation_lines(samples.node("node-b02", result), ["CUDA 12.4 training image"], samples.SOURCES, PLAIN)
    golden("explain-by-hand.txt", "\n".join(lines) + "\n")


# From policies


def test_check_of_three_nodes(run: Run, golden: Golden) -> None:
    golden("check-three.txt", run("check", "train.compat", "--snapshot", "three.json").out)


def test_verbose_check_of_three_nodes(run: Run, golden: Golden) -> None:
    golden("check-three-verbose.txt", run("check", "train.compat", "--snapshot", "three.json", "--verbose").out)


def test_check_of_many_nodes(run: Run, golden: Golden) -> None:
    Path("many.json").write_text(fleet.document(fleet.many(300)), encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "many.json")
    golden("check-many.txt", ran.out)
    assert len(ran.out.splitlines()) <= MOST_LINES
    verbose = run("check", "train.compat", "--snapshot", "many.json", "--verbose").out
    assert sum(line.startswith("node-") for line in verbose.splitlines()) == 300


def test_check_as_json(run: Run, golden: Golden) -> None:
    golden("check-three.json", run("check", "train.compat", "--snapshot", "three.json", "--format", "json").out)


def test_explain(run: Run, golden: Golden) -> None:
    golden("explain.txt", run("explain", "train.compat", "--snapshot", "three.json", "--node", "node-b02").out)


def test_test(run: Run, golden: Golden) -> None:
    golden("test.txt", run("test", "train.compat", "--verbose").out)


# Promises


@pytest.mark.parametrize("count", [MANY_NODES, MANY_NODES + 1])
def test_grouping_begins_past_the_threshold(run: Run, count: int) -> None:
    Path("some.json").write_text(fleet.document(fleet.many(count)), encoding="utf-8")
    out = run("check", "train.compat", "--snapshot", "some.json").out
    assert ("incompatible with train: " in out) is (count > MANY_NODES)


def _random_run(seed: int, nodes: int, policies: int, requirements: int) -> Checked:
    chance = random.Random(seed)
    made = []
    for index in range(nodes):
        results = []
        for policy in range(policies):
            broken = [
                msgspec.structs.replace(
                    samples.driver(str(chance.random()), str(chance.random())),
                    name=f"requirement_{number}",
                    truth=Truth.NO if chance.random() < 0.5 else Truth.UNKNOWN,
                )
                for number in range(requirements)
                if chance.random() < 0.5
            ]
            verdict: Verdict = "compatible" if not broken else "incompatible" if chance.random() < 0.7 else "unknown"
            swap = Truth.NO if chance.random() < 0.3 else Truth.YES
            results.append(samples.result(verdict, *broken, swap_off=swap, policy=f"policy{policy}"))
        made.append(samples.node(f"node-{index}", *results))
    return samples.run_of(*made)


@pytest.mark.parametrize("requirements", [1, 3, 30])
@pytest.mark.parametrize("policies", [1, 2, 5, 12, 60])
def test_many_nodes_fit_on_a_screen_whatever_their_causes(policies: int, requirements: int) -> None:
    for seed in range(3):
        checked = _random_run(seed, 60, policies, requirements)
        lines = cause_lines(checked, PLAIN)
        assert len(lines) <= MOST_LINES
        assert all(f"policy{each}" in "\n".join(lines) for each in range(min(policies, 5)) if policies <= 5)


def test_300_distinct_causes_fit_on_a_screen() -> None:
    checked = samples.run_of(
        *(
            samples.node(f"node-{index}", samples.result("incompatible", samples.driver(f"470.{index}", fix=False)))
            for index in range(300)
        )
    )
    lines = cause_lines(checked, PLAIN)
    assert lines[1] == (
        "  driver: 300 nodes, gpu.driver is 470.0, 470.1, 470.2, … and 297 other values, needs >= 550.54.14"
        "    train.compat:8"
    )


def test_a_rare_cause_is_only_counted_where_the_frequent_ones_fill_the_room() -> None:
    rare = [
        msgspec.structs.replace(samples.driver("1"), name=f"rare_{index}", fix="", reasons=()) for index in range(80)
    ]
    checked = samples.run_of(
        *(samples.node(f"node-{index}", samples.result("incompatible", samples.driver("1"))) for index in range(900)),
        *(samples.node(f"rare-{index}", samples.result("incompatible", each)) for index, each in enumerate(rare)),
    )
    lines = cause_lines(checked, PLAIN)
    assert len(lines) <= MOST_LINES
    assert lines[1].startswith("  driver: 900 nodes, ")
    assert any(line.startswith("  … and ") and line.endswith("other causes") for line in lines)


def test_colour_adds_nothing_but_codes() -> None:
    import re

    for checked in (samples.THREE, samples.fleet(40)):
        coloured = text_of(checked, paint=Paint(True)) + "\n".join(cause_lines(checked, Paint(True)))
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_of(checked) + "\n".join(cause_lines(checked, PLAIN))
