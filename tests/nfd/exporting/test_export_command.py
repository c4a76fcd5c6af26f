"""`compatlang export nfd`, run as the command line runs it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NamedTuple

import pytest

from compatlang.cli import commands
from compatlang.cli.parser import command_parser
from compatlang.errors import UsageError

SOUND = """policy numa(nodes: int = 2) { require it: memory.numa.node_count >= nodes }
policy swapless { require it: memory.swap.enabled == false\n warn kvm: kernel.kvm.enabled }
"""


class Ran(NamedTuple):
    """What a run wrote and returned."""

    code: int
    out: str
    err: str


def run(folder: Path, text: str, *flags: str, target: str = "nfd") -> Ran:
    """Export a policy file of this text."""
    (folder / "policy.compat").write_text(text, encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    parsed = command_parser("export", out).parse([target, str(folder / "policy.compat"), *flags])
    return Ran(commands.load("export").run(parsed, out, err), out.getvalue(), err.getvalue())


def test_a_spec_is_written(tmp_path: Path) -> None:
    ran = run(tmp_path, SOUND, "--policy", "numa", "--param", "nodes=1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Exported by compatlang from policy numa\nversion: ")


@pytest.mark.parametrize(("kind", "object_"), [("rule", "NodeFeatureRule"), ("group", "NodeFeatureGroup")])
def test_an_object_is_written_to_a_file_and_warnings_to_the_terminal(tmp_path: Path, kind: str, object_: str) -> None:
    target = tmp_path / "made.yaml"
    ran = run(tmp_path, SOUND, "--policy", "swapless", "--kind", kind, "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert "warning[nfd-left-out]: `warn kvm`" in ran.err
    assert f'kind: "{object_}"' in target.read_text(encoding="utf-8")


def test_a_group_has_a_name_of_its_own_on_the_command_line(tmp_path: Path) -> None:
    ran = run(tmp_path, SOUND, "--policy", "swapless", target="nodefeaturegroup")
    assert ran == run(tmp_path, SOUND, "--policy", "swapless", "--kind", "group")
    assert 'kind: "NodeFeatureGroup"' in ran.out


def test_what_a_group_cannot_express_is_refused_where_it_stands(tmp_path: Path) -> None:
    """A group knows what NFD has found out about nodes, not their labels, which NFD itself sets."""
    policy = 'policy zoned { require it: node.label["topology.kubernetes.io/zone"] == "a" }'
    ran = run(tmp_path, policy, target="nodefeaturegroup")
    assert (ran.code, ran.out) == (2, "")
    assert "`node.label` is not an NFD feature" in ran.err
    assert "policy.compat:1:28" in ran.err


def test_what_nfd_cannot_express_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "made.yaml"
    ran = run(tmp_path, "policy none { require it: none pci.device { } }", "-o", str(target))
    assert (ran.code, ran.out) == (2, "")
    assert "error[nfd-not-expressible]: NFD can ask for an instance that is so" in ran.err
    assert not target.exists()


def test_a_faulty_policy_is_an_error(tmp_path: Path) -> None:
    ran = run(tmp_path, "policy wrong { require it: nothing.there }")
    assert (ran.code, ran.out) == (2, "")
    assert "policy.compat" in ran.err


def test_there_is_one_policy_to_export(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds 2 policies; choose one with --policy"):
        run(tmp_path, SOUND)
    with pytest.raises(UsageError, match="whose parameters all have a value"):
        run(tmp_path, "policy numa(nodes: int) { require it: memory.numa.node_count >= nodes }")
