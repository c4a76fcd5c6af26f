"""NFD's own cases of discovery, where the shared documents are at hand."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from compatlang.integrations.host import discover, proc_cpuinfo
from compatlang.integrations.host.cpuid import WORDS, levels
from compatlang.integrations.host.kernel import version
from compatlang.integrations.host.local import parse
from tests.integration.host.trees import found, make

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "nfd" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of shared documents is not beside the checkout")


def cases(function: str) -> list[dict[str, Any]]:
    if not CORPUS.is_dir():
        return []
    return [each for each in json.loads((CORPUS / "discovery.json").read_text())["cases"] if each["func"] == function]


def in_order(instances: list[dict[str, str]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in instances)


@pytest.mark.parametrize("case", cases("pci.Discover+GetLabels"), ids=lambda case: case["name"])
def test_pci(tmp_path: Path, case: dict[str, Any]) -> None:
    folder = CORPUS / case["rootfs"]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    host = discover(make(tmp_path, dict(files), {}), machine="x86_64")
    assert ("pci.device" not in host.instances) is case["expected"]["discover_error"]
    expected = case["expected"]["features"]["instances"].get("device", {"elements": []})["elements"]
    devices = [dict(each) for each in host.instances.get("pci.device", ())]
    assert in_order(devices) == in_order([each["attributes"] for each in expected])


@pytest.mark.parametrize("case", cases("cpu.microarchLevelFlags"), ids=lambda case: str(case["case"]["level"]))
def test_levels(case: dict[str, Any]) -> None:
    """The cases number levels; here a level is what flags reach, so those of the wanted ones are given."""
    added = (
        "SYSCALL CMOV CMPXCHG8 X87 FXSR MMX SSE SSE2",
        "CX16 LAHF POPCNT SSE3 SSE4 SSE42 SSSE3",
        "AVX AVX2 BMI1 BMI2 F16C FMA3 LZCNT MOVBE OSXSAVE",
        "AVX512F AVX512BW AVX512CD AVX512DQ AVX512VL",
    )
    flags = set(" ".join(added[: max(case["case"]["level"], 0)]).split())
    assert levels(flags) == (case["case"]["want"] or [])


@pytest.mark.parametrize("case", cases("kernel.parseVersion"), ids=lambda case: case["case"]["raw"])
def test_kernel_version(case: dict[str, Any]) -> None:
    assert version(case["case"]["raw"]) == case["case"]["expected"]


@pytest.mark.parametrize("case", cases("local.parseDirectives"), ids=lambda case: case["case"]["name"])
def test_directives(case: dict[str, Any]) -> None:
    """A directive that is none has no effect; the one that is lets its features expire long after."""
    later = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)
    labels, _ = parse(f"{case['case']['directive']}\na\n", later)
    assert (labels == {"a": "true"}) is case["case"]["wantErr"]


@pytest.mark.parametrize(
    "case", cases("memory.getNumberOfNonEmptyLinesFromFile"), ids=lambda case: case["case"]["path"]
)
def test_lines_of_swaps(tmp_path: Path, case: dict[str, Any]) -> None:
    """The cases count lines of a file, of which the first is a header."""
    count = case["case"].get("expectedLines")
    host = found(tmp_path, {"proc/swaps": None if count is None else "line\n\n" * count})
    expected = None if count is None else {"enabled": "true" if count > 1 else "false"}
    assert host.attributes.get("memory.swap") == expected


def test_flags_that_the_kernel_shows() -> None:
    """Every flag that the corpus finds in /proc/cpuinfo is found there, or is made up by the kernel for other vendors."""
    mapped = json.loads((CORPUS / "cpuid_map.json").read_text())
    tables = [proc_cpuinfo.FLAGS, *proc_cpuinfo.NEEDED.values(), *proc_cpuinfo.BY_VENDOR.values()]
    ours = {pair.partition("=")[0] for table in tables for pair in table.split()}
    assert set(mapped["klauspost_to_linux"]) <= ours
    assert not ours & set(mapped["no_proc_cpuinfo_equivalent"])


def test_every_flag_that_can_be_detected_is() -> None:
    detectable = set(json.loads((CORPUS / "cpuid_map.json").read_text())["detectable"])
    in_words = {name for word in WORDS for _, name in word.flags()}
    derived = {"AVXSLOW", "HTT", "KEYLOCKERW", "TDX_GUEST"}
    assert detectable == (in_words - {"FRED"}) | derived
