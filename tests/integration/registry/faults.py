"""Every fault that is tried. As a program it prints what came of each, with the timeout that users have, as a table."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from compatlang.cli.registries import TIMEOUT_SECONDS
from compatlang.diagnostics.render.plain import cut
from tests.integration.registry import (
    faults_of_access,
    faults_of_answers,
    faults_of_artifacts,
    faults_of_bases,
    faults_of_documents,
    faults_of_referrers,
    faults_of_writing,
)
from tests.integration.registry.fault import Fault, run

GROUPS: dict[str, list[Fault]] = {
    "answers": faults_of_answers.FAULTS,
    "access": faults_of_access.FAULTS,
    "manifests and indexes": faults_of_documents.FAULTS,
    "referrers": faults_of_referrers.FAULTS,
    "artifacts and blobs": faults_of_artifacts.FAULTS,
    "base images": faults_of_bases.FAULTS,
    "writing": faults_of_writing.FAULTS,
}


def main() -> None:
    """Print the table."""
    print("| fault | command | time to error | message |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as empty:
        os.environ["DOCKER_CONFIG"] = empty
        for faults in GROUPS.values():
            for fault in faults:
                print(_row(fault), flush=True)


def _row(fault: Fault) -> str:
    command = fault.commands[0]
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(fault, command, Path(folder), float(TIMEOUT_SECONDS))
    said = outcome.errors or outcome.err.splitlines()[:1] or [f"exit code {outcome.code}"]
    message = said[0].removeprefix("error: ").replace(outcome.host, "registry.example").replace("|", "\\|")
    return f"| {fault.name} | `{command}` | {outcome.seconds:.1f} s | {cut(message, 160)} |"


if __name__ == "__main__":
    main()
