"""`check`: what it decides, where it says so, and its exit code."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli import fleet
from tests.cli.conftest import Run

GOOD = "policy good { require kernel: kernel.version >= 5.10 }\n"
BAD = "policy bad { require kernel: kernel.verison >= 5.10 }\n"
ASKS = """\
policy asks(least: int) {
  require swap: memory.swap.enabled == false
  warn gpus: count pci.device { vendor == 0x10de } >= least
}
"""
WARNS = "policy warns { require kernel: kernel.version >= 5.10; warn swap_off: memory.swap.enabled == false }\n"


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def snapshot(*nodes: dict[str, object], name: str = "s.json") -> str:
    return write(name, fleet.document(list(nodes)))


def test_one_incompatible_node_is_1(run: Run) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json")
    assert ran.code == 1
    assert ran.err == ""
    assert ran.out.splitlines()[-1] == "3 nodes: 1 compatible (1 degraded), 1 incompatible, 1 unknown"


def test_all_compatible_is_0(run: Run) -> None:
    ran = run("check", "train.compat", "--snapshot", snapshot(fleet.node("n")))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "n  compatible with train, profile fast, score 30")


def test_unknown_is_3_unless_it_may_pass(run: Run) -> None:
    name = snapshot(fleet.node("n", pci=False))
    assert run("check", "train.compat", "--snapshot", name).code == 3
    assert run("check", "train.compat", "--snapshot", name, "--unknown", "pass").code == 0


def test_degraded_is_0_unless_warnings_fail(run: Run) -> None:
    name = snapshot(fleet.node("n", swap="true"))
    policy = write("warns.compat", WARNS)
    assert run("check", policy, "--snapshot", name).code == 0
    assert run("check", policy, "--snapshot", name, "--fail-on-warn").code == 1


def test_nothing_evaluated_is_3_unless_it_may_be_empty(run: Run) -> None:
    ran = run("check", "train.compat")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "nothing was evaluated: no snapshot was given (--snapshot PATH, --host, or --cluster)\n"
    assert run("check", "train.compat", "--allow-empty").code == 0


def test_a_policy_that_needs_parameters_is_not_evaluated_by_itself(run: Run) -> None:
    policy = write("asks.compat", ASKS)
    ran = run("check", policy, "--snapshot", "three.json")
    assert ran.code == 3
    assert "no policy that can be evaluated as it is" in ran.err
    assert run("check", policy, "--param", "least=1", "--snapshot", snapshot(fleet.node("n"))).code == 0


def test_no_policy_is_wrong_usage(run: Run) -> None:
    ran = run("check", "--snapshot", "three.json", "train.compat")
    assert ran.code == 2
    assert ran.err == (
        "error: no policy was given\n  help: `train.compat` was read as a snapshot; name policies before --snapshot\n"
    )


def test_a_faulty_policy_is_2_and_the_others_still_run(run: Run) -> None:
    bad, good = write("bad.compat", BAD), write("good.compat", GOOD)
    ran = run("check", bad, good, "--snapshot", snapshot(fleet.node("n")))
    assert ran.code == 2
    assert "bad.compat:1:30" in ran.err
    assert "1 error\n" in ran.err
    assert ran.out.startswith("n\n  error with bad")
    assert "\n  compatible with good\n" in ran.out
    assert ran.out.splitlines()[-1].endswith("1 node: 1 compatible")


def test_a_policy_that_cannot_be_read_is_2(run: Run) -> None:
    ran = run("check", "none.compat", "--snapshot", "three.json")
    assert ran.code == 2
    assert "error[cannot-load]: cannot read `none.compat`: no such file\n" in ran.err


def test_a_faulty_policy_without_snapshots_is_2(run: Run) -> None:
    assert run("check", write("bad.compat", BAD)).code == 2


def test_a_bad_snapshot_is_2_and_the_others_are_evaluated(run: Run) -> None:
    good, broken = snapshot(fleet.node("n")), write("broken.json", "{")
    ran = run("check", "train.compat", "--snapshot", good, broken, "none.json")
    assert ran.code == 2
    assert "broken.json" in ran.err
    assert "cannot read `none.json`: no such file" in ran.err
    assert ran.out.startswith("n  compatible with train")


def test_strict_makes_warnings_about_snapshots_errors(run: Run) -> None:
    name = snapshot(fleet.node("n"), fleet.node("n"))
    assert run("check", "train.compat", "--snapshot", name).code == 0
    ran = run("check", "train.compat", "--snapshot", name, "--strict")
    assert ran.code == 2
    assert "warning[duplicate-object]" in ran.err


def test_a_value_that_does_not_parse_is_a_warning_about_the_snapshot(run: Run) -> None:
    name = snapshot(*(fleet.node(f"n{index}", driver="new") for index in range(5)))
    ran = run("check", "train.compat", "--snapshot", name)
    assert ran.code == 3
    assert ran.err.count("\nwarning[unparsable-value]") + ran.err.startswith("warning[unparsable-value]") == 3
    assert "… and 2 more warning[unparsable-value]; --verbose shows them all\n5 warnings\n" in ran.err
    assert run("check", "train.compat", "--snapshot", name, "--verbose").err.count("warning[") == 5
    assert run("check", "train.compat", "--snapshot", name, "--strict").code == 2


def test_standard_input_is_a_policy_or_a_snapshot(run: Run) -> None:
    name = snapshot(fleet.node("n"))
    assert run("check", "-", "--snapshot", name, stdin=GOOD).code == 0
    assert run("check", "train.compat", "--snapshot", "-", stdin=Path(name).read_text()).code == 0
    ran = run("check", "-", "--snapshot", "-", stdin=GOOD)
    assert (ran.code, "both a policy and a snapshot" in ran.err) == (2, True)


def test_policies_of_one_name_are_told_apart_by_their_files(run: Run) -> None:
    Path("sub").mkdir()
    first, second = write("a.compat", GOOD), write("sub/b.compat", GOOD)
    ran = run("check", first, second, "--snapshot", snapshot(fleet.node("n")))
    assert "compatible with good (a.compat)\n  compatible with good (sub/b.compat)\n" in ran.out


def test_the_same_file_twice_is_one(run: Run) -> None:
    name = write("a.compat", GOOD)
    assert run("check", name, name, "--snapshot", snapshot(fleet.node("n"))).out.startswith("n  compatible with good\n")


def test_a_policy_is_chosen_by_name_among_all_files(run: Run) -> None:
    good = write("good.compat", GOOD)
    ran = run("check", "train.compat", good, "--policy", "good", "--snapshot", snapshot(fleet.node("n")))
    assert ran.out.startswith("n  compatible with good\n")
    ran = run("check", "train.compat", good, "--policy", "trian", "--snapshot", "three.json")
    assert ran.code == 2
    assert ran.err == "error: no policy `trian` in train.compat, good.compat\n  help: did you mean `train`?\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("least", "--param least is not of the form NAME=VALUE"),
        ("lest=1", "no parameter `lest` in asks.compat"),
        ("least=two", "`two` is no int"),
    ],
)
def test_parameters_are_checked(run: Run, text: str, message: str) -> None:
    ran = run("check", write("asks.compat", ASKS), "--snapshot", "three.json", "--param", text)
    assert (ran.code, message in ran.err) == (2, True)


def test_output_goes_to_a_file_that_appears_complete(run: Run) -> None:
    Path("out.json").write_text("old", encoding="utf-8")
    Path("out.json").chmod(0o640)
    ran = run("check", "train.compat", "--snapshot", "three.json", "--format", "json", "--output", "out.json")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["summary"]["nodes"] == 3
    assert Path("out.json").stat().st_mode & 0o777 == 0o640
    assert not [each for each in Path().iterdir() if "partial" in each.name]


def test_output_that_cannot_be_written_is_2(run: Run) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--output", "no/such/folder")
    assert ran.code == 2
    assert ran.err == "error: cannot write `no/such/folder`: no such file or directory\n"


def test_jsonl_is_the_nodes_of_json_and_nothing_else(run: Run) -> None:
    lines = run("check", "train.compat", "--snapshot", "three.json", "--format", "jsonl").out.splitlines()
    document = run("check", "train.compat", "--snapshot", "three.json", "--format", "json").json
    assert [json.loads(line) for line in lines] == document["nodes"]


def test_json_without_nodes_is_a_document(run: Run) -> None:
    assert run("check", "train.compat", "--format", "json").json["nodes"] == []


@pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
def test_the_same_input_gives_the_same_bytes(run: Run, format_: str) -> None:
    argv = ("check", "train.compat", "--snapshot", "three.json", "--format", format_)
    assert run(*argv) == run(*argv)


def test_what_a_snapshot_holds_does_not_reach_the_terminal_raw(run: Run) -> None:
    evil = fleet.node("n\x1b]0;owned\x07\u202e", driver="1\x1b[2J\x9b", kernel="5.15.0\x00\ud800")
    name = snapshot(evil)
    for argv in (
        ("check", "train.compat", "--snapshot", name),
        ("check", "train.compat", "--snapshot", name, "--verbose"),
        ("explain", "train.compat", "--snapshot", name),
        ("check", "train.compat", "--snapshot", name, "--format", "json"),
    ):
        ran = run(*argv)
        for text in (ran.out, ran.err):
            assert all(each == "\n" or each.isprintable() for each in text), argv


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
@pytest.mark.parametrize(
    "argv", [("check", "{}"), ("explain", "{}"), ("tree", "{}"), ("test", "{}"), ("compile", "{}", "--stats")]
)
def test_a_file_whose_name_is_no_utf_8_is_read_and_named(run: Run, argv: tuple[str, ...]) -> None:
    name = os.fsdecode(b"\xff.compat")
    Path(name).write_text(GOOD, encoding="utf-8")
    more = ("--snapshot", snapshot(fleet.node("n"))) if argv[0] in ("check", "explain") else ()
    ran = run(*(each.format(name) for each in argv), *more)
    assert ran.code in (0, 3), ran.err
    Path(name).write_text(BAD, encoding="utf-8")
    ran = run(*(each.format(name) for each in argv), *more)
    assert ran.code == 2
    assert "\\xff.compat" in ran.out + ran.err
