"""The hooks that pre-commit offers: each runs a command of ours on the policy files that it names."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from compatlang.cli.parser import command_parser

FILE = Path(__file__).resolve().parents[1] / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_the_hooks() -> None:
    assert [each["id"] for each in HOOKS] == ["compatlang-fmt", "compatlang-lint"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_that_takes_files(hook: dict[str, Any]) -> None:
    program, name, *arguments = shlex.split(hook["entry"])
    assert program == "compatlang"
    assert hook["language"] == "python"
    parsed = command_parser(name, io.StringIO()).parse([*arguments, "a.compat", "b/c.compat"])
    assert parsed.paths == ["a.compat", "b/c.compat"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_looks_at_policy_files_only(hook: dict[str, Any]) -> None:
    assert re.search(hook["files"], "policies/train.compat")
    assert not re.search(hook["files"], "bundle.compatc")
