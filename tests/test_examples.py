"""The shipped policies: examples do what their READMEs say and show, and the tests in all policies pass."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import compatlang
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.main import main
from compatlang.schema.catalog import BASE
from tests.test_docs import Block, blocks

ROOT = Path(__file__).resolve().parents[1]
POLICIES = ROOT / "policies"
EXAMPLES = POLICIES / "examples"
READMES = sorted(EXAMPLES.glob("*/README.md"))
FILES = sorted(POLICIES.rglob("*.compat"))
LIBRARY = sorted(POLICIES.glob("*.compat"))
FACTS = ROOT.parent / "shared" / "data"


def named(path: Path) -> str:
    return path.relative_to(POLICIES).as_posix()


def policy_of(readme: Path) -> Path:
    """The policy of an example: the first one that its README names."""
    found = re.search(r"`(\w+\.compat)`", readme.read_text(encoding="utf-8"))
    assert found, f"{readme} names no policy"
    return readme.parent / found[1]


def shown_verdicts(readme: Path) -> dict[str, str]:
    """The verdicts in the table of nodes of an example's README."""
    lines = readme.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return {row[0]: row[-1] for row in rows[2:]}


def verdicts(policy: Path) -> dict[str, str]:
    """The verdict on each node of an example, as its README writes it."""
    policies = compatlang.compile_file(policy)
    found = {}
    for snapshot in compatlang.read_snapshots(policy.parent / "snapshots").snapshots:
        [result] = policies.check(snapshot).results
        degraded = result.verdict == "compatible" and result.degraded
        found[snapshot.node] = f"{result.verdict}, degraded" if degraded else result.verdict
    return found


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a block, and what it shows that each prints: nothing where it leaves that out."""
    for each in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, printed = each.partition("\n")
        yield command, printed


def shown_commands() -> list[object]:
    """The commands in the READMEs of all examples, as parameters named by page, line of the block, and number in it."""
    return [
        pytest.param(*shown, id=f"{block.page}:{block.line}:{number}")
        for readme in READMES
        for block in blocks(readme)
        for number, shown in enumerate(commands(block), start=1)
    ]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_policy_compiles_without_a_finding(path: Path) -> None:
    assert compatlang.compile_file(path).diagnostics == ()


@pytest.mark.parametrize("readme", READMES, ids=named)
def test_an_example_gives_the_verdicts_that_its_readme_names(readme: Path) -> None:
    found = verdicts(policy_of(readme))
    assert found == shown_verdicts(readme)
    assert {verdict.partition(",")[0] for verdict in found.values()} == {"compatible", "incompatible", "unknown"}


def test_every_example_has_a_readme_that_shows_its_commands() -> None:
    assert [readme.parent for readme in READMES] == sorted(EXAMPLES.iterdir())
    for readme in READMES:
        shown = list(blocks(readme))
        assert {block.info for block in shown} == {"console"}
        assert any(command.startswith("compatlang check ") for block in shown for command, _ in commands(block))


@pytest.mark.parametrize(("command", "printed"), shown_commands())
def test_the_commands_of_a_readme_run_and_print_what_it_shows(command: str, printed: str) -> None:
    program, *argv = shlex.split(command)
    assert program == "compatlang"
    out = io.StringIO()
    with contextlib.chdir(ROOT):
        code = main(argv, out, out, environ={}, folder=ROOT)
    assert code != ExitCode.ERROR, out.getvalue()
    assert printed in ("", out.getvalue())


def test_only_what_stands_in_the_way_is_open() -> None:
    policies = compatlang.compile_file(EXAMPLES / "cuda-training" / "train.compat")
    reading = compatlang.read_snapshots(EXAMPLES / "cuda-training" / "snapshots")
    opened = {each.node: [open_.name for open_ in policies.check(each).results[0].open()] for each in reading.snapshots}
    assert opened == {
        "cpu-d01": ["two_gpus", "driver", "rdma"],
        "gpu-a01": [],
        "gpu-a02": [],
        "gpu-b01": ["driver"],
        "gpu-c01": ["driver"],
    }


def test_the_tests_in_all_policies_pass() -> None:
    out, err = io.StringIO(), io.StringIO()
    code = main(["test", str(POLICIES)], out, err, environ={}, folder=ROOT)
    assert (code, err.getvalue()) == (0, ""), out.getvalue()


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_a_library_module_hides_no_feature(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    members = [line.split()[1] for line in text.splitlines() if line.startswith(("let ", "table ", "rule ", "policy "))]
    assert members
    paths = {domain.split(".")[1] for domain in BASE.domains if domain.startswith(f"{path.stem}.")}
    assert not paths & set(members)


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_every_member_of_a_library_module_says_what_it_is(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if line.startswith(("let ", "table ", "feature ", "rule ", "policy ")):
            assert before.startswith("## "), line


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not beside this checkout")
def test_pci_ids_are_those_of_the_database() -> None:
    facts = yaml.safe_load((FACTS / "pci" / "pci.yaml").read_text(encoding="utf-8"))
    vendors = {str(row["id"]) for row in facts["vendors"]}
    classes = {str(row["code"]) for row in facts["classes"]}
    short = {row["short"]: str(row["id"]) for row in facts["vendors"] if row["short"]}
    text = (POLICIES / "pci.compat").read_text(encoding="utf-8")
    members = dict(line.removeprefix("let ").split(" = ") for line in text.splitlines() if line.startswith("let "))
    for name, value in members.items():
        for each in value.strip("[]").split(", "):
            assert each.removeprefix("0x") in vendors | classes, name
        if name in short and name != "amd":
            assert value == f"0x{short[name]}"


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not beside this checkout")
def test_drivers_are_those_of_nvidias_table() -> None:
    facts = yaml.safe_load((FACTS / "nvidia" / "cuda_driver.yaml").read_text(encoding="utf-8"))
    first = {row["cuda"]: row for row in facts["rows"] if row["update"] == 0}
    text = (EXAMPLES / "cuda-training" / "train.compat").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if ".*" in line and "| >=" in line]
    assert rows
    for cuda, driver in rows:
        row = first[cuda.strip().removesuffix(".*")]
        assert row["confidence"] == "high"
        assert driver.strip() == f">= {row['toolkit_driver_linux_x86_64']}"
