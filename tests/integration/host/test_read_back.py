"""What `snapshot --host` writes reads as the snapshot that discovery gives, with what is only known in part."""

import io
from pathlib import Path

import pytest
import yaml

from compatlang.cli import defaults
from compatlang.cli.commands import snapshot
from compatlang.cli.parser import command_parser
from compatlang.integrations.host import discover
from compatlang.snapshot import Section, read
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile
from tests.integration.host.test_processors import X86_CPUINFO
from tests.integration.host.trees import make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine whose CPUID cannot be asked."""
    return make(tmp_path, {"proc/cpuinfo": X86_CPUINFO})


def written(root: Path) -> str:
    out = io.StringIO()
    argv = ["--host", "--root", str(root), "--machine", "x86_64", "--node", "n1"]
    arguments = defaults.parse(command_parser("snapshot", out), "snapshot", argv, {}, Path("/nowhere"))
    assert snapshot.run(arguments, out, io.StringIO()) == 0
    return out.getvalue()


@pytest.mark.parametrize("name", ["host.json", "host.yaml"])
def test_a_host_that_is_known_in_part(root: Path, name: str) -> None:
    host = discover(root, node_name="n1", machine="x86_64")
    assert "cpu.cpuid" in host.partial
    text = written(root) if name == "host.json" else yaml.safe_dump(yaml.safe_load(written(root)))
    reading = read([SourceFile(name, text)])
    assert not reading.diagnostics
    (found,) = reading.snapshots
    assert (found.node, found.sections) == (host.node, host.snapshot().sections)


def test_only_what_is_wanted(root: Path) -> None:
    gatherer = Gatherer(Wanted(flags={"cpu.cpuid": frozenset({"AVX", "AVX512F"})}))
    gatherer.feed(Piece("host.json", written(root).encode()), Collected())
    assert gatherer.snapshot("n1").sections == {
        "cpu.cpuid": Section(flags=frozenset({"AVX"}), attributes={}, partial=True)
    }
