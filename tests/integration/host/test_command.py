"""`compatlang snapshot --host`, as a module: what it writes, `check` reads."""

import io
import json
from pathlib import Path

import pytest

from compatlang.cli import defaults
from compatlang.cli.commands import snapshot
from compatlang.cli.parser import command_parser
from compatlang.cli.usage import WrongUsage
from compatlang.snapshot import read
from compatlang.source import SourceFile
from tests.integration.host.trees import make

NOWHERE = Path("/nowhere")


def run(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    arguments = defaults.parse(command_parser("snapshot", out), "snapshot", argv, {}, NOWHERE)
    return snapshot.run(arguments, out, err), out.getvalue(), err.getvalue()


def test_a_tree_as_a_node_feature(tmp_path: Path) -> None:
    make(tmp_path, {"sys/module/nvidia/version": "550.54.14\n"})
    code, out, err = run("--host", "--root", str(tmp_path), "--machine", "x86_64", "--node", "n1")
    assert (code, err) == (0, "")
    (found,) = read([SourceFile("host.json", out)]).snapshots
    assert found.node == "n1"
    assert found.sections["host.driver"].attributes == {"nvidia": "550.54.14"}


def test_a_tree_as_nfd_exports_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_NAME", "n2")
    _, out, _ = run("--host", "--root", str(make(tmp_path, {})), "--format", "nfd")
    document = json.loads(out)
    assert document["attributes"]["system.name"] == {"elements": {"nodename": "n2"}}
    assert "host.driver" not in document["attributes"]


def test_a_node_without_a_name_has_that_of_its_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NODE_NAME", raising=False)
    monkeypatch.setattr("platform.node", lambda: "box")
    _, out, _ = run("--host", "--root", str(make(tmp_path, {})))
    document = json.loads(out)
    assert document["metadata"]["name"] == "box"
    assert document["spec"]["features"]["attributes"]["system.name"]["elements"] == {"nodename": ""}


def test_reasons_are_told_when_asked_for(tmp_path: Path) -> None:
    _, _, err = run("--host", "--root", str(make(tmp_path, {})), "--verbose", "--machine", "x86_64")
    lines = err.splitlines()
    assert any(line.startswith("cpu.cpuid is not reported: no such file or directory (") for line in lines)
    assert any(line.startswith("cpu.security is partial: ") for line in lines)


@pytest.mark.parametrize("argv", [(), ("--host", "--root", "nowhere")])
def test_what_makes_no_sense_is_refused(argv: tuple[str, ...]) -> None:
    with pytest.raises(WrongUsage):
        run(*argv)
