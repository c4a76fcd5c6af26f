"""`check` on a fleet: what it decides is what it decides on each node alone, however little of it is read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compatlang import Policies, Report, Snapshot
from compatlang.cli import fleet_input
from compatlang.cli.progress import Progress
from compatlang.snapshot.stream_files import SnapshotFiles
from tests.cli import fleet
from tests.cli.conftest import Run
from tests.cli.test_schemas import errors

OTHER = """\
policy kernel { require kernel: kernel.version >= 5.10 }
policy swapless { warn swap: memory.swap.enabled == false }
"""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever there is to read is too much to read it whole."""
    monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 0)


@pytest.fixture
def many() -> str:
    """A file of JSON lines with sixty nodes."""
    lines = [json.dumps(each) + "\n" for each in fleet.many(60)]
    Path("many.jsonl").write_text("".join(lines), encoding="utf-8")
    return "many.jsonl"


def decided(node: dict[str, Any]) -> list[Any]:
    """What a node's results say in either shape."""
    return [
        (
            result["policy"],
            result["verdict"],
            result["degraded"],
            result["score"],
            result["chosen"],
            result["open"] if "open" in result else opened(result),
        )
        for result in node["results"]
    ]


def opened(result: dict[str, Any]) -> list[dict[str, str]]:
    profiles = [profile for group in result["groups"] if not group["chosen"] for profile in group["profiles"]]
    requirements = [*result["requirements"], *(each for profile in profiles for each in profile["requirements"])]
    return [{"name": each["name"], "truth": each["truth"]} for each in requirements if each["truth"] != "yes"]


@pytest.mark.parametrize("flags", [(), ("--unknown", "pass"), ("--fail-on-warn",)])
def test_the_same_is_decided_as_on_each_node_alone(
    run: Run, many: str, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    Path("other.compat").write_text(OTHER, encoding="utf-8")
    for policies in (["train.compat", "other.compat"], ["other.compat"]):
        argv = ("check", *policies, "--snapshot", many, "three.json", *flags, "--format", "json")
        monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 1 << 30)
        whole = run(*argv)
        monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 0)
        part = run(*argv)
        assert part.code == whole.code
        assert [decided(each) for each in part.json["nodes"]] == [decided(each) for each in whole.json["nodes"]]
        assert [each["verdict"] for each in part.json["nodes"]] == [each["verdict"] for each in whole.json["nodes"]]
        assert part.json["summary"] == whole.json["summary"]
        assert errors(part.json) == []


def test_the_summary_names_what_is_open_the_worst_first(run: Run, large: None, many: str) -> None:
    ran = run("check", "train.compat", "--snapshot", many)
    assert (ran.code, ran.err) == (1, "")
    assert (
        ran.out
        == """\
train
  driver: not met on 20 nodes, such as node-000, node-003
    node-000: gpu.driver is 470.57.02, needs >= 550.54.14    train.compat:32
    fix: install NVIDIA driver 550.54.14 or newer
  rdma: not met on 2 nodes: node-007, node-057
    node-007: none of these holds: no pci.device with vendor 0x15b3 and class 0x0207    train.compat:39
  gpus: unknown on 6 nodes, such as node-000, node-011
    node-000: pci.device is not reported, needs >= 2 with vendor 0x10de and class in [0x0300, 0x0302]    train.compat:30
  rdma: unknown on 6 nodes, such as node-000, node-011
    node-000: pci.device is not reported, needs one with vendor 0x15b3 and class 0x0207 or one with vendor 0x1d0f and device in [0xefa0, 0xefa1, 0xefa2]    train.compat:39

60 nodes: 35 compatible (5 degraded), 21 incompatible, 4 unknown
"""  # noqa: E501 - as it is printed
    )


def test_a_line_is_written_for_each_node(run: Run, large: None) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--format", "jsonl")
    nodes = [json.loads(line) for line in ran.out.splitlines()]
    assert [(each["node"], each["verdict"]) for each in nodes] == [
        ("node-a01", "compatible"),
        ("node-b02", "incompatible"),
        ("node-c03", "unknown"),
    ]
    assert nodes[2]["results"][0]["open"] == [
        {"name": "gpus", "truth": "unknown"},
        {"name": "rdma", "truth": "unknown"},
    ]


def test_it_takes_few_lines_however_many_policies_there_are(run: Run, large: None, many: str) -> None:
    policies = [f"policy p{number} {{ require r: kernel.version >= 9.{number} }}\n" for number in range(50)]
    Path("all.compat").write_text("".join(policies), encoding="utf-8")
    lines = run("check", "all.compat", "--snapshot", many).out.splitlines()
    assert len(lines) <= 40
    assert "3 policies shown of 50; --policy NAME shows another" in lines
    assert lines[-1] == "… and 37 policies more, none worse"


def test_policies_of_one_name_are_told_apart(run: Run, large: None) -> None:
    for name in ("a.compat", "b.compat"):
        Path(name).write_text("policy p { require kernel: kernel.version >= 9 }\n", encoding="utf-8")
    out = run("check", "a.compat", "b.compat", "--snapshot", "three.json").out
    assert out.splitlines()[-2:] == [
        "p (a.compat)  3 nodes: 3 incompatible",
        "p (b.compat)  3 nodes: 3 incompatible",
    ]


