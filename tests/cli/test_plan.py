"""`plan`: an upgrade before it happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import fleet
from tests.cli.conftest import Run

FEATURE = """feature a.b: int = node.label.x
policy p { require r: a.b >= 1 }
policy q { require k: kernel.version > 5 }
"""
DEVICES = """policy p {
  require gpu: any pci.device { vendor == 0x10de }
  forbid bad: any pci.device { vendor == 0x1 }
}
"""
MEANT = "did you mean `kernel.version`?"
PLAN = ("plan", "train.compat", "--snapshot", "three.json")


def written(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def verdicts(run: Run, *settings: str, policy: str = "train.compat") -> dict[str, tuple[str, str]]:
    """From what to what the verdict of each node changes."""
    found = run("plan", policy, "--snapshot", "three.json", *settings, "--format", "json").json
    return {each["node"]: (each["from"], each["to"]) for each in found["policies"][0]["flips"]}


def test_who_gets_worse_is_named_with_the_requirement_that_is_responsible(run: Run) -> None:
    ran = run(*PLAN, "--set", "kernel.version=5.12.0")
    assert ran.code == 1
    assert ran.out.startswith(
        "train\n  node-a01  compatible -> incompatible\n    kernel  kernel.version is 5.12.0, needs "
    )
    assert ran.out.endswith("\n\n3 nodes: 2 worse, 1 unchanged\n")


def test_who_gets_better_is_told_by_what_was_in_the_way(run: Run) -> None:
    settings = ("--set", "gpu.driver=550.60", "--set", "kernel.loadedmodule+=rdma_cm")
    device = ("--set", "pci.device+={ vendor = 0x15b3; class = 0x0207 }")
    ran = run(*PLAN, *settings, *device, "--on", "node-b02")
    assert ran.code == 0
    assert ran.out.startswith(
        "train\n  node-b02  incompatible -> compatible\n    driver  was: gpu.driver is 525.60.13, needs "
    )
    assert "    rdma  was: " in ran.out
    assert ran.out.endswith("\n\n1 node: 1 better\n")


def test_nothing_changes_is_0(run: Run) -> None:
    ran = run(*PLAN, "--set", "kernel.version=5.15.200")
    assert (ran.code, ran.out) == (0, "3 nodes: 3 unchanged\n")


def test_becoming_unknown_is_3_and_incompatible_wins(run: Run) -> None:
    written(
        "one.compat",
        FEATURE,
    )
    labelled = fleet.node("n")
    labelled["spec"]["labels"]["x"] = "2"
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "labels": {"x": "2"}}}
    written("n.json", fleet.document([labelled, node]))
    assert run("plan", "one.compat", "--snapshot", "n.json", "--unset", "node.label.x").code == 3
    both = run("plan", "one.compat", "--snapshot", "n.json", "--unset", "node.label.x", "--set", "kernel.version=4")
    assert both.code == 1
    assert both.out.endswith("\n\np: 1 node: 1 worse\nq: 1 node: 1 worse\n")


def test_later_settings_win_and_unset_comes_last(run: Run) -> None:
    assert verdicts(run, "--set", "kernel.version=5.12", "--set", "kernel.version=5.15") == {}
    assert (
        verdicts(run, "--unset", "kernel.version.full", "--set", "kernel.version=5.15")["node-a01"][1] == "incompatible"
    )


def test_the_numbers_of_a_release_follow_it(run: Run) -> None:
    written("major.compat", "policy p { require major: kernel.version.major >= 6 }")
    document = json.loads(fleet.document([fleet.node("n")]))
    elements = document["items"][0]["spec"]["features"]["attributes"]["kernel.version"]["elements"]
    elements |= {"major": "5", "minor": "15", "revision": "0"}
    written("three.json", json.dumps(document))
    assert verdicts(run, "--set", "kernel.version=6.8.0-45", policy="major.compat") == {
        "n": ("incompatible", "compatible")
    }
    again = ("--set", "kernel.version=6.8.0-45", "--set", "kernel.version.major=5")
    assert verdicts(run, *again, policy="major.compat") == {}


def test_what_was_not_reported_is_known_only_as_far_as_it_was_set(run: Run) -> None:
    written(
        "gpu.compat",
        DEVICES,
    )
    flips = verdicts(run, "--set", "pci.device+={ vendor = 0x10de }", "--on", "node-c03", policy="gpu.compat")
    assert flips == {}, "another device may still be there"
    flips = verdicts(run, "--unset", "pci.device", "--on", "node-c03", policy="gpu.compat")
    assert flips == {"node-c03": ("unknown", "incompatible")}


def test_on_limits_to_some_nodes_and_must_match_one(run: Run) -> None:
    assert set(verdicts(run, "--set", "kernel.version=5.12", "--on", "node-[ab]*")) == {"node-a01"}
    ran = run(*PLAN, "--set", "kernel.version=5.12", "--on", "node-a1")
    assert (ran.code, ran.err) == (2, "error: no node `node-a1` in the snapshots\n  help: did you mean `node-a01`?\n")


@pytest.mark.parametrize(
    ("flags", "message", "help_"),
    [
        (("--set", "kernl.version=6"), "--set kernl.version=6: there is no feature `kernl.version`", MEANT),
        (("--set", "gpu.drivr=6"), "--set gpu.drivr=6: there is no feature `gpu.drivr`", "did you mean `gpu.driver`?"),
        (("--unset", "kernel.verion"), "--unset kernel.verion: there is no feature `kernel.verion`", MEANT),
        (
            ("--set", "kernel.version=new"),
            "--set kernel.version=new: `new` is no version, as `kernel.version` is",
            "",
        ),
        (("--set", "gpu.driver=new"), "--set gpu.driver=new: `new` is no version, as `gpu.driver` is", ""),
        (
            ("--set", "kernel.loadedmodule=x"),
            "--set kernel.loadedmodule=x: `kernel.loadedmodule` is a set of flags, and has no value",
            'write `--set kernel.loadedmodule += "NAME"`',
        ),
        (
            ("--set", "pci.device+={ vndor = 1 }"),
            "--set pci.device+={ vndor = 1 }: an instance of `pci.device` has no attribute `vndor`",
            "did you mean `vendor`?",
        ),
        (
            ("--set", "kernel.version"),
            "--set kernel.version is not of the form FEATURE=VALUE",
            "write FEATURE=VALUE, FEATURE+=VALUE or FEATURE-=VALUE",
        ),
        (("--set", "kernel.version={\n}"), "a line break stands in --set kernel.version={ }", ""),
        ((), "nothing is supposed to change", "--set FEATURE=VALUE, or --unset FEATURE"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_2_and_says_what_would(
    run: Run, flags: tuple[str, ...], message: str, help_: str
) -> None:
    ran = run(*PLAN, *flags)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {message}\n" + (f"  help: {help_}\n" if help_ else "")


def test_a_name_with_an_equals_sign_stands_in_a_subscript(run: Run) -> None:
    written("label.compat", 'policy p { require x: node.label["a=b"] == "c=d" }')
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "labels": {"x": "2"}}}
    written("three.json", fleet.document([node]))
    assert verdicts(run, "--set", 'node.label["a=b"]=c=d', policy="label.compat") == {
        "n": ("incompatible", "compatible")
    }


def test_a_snapshot_is_needed_and_a_faulty_policy_is_2(run: Run) -> None:
    assert run("plan", "train.compat", "--set", "kernel.version=6").err.startswith("error: no snapshot was given")
    written("bad.compat", "policy {")
    ran = run("plan", "bad.compat", "--snapshot", "three.json", "--set", "kernel.version=6")
    assert (ran.code, ran.out, ran.err.startswith("error[")) == (2, "", True)


def test_no_node_is_3(run: Run) -> None:
    written("none.json", '{"apiVersion": "v1", "kind": "List", "items": []}')
    ran = run("plan", "train.compat", "--snapshot", "none.json", "--set", "kernel.version=6")
    assert (ran.code, ran.err) == (3, "nothing was planned: there is no node\n")


def test_a_bundle_is_planned_as_its_source_is(run: Run) -> None:
    assert run("compile", "train.compat", "-o", "train.compatc").code == 0
    settings = ("--set", "gpu.driver=470", "--format", "json")
    source, bundle = (run("plan", each, *PLAN[2:], *settings) for each in ("train.compat", "train.compatc"))
    assert source.code == bundle.code == 1
    assert source.json["policies"][0]["flips"] == bundle.json["policies"][0]["flips"]


def test_many_nodes_are_counted_and_only_those_that_change_are_shown(run: Run) -> None:
    written("many.json", fleet.document(fleet.many(300)))
    ran = run("plan", "train.compat", "--snapshot", "many.json", "--set", "memory.swap.enabled=true")
    assert ran.code == 0
    assert ran.out == "300 nodes: 300 unchanged\n"


def test_nodes_of_which_the_same_is_to_be_said_stand_together(run: Run) -> None:
    written("many.json", fleet.document([fleet.node(f"node-{number}") for number in range(40)]))
    ran = run("plan", "train.compat", "--snapshot", "many.json", "--set", "gpu.driver=470")
    assert ran.code == 1
    names = ", ".join(f"node-{number}" for number in range(8))
    assert ran.out.startswith(
        f"train\n  {names}, … and 32 more  compatible -> incompatible\n    driver  gpu.driver is 470, needs "
    )
    assert ran.out.endswith("\n\n40 nodes: 40 worse\n")
