"""What registries do wrong ends in one line that says so, exit code 2, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.registry.fault import READING, Fault, run
from tests.integration.registry.faults import GROUPS

pytestmark = pytest.mark.usefixtures("log_in")

EVERY = [
    pytest.param(fault, command, id=f"{fault}-{command}")
    for faults in GROUPS.values()
    for fault in faults
    for command in fault.commands
]


@pytest.mark.parametrize(("fault", "command"), EVERY)
def test_a_fault_is_an_error_and_leaves_nothing(fault: Fault, command: str, tmp_path: Path) -> None:
    outcome = run(fault, command, tmp_path)
    assert outcome.code == fault.code, outcome.err
    assert fault.says in outcome.err
    assert len(outcome.errors) == (1 if fault.code == 2 else 0)
    assert all(len(each) < 3000 for each in outcome.err.splitlines())
    assert outcome.seconds < 30
    assert outcome.files == []
    assert fault.writes or outcome.writes == []


@pytest.mark.parametrize("api", [True, False])
@pytest.mark.parametrize("command", READING)
def test_the_same_registry_without_a_fault_is_sound(command: str, api: bool, tmp_path: Path) -> None:
    sound = Fault("none", READING, lambda there: None, "", api=api)
    outcome = run(sound, command, tmp_path)
    assert (outcome.code, outcome.errors) == (1 if command == "check" else 0, [])
    assert outcome.files == (["out/spec.yaml"] if command == "pull" else [])
