"""The shipped policies: examples give the verdicts that their READMEs name, and the tests in all policies pass."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import compatlang
from compatlang.cli.main import main
from compatlang.schema.catalog import BASE

ROOT = Path(__file__).resolve().parents[1]
POLICIES = ROOT / "policies"
EXAMPLES = POLICIES / "examples"
FILES = sorted(POLICIES.rglob("*.compat"))
LIBRARY = sorted(POLICIES.glob("*.compat"))
FACTS = ROOT.parent / "shared" / "data"


def named(path: Path) -> str:
    return path.relative_to(POLICIES).as_posix()


def shown_in_readme(example: str) -> dict[str, str]:
    """The verdicts in the table of nodes of an example's README."""
    text = (EXAMPLES / example / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
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


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_policy_compiles_without_a_finding(path: Path) -> None:
    assert compatlang.compile_file(path).diagnostics == ()


@pytest.mark.parametrize(("example", "policy"), [("cuda-training", "train"), ("ebpf-agent", "agent")])
def test_an_example_gives_the_verdicts_that_its_readme_names(example: str, policy: str) -> None:
    found = verdicts(EXAMPLES / example / f"{policy}.compat")
    assert found == shown_in_readme(example)
    assert {verdict.partition(",")[0] for verdict in found.values()} == {"compatible", "incompatible", "unknown"}


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
