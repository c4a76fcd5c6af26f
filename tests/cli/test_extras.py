"""Where a package of an extra is missing, the line that installs it is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.registry import fault

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """\
import json, sys
blocked, argv = json.loads(sys.argv[1])
sys.modules[blocked] = None
from compatlang.cli.main import main
sys.exit(main(argv))
"""


def run_without(package: str, *argv: str) -> subprocess.CompletedProcess[str]:
    """A command line in a fresh interpreter that finds no such package."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps([package, argv])], capture_output=True, text=True, cwd=ROOT
    )


@pytest.fixture
def there(tmp_path: Path) -> Iterator[fault.Place]:
    with fault.place(tmp_path) as found:
        yield found


@pytest.mark.parametrize("command", ["check", "discover", "pull", "attach", "remove", "rank"])
def test_without_requests_no_image_is_read(command: str, there: fault.Place) -> None:
    argv = fault.arguments(command, there) + (["--host"] if command == "rank" else [])
    ran = run_without("requests", *argv, "--plain-http")
    what = "attaching policies" if command == "attach" else "reading images"
    assert ran.returncode == 2
    assert ran.stderr == (
        f"error: {what} needs the package `requests`, which is not installed\n"
        "  help: pip install 'compatlang[registry]'\n"
    )
    assert there.registry.requests == []


def test_without_oras_nothing_is_pushed_and_images_are_read(there: fault.Place) -> None:
    ran = run_without("oras", *fault.arguments("attach", there), "--plain-http")
    assert ran.returncode == 2
    assert ran.stderr == (
        "error: attaching policies needs the package `oras`, which is not installed\n"
        "  help: pip install 'compatlang[registry]'\n"
    )
    assert there.registry.writes == []
    assert run_without("oras", *fault.arguments("discover", there), "--plain-http").returncode == 0


def test_without_both_policies_are_checked(there: fault.Place) -> None:
    policy, nodes = there.folder / "recent.compat", there.folder / "three.json"
    for package in ("requests", "oras"):
        ran = run_without(package, "check", str(policy), "--snapshot", str(nodes), "--no-cache")
        assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("package", ["kubernetes", "urllib3"])
@pytest.mark.parametrize(
    "argv",
    [
        ("check", "POLICY", "--cluster"),
        ("check", "POLICY", "--cluster", "--watch"),
        ("check", "--cluster", "--workloads"),
        ("explain", "POLICY", "--cluster", "--node", "n1"),
        ("snapshot", "--cluster"),
    ],
    ids=" ".join,
)
def test_without_the_client_no_cluster_is_read(argv: tuple[str, ...], package: str, there: fault.Place) -> None:
    policy = str(there.folder / "recent.compat")
    ran = run_without(package, *(policy if each == "POLICY" else each for each in argv))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"error: reading a cluster needs the package `{package}`, which is not installed\n"
        "  help: pip install 'compatlang[kubernetes]'\n"
    )
