"""What a command does not use, it does not import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import fleet

ROOT = Path(__file__).resolve().parents[2]
NEVER = {"rich", "pydantic", "kubernetes", "oras", "requests", "yaml", "click", "numpy", "re2"}

PROGRAM = """\
import io, json, sys
from compatlang.cli.main import main
argv = json.loads(sys.argv[1])
code = main(argv, io.StringIO(), sys.stderr) if argv else 0
print(json.dumps([int(code), sorted(sys.modules)]))
"""


def modules(folder: Path, *argv: str) -> tuple[int, set[str]]:
    """The exit code of a command line in a fresh interpreter, and the modules that are loaded when it ends."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(argv)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    code, names = json.loads(ran.stdout)
    return code, set(names)


def test_the_entry_imports_no_command_and_no_third_party(tmp_path: Path) -> None:
    _, loaded = modules(tmp_path)
    assert not {name.partition(".")[0] for name in loaded} & (NEVER | {"lark", "msgspec"})
    assert not {name for name in loaded if name.startswith("compatlang.cli.commands.")}


@pytest.mark.parametrize("argv", [("--help",), ("--version",)])
def test_help_imports_no_command(tmp_path: Path, argv: tuple[str, ...]) -> None:
    _, loaded = modules(tmp_path, *argv)
    assert not {name for name in loaded if name.startswith("compatlang.cli.commands.")}
    assert "msgspec" not in loaded


def test_a_check_of_json_imports_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "three.json").write_text(fleet.document(fleet.THREE), encoding="utf-8")
    policy = ROOT / "tests" / "cli" / "data" / "train.compat"
    code, loaded = modules(tmp_path, "check", str(policy), "--snapshot", "three.json")
    assert code == 1
    assert not {name.partition(".")[0] for name in loaded} & NEVER
    commands = {name for name in loaded if name.startswith("compatlang.cli.commands.")}
    assert commands == {"compatlang.cli.commands.check"}
    assert "tomllib" not in loaded
