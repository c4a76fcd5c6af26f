"""The wheel and the source distribution carry what the package needs, and work away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "policies" / "examples" / "cuda-training"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both distributions, built from a copy with the packages at hand, so that no index is asked."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files, as an installation has them."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Python with the unpacked wheel, and not the checkout, on its path."""
    script = f"import sys; sys.path.insert(0, {str(unpacked)!r}); " + arguments[0]
    command = [sys.executable, "-P", "-c", script, *arguments[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_the_wheel_has_code_grammar_table_library_and_pages_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "compatlang").rglob("*.py")}
    policies = {f"compatlang/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "policies").rglob("*.compat")}
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "compatlang" / "diagnostics" / "pages").glob("*.md")}
    assert code | policies | pages <= names
    assert "compatlang/py.typed" in names
    assert "compatlang/grammar/compatlang.lark" in names
    assert "compatlang/syntax/compatlang.table" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/", 1)[0] for name in names if ".dist-info/" not in name} == {"compatlang"}


def test_the_source_distribution_can_be_built_and_tested(built: Path) -> None:
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "grammar/compatlang.lark"} <= names
    assert {"policies/pci.compat", "tests/test_packaging.py", "docs/language.md", ".ci/run"} <= names
    assert not {name for name in names if name.endswith((".table", ".pyc")) or name.startswith((".venv", "dist/"))}


def test_the_wheel_uses_its_saved_parse_table(unpacked: Path, tmp_path: Path) -> None:
    script = "from compatlang.syntax import grammar; grammar.build = None; grammar.load(); print(grammar.__file__)"
    done = run(unpacked, script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(unpacked)


def test_the_wheel_checks_a_policy_that_imports_the_library(unpacked: Path, tmp_path: Path) -> None:
    policy = tmp_path / "gpu.compat"
    policy.write_text("import pci\npolicy gpu { require nvidia: any pci.device { vendor == pci.nvidia } }\n", "utf-8")
    script = "from compatlang.cli.main import entry; entry()"
    node = str(EXAMPLE / "snapshots" / "gpu-a01.yaml")
    done = run(unpacked, script, "check", str(policy), "--snapshot", node, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_wheel_prints_the_page_of_a_code(unpacked: Path, tmp_path: Path) -> None:
    script = "from compatlang.cli.main import entry; entry()"
    done = run(unpacked, script, "rule", "range-gap", "--format", "markdown", cwd=tmp_path)
    page = ROOT / "compatlang" / "diagnostics" / "pages" / "range-gap.md"
    assert (done.returncode, done.stdout) == (0, page.read_text(encoding="utf-8"))


def test_a_folder_of_the_wheel_holds_what_the_checkout_holds(unpacked: Path) -> None:
    for there, here in (("grammar", "grammar"), ("policies", "policies")):
        for path in (ROOT / here).rglob("*.*"):
            if path.is_file():
                copy = unpacked / "compatlang" / there / path.relative_to(ROOT / here)
                assert copy.read_bytes() == path.read_bytes()
