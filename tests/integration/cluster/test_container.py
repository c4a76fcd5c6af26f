"""The image of docs/cluster/Containerfile is built and run: not as root, with a root that is read-only, without privileges."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from compatlang import __version__
from tests.integration.cluster.command import run
from tests.integration.cluster.container import ROOT, Image, available, built
from tests.integration.cluster.manifests import container, template
from tests.tools import missing

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "policies" / "examples" / "cuda-training"
GPU = """\
edition 1

import pci

policy gpu { require nvidia: any pci.device { vendor == pci.nvidia; class in pci.displays } }
"""

HYPERVISOR = """\
edition 1
policy train { require hypervisor: cpu.model.hypervisor != "" }
"""


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The image, built once for all workers of a parallel run, whose own folders lie side by side."""
    reason = available()
    if reason is not None:
        missing(reason)
    own = tmp_path_factory.getbasetemp()
    return built((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "image")


def test_it_says_its_version(image: Image) -> None:
    assert image.run("--version") == (0, f"compatlang {__version__}\n", "")


def test_its_user_is_a_number_and_not_root(image: Image) -> None:
    user, _, group = image.settings["User"].partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_policies_and_snapshots_are_read_from_folders_that_are_mounted(image: Image, tmp_path: Path) -> None:
    """The library of policies is in the image: the example imports modules of it."""
    (tmp_path / "gpu.compat").write_text(GPU, "utf-8")
    tmp_path.chmod(0o755)
    ran = image.run(
        *("check", "/policies/gpu.compat", "--snapshot", "/nodes/gpu-a01.yaml"),
        binds={"/policies": tmp_path, "/nodes": EXAMPLE / "snapshots"},
    )
    assert (ran.code, ran.err) == (0, "")
    assert "compatible with gpu" in ran.out


def test_both_extras_are_in_it(image: Image) -> None:
    """Neither command gets as far as a host, and neither says that a package is missing."""
    cluster = image.run("snapshot", "--cluster", "--kubeconfig", "/nowhere")
    assert cluster.code == 2
    assert "not installed" not in cluster.err
    registry = image.run("discover", "oci:/nowhere")
    assert registry.code == 2
    assert "not installed" not in registry.err


@pytest.mark.parametrize("folder", ["/opt/compatlang", "/tmp", "/work"])
def test_nothing_can_be_written(image: Image, folder: str) -> None:
    ran = image.run("snapshot", "--host", "--output", f"{folder}/node.json")
    assert ran.code == 2
    assert ran.err == f"error: cannot write `{folder}/node.json`: read-only file system\n"


def test_a_job_sees_of_its_node_what_its_host_reader_reads_as_root(image: Image) -> None:
    """The paths of job.yaml are all that is needed, and none of them needs root."""
    command = ("snapshot", "--host", "--mounted", "--root")
    of_job = image.run(*command, "/host", binds=_host_paths(), environ=["NODE_NAME=gpu-a01"])
    assert of_job.code == 0
    of_everything = run(*command, "/proc/self/root", "--node", "gpu-a01")
    assert json.loads(of_job.out) == of_everything.json


def test_a_job_does_what_its_arguments_say(image: Image, tmp_path: Path) -> None:
    """What the processor alone can tell is known, too."""
    (tmp_path / "train.compat").write_text(HYPERVISOR, "utf-8")
    tmp_path.chmod(0o755)
    binds = {**_host_paths(), "/policies": tmp_path}
    ran = image.run(*container("job.yaml")["args"], binds=binds, environ=["NODE_NAME=gpu-a01"])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("gpu-a01  compatible with train\n")


def _host_paths() -> dict[str, Path]:
    """What job.yaml mounts of the host, by the place where it is mounted."""
    places = {each["name"]: each["mountPath"] for each in container("job.yaml")["volumeMounts"]}
    volumes = [each for each in template("job.yaml")["spec"]["volumes"] if "hostPath" in each]
    return {places[each["name"]]: Path(each["hostPath"]["path"]) for each in volumes}
