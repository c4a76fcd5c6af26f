"""`diff`: what changes between two policies, with a node for each change, and on which nodes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from compatlang.analyze.solver import STEPS
from compatlang.cli.parser import command_parser
from tests.cli import fleet
from tests.cli.conftest import Run

EXAMPLE = Path(__file__).resolve().parents[2] / "policies" / "examples" / "cuda-training"

OLD = """\
policy train {
  require kernel: kernel.version >= 5.15
  require swap: memory.swap.enabled == false
  warn numa: memory.numa.is_numa == true
  prefer avx weight 20: cpu.cpuid has "AVX512F"
}
"""


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_the_driver_window_between_two_releases_of_cuda(run: Run) -> None:
    text = (EXAMPLE / "train.compat").read_text(encoding="utf-8")
    write("site.compat", (EXAMPLE / "site.compat").read_text(encoding="utf-8"))
    for name, each in (("old.compat", text), ("new.compat", text.replace("cuda: 12.4,", "cuda: 12.8,"))):
        write(name, each[: each.index("\ntest ")])
    ran = run("diff", "old.compat", "new.compat", "--snapshot", str(EXAMPLE / "snapshots"), "--witness", "nodes")
    assert (ran.code, ran.err) == (1, "")
    label = 'node.label["nvidia.com/cuda.driver-version.full"]'
    assert f"    yes -> no where gpu.driver in 550.54.14 ..< 570.26 (from {label})\n" in ran.out
    assert f"    compatible -> incompatible where gpu.driver in 550.54.14 ..< 570.26 (from {label})\n" in ran.out
    assert "gpu-a01  train: compatible -> incompatible  (driver)\n" in ran.out
    assert "\n  kernel" not in ran.out, "what did not change is not spoken of"
    node = "nodes/train-verdict-yes-no.json"
    assert run("check", "old.compat", "--snapshot", node).code == 0
    assert run("check", "new.compat", "--snapshot", node).code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kernel.version >= 5.15", "kernel.version is present and not kernel.version < 5.15"),
        ("memory.swap.enabled == false", "memory.swap.enabled is present and not memory.swap.enabled == true"),
        ("require swap", "require  swap"),
    ],
)
def test_another_way_to_say_the_same_is_no_difference(run: Run, old: str, new: str) -> None:
    ran = run("diff", write("old.compat", OLD), write("new.compat", OLD.replace(old, new)))
    assert (ran.code, ran.out) == (0, "1 policy compared, 0 changed\n")


def test_a_condition_turned_around_differs_where_the_value_is_absent(run: Run) -> None:
    new = OLD.replace("kernel.version >= 5.15", "not kernel.version < 5.15")
    ran = run("diff", write("old.compat", OLD), write("new.compat", new))
    assert ran.code == 1
    assert "  kernel\n    no -> yes\n" in ran.out


def test_every_kind_of_change_is_named(run: Run) -> None:
    new = OLD.replace("  warn numa: memory.numa.is_numa == true\n", '  require flag: cpu.cpuid has "AVX2"\n')
    new = new.replace("weight 20", "weight 30").replace(">= 5.15", ">= 6.1")
    ran = run("diff", write("old.compat", OLD), write("new.compat", new))
    assert ran.code == 1
    assert "  kernel\n    yes -> no where kernel.version.full in 5.15 ..< 6.1\n" in ran.out
    assert "  flag  new\n    yes -> no\n    yes -> unknown\n" in ran.out
    assert "  numa  gone\n    no -> yes\n    unknown -> yes\n" in ran.out
    assert "  avx  weight 20 -> 30\n" in ran.out


def test_a_new_requirement_that_asks_nothing_is_proved_to(run: Run) -> None:
    new = OLD.replace("require swap", "require any_kernel: kernel.version >= 5.15 or true\n  require swap")
    ran = run("diff", write("old.compat", OLD), write("new.compat", new))
    assert (ran.code, "  any_kernel  new, changes nothing, proved\n" in ran.out) == (1, True)


def test_policies_are_paired_by_name_and_a_single_one_with_a_single_one(run: Run) -> None:
    two = "policy a { require k: kernel.version >= 5.15 }\npolicy b { require k: kernel.version >= 5.15 }\n"
    renamed = run("diff", write("old.compat", OLD), write("new.compat", OLD.replace("policy train", "policy infer")))
    assert (renamed.code, renamed.out) == (0, "1 policy compared, 0 changed\n")
    several = run("diff", write("old.compat", two), write("new.compat", two.replace("policy b", "policy c")))
    assert (several.code, several.out) == (1, "c  new\nb  gone\n1 policy compared, 0 changed, 1 new, 1 gone\n")


def test_one_file_with_other_parameters(run: Run) -> None:
    text = "policy train(least: version = 5.15) { require kernel: kernel.version >= least }\n"
    ran = run("diff", write("p.compat", text), "p.compat", "--new-param", "least=6.1")
    assert (ran.code, "where kernel.version.full in 5.15 ..< 6.1" in ran.out) == (1, True)


def test_past_the_budget_nothing_is_claimed(run: Run) -> None:
    new = OLD.replace(">= 5.15", ">= 6.1")
    ran = run("diff", write("old.compat", OLD), write("new.compat", new), "--budget", "1")
    assert (ran.code, "undecided past the budget" in ran.out) == (3, True)


def test_a_faulty_policy_is_2(run: Run) -> None:
    ran = run("diff", write("old.compat", OLD), write("bad.compat", "policy bad {"))
    assert (ran.code, ran.out) == (2, "")


def test_without_policies_nothing_is_compared(run: Run) -> None:
    ran = run("diff", write("a.compat", "let a = 5"), "a.compat")
    assert (ran.code, "nothing was compared" in ran.err) == (3, True)


def test_nodes_that_flip_are_in_the_document(run: Run) -> None:
    write("one.json", fleet.document([fleet.node("n")]))
    text = "policy p { require k: kernel.version >= 5.4 }\n"
    ran = run(
        "diff", write("a.compat", text), write("b.compat", text.replace("5.4", "9")), "--snapshot", "one.json",
        "--format", "json",
    )  # fmt: skip
    document = json.loads(ran.out)
    assert (ran.code, [each["node"] for each in document["flips"]]) == (1, ["n"])
    assert document["policies"][0]["parts"][0]["changes"][0]["windows"][0]["values"] == "5.4 ..< 9"


def test_the_budget_is_that_of_the_analysis(run: Run) -> None:
    text = run("diff", "--help").out
    assert f"default: {STEPS}" in text
    assert command_parser("diff", io.StringIO()).get_default("budget") == STEPS
