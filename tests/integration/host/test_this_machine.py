"""The machine that the tests run on: nothing raises, and the ways of asking it agree."""

import json
import os
import platform
import subprocess
from pathlib import Path

import pytest

from compatlang.integrations.host import Hardware, cpuid_exec, discover
from compatlang.integrations.host.cpuid_exec import this_machine
from compatlang.integrations.host.documents import exported
from compatlang.integrations.host.hardware import Registers
from compatlang.integrations.host.recorded import WORDS_FILE, recording

NFD = os.environ.get("TESTS_NFD", "")
"""The path of an executable `nfd`, to compare with."""

needs_cpuid = pytest.mark.skipif(this_machine().cpuid is None, reason="CPUID cannot be executed here")
needs_linux = pytest.mark.skipif(platform.system() != "Linux", reason="there is no /proc here")


@needs_linux
def test_this_machine_is_described() -> None:
    host = discover(node_name="here")
    assert host.attributes["kernel.version"]["full"]
    assert host.flags["cpu.cpuid"]
    assert host.snapshot().node == "here"


@needs_cpuid
def test_what_the_kernel_shows_is_what_the_processor_says() -> None:
    asked, shown = discover(), discover(hardware=Hardware())
    assert set(shown.flags["cpu.cpuid"]) <= set(asked.flags["cpu.cpuid"])
    assert shown.attributes["cpu.model"].items() <= asked.attributes["cpu.model"].items()
    assert shown.attributes["cpu.rdt"].items() <= asked.attributes["cpu.rdt"].items()
    assert {"cpu.cpuid", "cpu.rdt", "cpu.security"} <= shown.partial
    assert not {"cpu.cpuid", "cpu.model", "cpu.rdt"} & asked.partial


@needs_cpuid
def test_recorded_words_answer_as_the_machine_did(tmp_path: Path) -> None:
    hardware, text = recording(this_machine())
    live = discover(tmp_path, machine="x86_64", hardware=hardware)
    (tmp_path / WORDS_FILE).write_text(text())
    recorded = discover(tmp_path, machine="x86_64")
    assert recorded.flags["cpu.cpuid"]
    assert recorded == live


@needs_cpuid
def test_where_memory_may_not_be_executed_cpuid_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("mmap.mmap", forbidden)
    assert this_machine().cpuid is None
    assert "cpu.cpuid" in discover().partial


@needs_cpuid
def test_where_cpuid_would_fault_it_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpuid_exec, "_may_execute_cpuid", lambda: False)
    hardware = this_machine()
    assert (hardware.cpuid, hardware.xgetbv) == (None, None)
    assert hardware.auxval is not None


@needs_cpuid
def test_a_register_that_is_not_there_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    code = cpuid_exec._Code()
    assert code.xgetbv(0) & 1
    monkeypatch.setattr(code, "cpuid", lambda leaf, subleaf: Registers(0, 0, ~(1 << 27), 0))
    assert code.xgetbv(0xFFFFFFFF) == 0


@pytest.mark.skipif(not NFD, reason="TESTS_NFD does not name an executable of NFD")
def test_nfd_exports_the_same() -> None:
    """Interfaces and disks may come and go between the two, so a second try is fair."""
    for attempts_left in (1, 0):
        done = subprocess.run(
            [NFD, "export", "features"], check=True, capture_output=True, text=True, env={"NODE_NAME": "here"}
        )
        ours = exported(discover(node_name="here"))
        if ours == done.stdout or not attempts_left:
            break
    assert json.loads(ours) == json.loads(done.stdout)
    assert ours == done.stdout
