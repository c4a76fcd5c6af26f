"""`explain`: one policy on one node."""

from __future__ import annotations

from pathlib import Path

from tests.cli import fleet
from tests.cli.conftest import Run

TWO = "policy one { require a: kernel.version >= 5.10 }\npolicy two { require b: kernel.version >= 6.10 }\n"


def test_several_nodes_need_a_choice(run: Run) -> None:
    ran = run("explain", "train.compat", "--snapshot", "three.json")
    assert ran.code == 2
    assert ran.err == (
        "error: the snapshots hold 3 nodes; choose one with --node\n  help: there are node-a01, node-b02, node-c03\n"
    )


def test_an_unknown_node_is_2(run: Run) -> None:
    ran = run("explain", "train.compat", "--snapshot", "three.json", "--node", "node-b2")
    assert (ran.code, ran.err) == (2, "error: no node `node-b2` in the snapshots\n  help: did you mean `node-b02`?\n")


def test_several_policies_need_a_choice(run: Run) -> None:
    Path("two.compat").write_text(TWO, encoding="utf-8")
    Path("one.json").write_text(fleet.document([fleet.node("n")]), encoding="utf-8")
    ran = run("explain", "two.compat", "--snapshot", "one.json")
    assert (ran.code, "choose one with --policy" in ran.err) == (2, True)
    assert run("explain", "two.compat", "--snapshot", "one.json", "--policy", "one").code == 0
    assert run("explain", "two.compat", "--snapshot", "one.json", "--policy", "two").code == 1


def test_exit_codes_are_those_of_check(run: Run) -> None:
    codes = [
        run("explain", "train.compat", "--snapshot", "three.json", "--node", name).code
        for name in ("node-a01", "node-b02", "node-c03")
    ]
    assert codes == [0, 1, 3]


def test_a_snapshot_is_needed(run: Run) -> None:
    ran = run("explain", "train.compat")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: no snapshot was given")


def test_the_snapshot_may_come_from_the_environment(run: Run) -> None:
    ran = run("explain", "train.compat", "--node", "node-a01", environ={"COMPATLANG_SNAPSHOT": "three.json"})
    assert (ran.code, ran.out.splitlines()[0]) == (0, "train on node-a01: compatible, degraded")


def test_a_faulty_policy_is_2(run: Run) -> None:
    Path("bad.compat").write_text("policy bad {", encoding="utf-8")
    ran = run("explain", "bad.compat", "--snapshot", "three.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error[")


def test_title_and_doc_comment_stand_below_the_verdict(run: Run) -> None:
    Path("doc.compat").write_text(
        '## Every node needs it.\n## Really.\npolicy p "A title" { require a: kernel.version >= 5.10 }',
        encoding="utf-8",
    )
    out = run("explain", "doc.compat", "--snapshot", "three.json", "--node", "node-a01").out
    assert out.startswith("p on node-a01: compatible\nA title\nEvery node needs it.\nReally.\n\nrequirements\n")


def test_met_requirements_show_what_they_rest_on(run: Run) -> None:
    out = run("explain", "train.compat", "--snapshot", "three.json", "--node", "node-a01").out
    assert "  ok       broken_driver  gpu.driver is 550.54.15 (must not be in 550.40 ..< 550.54) " in out
    assert "kernel.version is 5.15.0-91-generic (needs one of 5.10.*, 5.15.*, 6.1.*, 6.6.*) " in out
    assert "score 30 (avx512 20 + fast 10)\n" in out


def test_the_nearest_fix_stands_at_the_end_with_what_its_author_says(run: Run) -> None:
    Path("gpu.compat").write_text(
        'policy p { require kernel: kernel.version >= 6.1 fix "boot Linux 6.1" }', encoding="utf-8"
    )
    out = run("explain", "gpu.compat", "--snapshot", "three.json", "--node", "node-a01").out
    assert out.endswith(
        "\n\nnearest fix\n"
        "  kernel  upgrade kernel.version from 5.15.0-91-generic to 6.1 or newer\n"
        "          fix: boot Linux 6.1\n"
    )


def test_where_there_is_no_fix_it_says_what_is_in_the_way(run: Run) -> None:
    Path("none.compat").write_text(
        'policy p { require on: cpu.cpuid has "AVX512F"\n forbid off: cpu.cpuid has "AVX512F" }', encoding="utf-8"
    )
    out = run("explain", "none.compat", "--snapshot", "three.json", "--node", "node-a01").out
    assert out.endswith("\n\nnearest fix: none exists\n  nothing that can be changed on a node meets on\n")


def test_the_nearest_fix_as_json(run: Run) -> None:
    argv = ("explain", "train.compat", "--snapshot", "three.json", "--format", "json", "--node")
    assert run(*argv, "node-a01").json["nearest"] is None
    nearest = run(*argv, "node-b02").json["nearest"]
    assert (nearest["outcome"], nearest["blocked"]) == ("hardware", [])
    assert nearest["fixes"][0] == {
        "requirement": "driver",
        "kind": "software",
        "text": "upgrade gpu.driver from 525.60.13 to 550.54.14 or newer",
        "before": "525.60.13",
        "after": "550.54.14",
    }
    assert run(*argv, "node-c03").json["nearest"]["outcome"] == "report"


def test_the_nearest_fix_minds_parameters_and_tags(run: Run) -> None:
    Path("p.compat").write_text(
        "policy p(at_least: version) {\n  require kernel: kernel.version >= at_least\n"
        '  profile a weight 1 tag "x" { require m: kernel.loadedmodule has "a" }\n'
        '  profile b weight 1 tag "y" { require m: kernel.loadedmodule has ["a", "b"] }\n}',
        encoding="utf-8",
    )
    argv = ("explain", "p.compat", "--policy", "p", "--param", "at_least=6.6", "--tags", "y")
    found = run(*argv, "--snapshot", "three.json", "--node", "node-a01", "--format", "json").json["nearest"]
    assert [each["text"] for each in found["fixes"]] == [
        "upgrade kernel.version from 5.15.0-91-generic to 6.6 or newer",
        "load kernel module a",
        "load kernel module b",
    ]
