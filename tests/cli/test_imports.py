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
COMPILING = {
    *("lark", "dataclasses", "compatlang.syntax", "compatlang.semantic", "compatlang.lower", "compatlang.optimize"),
    *("compatlang.decision.build", "compatlang.schema.catalog", "compatlang.testing"),
}
EXPLAINING = {"compatlang.typed.tree", "compatlang.evaluate.reference", "compatlang.evaluate.explain"}
HELPING = {"argparse", "gettext", "locale", "shlex", "shutil", "tomllib", "hashlib", "tempfile", "importlib.metadata"}
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
    unconfigured = {name: value for name, value in os.environ.items() if not name.startswith("COMPATLANG_")}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(argv)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**unconfigured, "PYTHONPATH": str(ROOT)},
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
    assert not {name for name in loaded if name.startswith("compatlang.cli.formats")}
    assert "tomllib" not in loaded


@pytest.fixture
def nodes(tmp_path: Path) -> Path:
    """A folder with a policy, its bundle, and the nodes that have what it requires and that have not."""
    (tmp_path / "p.compat").write_text("policy p { require modern: kernel.version >= 5 }\n", "utf-8")
    for name, kernel in (("new", "5.15.0"), ("old", "4.4.0")):
        (tmp_path / f"{name}.json").write_text(fleet.document([fleet.node(name, kernel=kernel)]), "utf-8")
    assert modules(tmp_path, "compile", "p.compat", "-o", "p.compatc")[0] == 0
    return tmp_path


@pytest.mark.parametrize("policy", ["p.compat", "p.compatc"])
def test_a_policy_that_was_compiled_before_needs_little(nodes: Path, policy: str) -> None:
    line = ("check", policy, "--snapshot")
    modules(nodes, *line, "new.json")
    code, loaded = modules(nodes, *line, "new.json")
    assert code == 0
    assert not loaded & {*COMPILING, *EXPLAINING, *HELPING, *NEVER, "compatlang.cli.show.causes"}
    code, loaded = modules(nodes, *line, "old.json")
    assert code == 1
    assert not loaded & {*COMPILING, *HELPING, *NEVER, "compatlang.cli.show.causes"}
    assert loaded >= EXPLAINING
