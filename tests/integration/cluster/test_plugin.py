"""`kubectl compat`: kubectl itself finds the plugin on PATH and runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.kubernetes import access
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import fleet
from tests.tools import missing

ROOT = Path(__file__).resolve().parents[3]
POLICY = "edition 1\npolicy new { require kernel: kernel.version >= 5.4 }\n"
SECONDS = 120


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """A folder with the console script of the name that pyproject.toml gives it, made as an installer makes it."""
    if shutil.which("kubectl") is None:
        missing("kubectl is not installed")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, function = scripts["kubectl-compat"].partition(":")
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "kubectl-compat"
    script.write_text(f"#!{sys.executable}\nfrom {module} import {function}\n{function}()\n", "utf-8")
    script.chmod(0o755)
    return folder


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "new.compat"
    path.write_text(POLICY, "utf-8")
    return path


def kubectl(plugins: Path, *argv: str | Path, config: Path | None = None) -> Ran:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COMPATLANG_")},
        "PATH": f"{plugins}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "KUBECONFIG": str(config or plugins / "none"),
    }
    ran = subprocess.run(
        ["kubectl", *map(str, argv)],
        env=environment,
        cwd=plugins.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_kubectl_lists_the_plugin(plugins: Path) -> None:
    ran = kubectl(plugins, "plugin", "list")
    assert str(plugins / "kubectl-compat") in ran.out.splitlines()
    assert "overshadow" not in ran.err


def test_its_texts_call_it_as_kubectl_does(plugins: Path) -> None:
    assert kubectl(plugins, "compat", "--help").out.startswith("usage: kubectl compat COMMAND [ARGUMENT…]\n")
    assert kubectl(plugins, "compat", "check", "--help").out.startswith("usage: kubectl compat check ")
    assert "`kubectl compat check --help` lists the flags" in kubectl(plugins, "compat", "check", "--xyzzy").err


def test_check_means_the_cluster_of_the_kubeconfig(
    cluster: Cluster, plugins: Path, policy: Path, tmp_path: Path
) -> None:
    for each in fleet(3):
        cluster.api.apply(each.node, each.feature)
    config = access.kubeconfig(cluster, tmp_path / "config")
    ran = kubectl(plugins, "compat", "check", policy, config=config)
    assert "3 nodes: 3 compatible" in ran.out
    assert ran == kubectl(plugins, "compat", "check", policy, "--cluster", config=config)
    assert len(kubectl(plugins, "compat", "snapshot", config=config).out.splitlines()) == 6
    name = next(fleet(1)).node["metadata"]["name"]
    explained = kubectl(plugins, "compat", "explain", policy, "--node", name, config=config)
    assert (explained.code, explained.err) == (0, "")
    assert f" on {name}: compatible" in explained.out


def test_check_means_snapshots_where_they_are_named(plugins: Path, policy: Path) -> None:
    """There is no kubeconfig here, so that a look at a cluster would fail."""
    snapshot = ROOT / "policies" / "examples" / "cuda-training" / "snapshots" / "gpu-a01.yaml"
    ran = kubectl(plugins, "compat", "check", policy, "--snapshot", snapshot)
    assert (ran.code, ran.err) == (0, "")
    assert "1 node: 1 compatible" in ran.out


def test_the_exit_code_is_that_of_the_command_line(plugins: Path, policy: Path) -> None:
    policy.write_text(POLICY.replace("5.4", "99"), "utf-8")
    snapshot = ROOT / "policies" / "examples" / "cuda-training" / "snapshots" / "gpu-a01.yaml"
    assert kubectl(plugins, "compat", "check", policy, "--snapshot", snapshot).code == 1
    assert kubectl(plugins, "compat", "check", policy).code == 2
