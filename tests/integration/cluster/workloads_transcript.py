"""The transcript in docs/cluster/workloads.md: `python -m tests.integration.cluster.workloads_transcript` writes it anew.

The cluster is one of an API server alone, which nobody schedules anything in: Pods are put where the transcript wants them.
That the registry is called `registry.example` is true: it is also the proxy that the commands are told to use.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.integration.cluster.pods import pod
from tests.integration.registry import images
from tests.integration.registry.faulty import Registry
from tests.kubernetes import access, crds
from tests.kubernetes.api import Document
from tests.kubernetes.build import MODULE
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import NAMESPACE, fleet, machine
from tests.transcripts import ROOT, Step, programs, run, written

PAGE = ROOT / "docs" / "cluster" / "workloads.md"
NODES = 40
IMAGES = {"ml/train": "1.4", "ml/index": "2.0", "web/front": "5.8"}
"""The images, and the tag of each; the registry has one set of tags for all of them."""

TRAIN = """\
edition 1

## Training with CUDA 12.4.
policy train {
  require gpu: any pci.device { vendor == 0x10de }
  require driver: version(node.label["nvidia.com/cuda.driver-version.full"]) >= 550.54.14
    fix "install NVIDIA driver 550.54.14 or newer"
}
"""

INDEX = """\
edition 1

## The index lies on the disks of one machine.
policy index { require disks: node.label["kubernetes.io/hostname"] == "cpu-0002" }
"""

SITE = """\
edition 1

policy recent {
  image "registry.example/web/*"
  require kernel: kernel.version >= 6.2
}
"""

STEPS = (
    Step(
        "What two images need is attached to them; the third, `web/front`, has nothing attached.",
        (
            "export COMPATLANG_PLAIN_HTTP=true",
            "cat train.compat",
            *(
                f"compatlang attach registry.example/{name}:{IMAGES[name]} {name[3:]}.compat --as compat | head -1"
                for name in ("ml/train", "ml/index")
            ),
        ),
    ),
    Step(
        "A cluster of forty nodes runs them, and waits for a node for one more Pod.",
        ('compatlang check --cluster --workloads; echo "exit status $?"',),
    ),
    Step(
        "A Pod in each line, as other programs take it.",
        ("compatlang check --cluster --workloads --namespace ml --format jsonl | cut -d, -f 2-5",),
    ),
    Step(
        "Before anything is attached to an image, a policy that names it can be tried on what runs.",
        (
            "cat site.compat",
            'compatlang check site.compat --cluster --workloads --namespace web; echo "exit status $?"',
        ),
    ),
)


def transcript() -> str:
    """What stands between the markers, all of it run at a cluster and a registry of its own."""
    with tempfile.TemporaryDirectory() as name, Registry() as registry:
        work, folder = Path(name) / "work", Path(name) / "cluster"
        work.mkdir()
        folder.mkdir()
        for policy, text in (("train", TRAIN), ("index", INDEX), ("site", SITE)):
            (work / f"{policy}.compat").write_text(text, "utf-8")
        with Cluster(MODULE.programs(), folder) as cluster:
            cluster.api.apply(*crds.documents())
            for namespace in (NAMESPACE, "ml", "web"):
                cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
            cluster.api.load(each for machine in fleet(NODES) for each in machine)
            cluster.api.apply(*_pods(registry))
            environment = {
                **programs(Path(name) / "bin", {}),
                "http_proxy": f"http://{registry.host}",
                "KUBECONFIG": str(access.kubeconfig(cluster, folder / "kubeconfig")),
            }
            return "\n".join(run(STEPS, work, environment))


def _pods(registry: Registry) -> Iterator[Document]:
    """Six of a training job and one more that waits, one that an index ties to its node, and some of a front end."""
    train, index, front = (Started(registry, each) for each in IMAGES)
    nodes = [machine(number).node["metadata"]["name"] for number in range(NODES)]
    for number, node in enumerate((nodes[0], nodes[1], nodes[6], nodes[4], nodes[10], nodes[3])):
        yield train.pod(f"train-7d9f-{number}", node, ("ReplicaSet", "train-7d9f"))
    yield train.pod("train-next", "", None)
    yield index.pod("index-0", nodes[2], ("StatefulSet", "index"))
    for number in range(4):
        yield front.pod(f"front-5b8c-{number}", nodes[number], ("ReplicaSet", "front-5b8c"))


class Started:
    """An image in the registry, and Pods that run it."""

    def __init__(self, registry: Registry, name: str) -> None:
        self.namespace = name.partition("/")[0]
        self.asked = f"registry.example/{name}:{IMAGES[name]}"
        digest = images.push_image(registry, IMAGES[name], {"author": name})
        self.reported = f"registry.example/{name}@{digest}"

    def pod(self, name: str, node: str, owner: tuple[str, str] | None) -> Document:
        reported = self.reported if node else ""
        return pod(name, node, reported, asked=[self.asked], owner=owner, namespace=self.namespace)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8"), transcript()), "utf-8")