def test_a_faulty_policy_is_an_error_and_the_others_are_decided(run: Run, large: None) -> None:
    Path("bad.compat").write_text("policy bad { require kernel: kernel.verison >= 5.10 }\n", encoding="utf-8")
    argv = ("check", "bad.compat", "none.compat", "train.compat", "--snapshot", "three.json")
    ran = run(*argv)
    assert ran.code == 2
    assert "error[unknown-feature]" in ran.err
    assert "error with none.compat: cannot read `none.compat`: no such file" in ran.out.splitlines()
    assert [line.split("  ")[-1] for line in ran.out.splitlines()[-3:]] == [
        "3 nodes: 3 error",
        "3 nodes: 3 error",
        "3 nodes: 1 compatible (1 degraded), 1 incompatible, 1 unknown",
    ]
    document = run(*argv, "--format", "json").json
    assert errors(document) == []
    assert document["summary"]["error"] == 3


def test_what_nobody_asks_for_is_not_read_unless_it_is_strict(run: Run, large: None) -> None:
    node = fleet.node("n")
    node["spec"]["features"]["attributes"]["cpu.model"] = {"elements": 7}
    Path("n.json").write_text(json.dumps(node), encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "n.json")
    assert (ran.code, ran.err) == (0, "")
    strict = run("check", "train.compat", "--snapshot", "n.json", "--strict")
    assert (strict.code, "cpu.model" in strict.err) == (2, True)


def test_what_is_read_is_checked(run: Run, large: None, many: str) -> None:
    with Path(many).open("a", encoding="utf-8") as stream:
        stream.write('{"kind": \n')
    ran = run("check", "train.compat", "--snapshot", many, "none.json")
    assert ran.code == 2
    assert "many.jsonl:61:" in ran.err
    assert "cannot read `none.json`" in ran.err
    assert ran.out.splitlines()[-1].startswith("60 nodes: ")


def test_all_reasons_are_given_where_they_are_asked_for(run: Run, large: None) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--verbose")
    assert ran.out == run("check", "train.compat", "--snapshot", "three.json", "--strict", "--verbose").out
    assert "seen at three.json:" in ran.out


def test_nothing_evaluated_is_3(run: Run, large: None) -> None:
    Path("empty.json").write_text('{"apiVersion": "v1", "kind": "List", "items": []}', encoding="utf-8")
    Path("none.compat").write_text("edition 1\n", encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot", "empty.json")
    assert (ran.code, ran.out, ran.err) == (3, "", "nothing was evaluated: the snapshots hold no node\n")
    ran = run("check", "none.compat", "--snapshot", "three.json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "nothing was evaluated: the files hold no policy that can be evaluated as it is\n"


def test_standard_input_is_read_and_explained(run: Run, large: None, many: str) -> None:
    text = Path(many).read_text(encoding="utf-8")
    expected = run("check", "train.compat", "--snapshot", many).out
    Path("list.json").write_text(fleet.document(fleet.many(60)), encoding="utf-8")
    assert run("check", "train.compat", "--snapshot", "-", stdin=text.replace("\n", "\n\n")).out == expected
    assert run("check", "train.compat", "--snapshot", "list.json").out == expected


def test_standard_input_that_is_short_is_read_whole(run: Run) -> None:
    text = Path("three.json").read_text(encoding="utf-8")
    whole = run("check", "train.compat", "--snapshot", "three.json").out
    assert run("check", "train.compat", "--snapshot", "-", stdin=text).out == whole


def test_a_file_that_changes_is_not_explained(
    run: Run, large: None, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = SnapshotFiles.pieces

    def changing(self: SnapshotFiles) -> Iterator[Any]:
        yield from pieces(self)
        Path(many).unlink()

    monkeypatch.setattr(SnapshotFiles, "pieces", changing)
    ran = run("check", "train.compat", "--snapshot", many)
    assert ran.code == 1
    assert "    node-000 cannot be explained: no such file" in ran.out.splitlines()


@pytest.mark.parametrize("size", [0, 1 << 30])
def test_evaluators_that_disagree_are_an_error(run: Run, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    check = Policies.check

    def wrong(self: Policies, snapshot: Snapshot) -> Report:
        """As if another node had been looked at."""
        return check(self, Snapshot(snapshot.node, {}))

    monkeypatch.setattr(fleet_input, "WHOLE_BYTES", size)
    monkeypatch.setattr(Policies, "check", wrong)
    ran = run("check", "train.compat", "--snapshot", "three.json")
    assert ran.code == 2
    assert "error with train: the evaluators disagree about `train` on node `node-b02`" in ran.out


def test_ctrl_c_is_130_and_leaves_no_file(run: Run, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: SnapshotFiles) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(SnapshotFiles, "pieces", interrupted)
    ran = run("check", "train.compat", "--snapshot", "three.json", "--output", "out.json", "--format", "json")
    assert (ran.code, ran.err) == (130, "interrupted\n")
    assert not Path("out.json").exists()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_and_cleared() -> None:
    terminal = Terminal()
    with Progress(terminal) as progress:
        progress.show("reading", 12345, "nodes")
    assert terminal.getvalue().startswith("\r\x1b[Kreading … 12,345 nodes")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_has_a_bar_where_it_is_known_how_much_there_is() -> None:
    for done, bar in (
        (0, "-" * 20),
        (1500, "######--------------"),
        (4999, "#" * 19 + "-"),
        (5000, "#" * 20),
        (6000, "#" * 20),
    ):
        terminal = Terminal()
        with Progress(terminal) as progress:
            progress.show("reading", done, "nodes", 5000)
        assert terminal.getvalue().startswith(f"\r\x1b[Kreading [{bar}] {done:,} of 5,000 nodes")


def test_progress_says_nothing_in_a_pipe() -> None:
    pipe = io.StringIO()
    with Progress(pipe) as progress:
        progress.show("reading", 1, "nodes")
    assert pipe.getvalue() == ""
