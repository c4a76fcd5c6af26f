"""The flags of the catalog are those that NFD can report, read from the sources that it is built from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from compatlang.schema.catalog import BASE
from tests.go_programs import last_line
from tests.oracle.fixture import give_up
from tests.oracle.oracle import MODULE, available

NFD, CPUID = "sigs.k8s.io/node-feature-discovery", "github.com/klauspost/cpuid/v2"
LEVELS = {f"X86_64_V{level}" for level in (1, 2, 3, 4)}


@pytest.fixture(scope="module")
def folders() -> dict[str, Path]:
    """Where the sources of the modules lie, in the versions that the oracle is built from."""
    reason = available()
    if reason is None:
        done = MODULE.go("mod", "download", "-json", NFD, CPUID)
        reason = None if done.returncode == 0 else f"go cannot get the sources: {last_line(done.stderr)}"
    if reason is not None:
        give_up(reason)
    decoder, text, found = json.JSONDecoder(), done.stdout.strip(), {}
    while text:
        module, end = decoder.raw_decode(text)
        found[module["Path"]] = Path(module["Dir"])
        text = text[end:].strip()
    return found


def of_x86(folder: Path) -> set[str]:
    """What the library finds by CPUID; it also names what it never finds."""
    source = (folder / "cpuid.go").read_text("utf-8")
    listed, _, code = source.partition("UNKNOWN = -1")[2].partition("\n)")
    names = set(re.findall(r"^\t([A-Z]\w*)", listed, re.MULTILINE))
    calls = re.findall(r"\.set(?:If)?\((.*)\)(?: //.*)?$", code, re.MULTILINE)
    return names & {word for call in calls for word in re.findall(r"\w+", call)}


def of_others(folder: Path) -> set[str]:
    """The names that NFD gives to the bits of the auxiliary vector."""
    files = sorted((folder / "source" / "cpu").glob("cpuid_linux_*.go"))
    assert len(files) == 4
    return {name for file in files for name in re.findall(r':\s+"([^"\s]+)",$', file.read_text("utf-8"), re.MULTILINE)}


def test_every_flag_that_nfd_can_report_is_known(folders: dict[str, Path]) -> None:
    assert BASE.domains["cpu.cpuid"].flags == of_x86(folders[CPUID]) | of_others(folders[NFD]) | LEVELS
