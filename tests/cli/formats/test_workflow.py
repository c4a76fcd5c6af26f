"""The workflow and the snippet that the documentation shows: sound, and every command in them is one."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from compatlang.cli.parser import command_parser
from tests.test_docs import DOCS, blocks
from tests.tools import missing

WORKFLOW = DOCS / "github-action.yml"


def lines() -> list[str]:
    """The command lines of the workflow and of GitLab's snippet."""
    workflow: Any = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    found = [step["run"] for step in workflow["jobs"]["policies"]["steps"] if "run" in step]
    for block in blocks(DOCS / "formats.md"):
        if block.info == "yaml":
            found += yaml.safe_load(block.text)["policies"]["script"]
    return [line for text in found for line in text.splitlines() if line.startswith("compatlang ")]


@pytest.mark.parametrize("line", lines())
def test_every_command_is_one(line: str) -> None:
    _, name, *argv = shlex.split(line.partition(" >> ")[0])
    command_parser(name, io.StringIO()).parse_args(argv)


def test_both_run_the_formatter_the_tests_and_the_check() -> None:
    words = [line.split()[1] for line in lines()]
    assert words == ["fmt", "lint", "test", "check", "check", "fmt", "test", "check"]


def test_the_workflow_is_sound(tmp_path: Path) -> None:
    actionlint = os.environ.get("TESTS_ACTIONLINT") or shutil.which("actionlint")
    if not actionlint:
        missing("actionlint is not installed, and TESTS_ACTIONLINT names none")
    workflow = tmp_path / ".github" / "workflows" / "compatibility.yml"
    workflow.parent.mkdir(parents=True)
    shutil.copy(WORKFLOW, workflow)
    ran = subprocess.run([actionlint, "-no-color", str(workflow)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
