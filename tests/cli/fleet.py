"""Snapshots of made-up nodes, the same every time."""

from __future__ import annotations

import json
from typing import Any


def node(
    name: str,
    *,
    driver: str = "550.54.15",
    kernel: str = "5.15.0-91-generic",
    gpus: int = 2,
    infiniband: bool = True,
    modules: tuple[str, ...] = ("ib_uverbs", "rdma_cm", "nvidia_fs"),
    pci: bool = True,
    swap: str = "false",
) -> dict[str, Any]:
    """A NodeFeature of a training node; `pci` is false where the devices are not reported."""
    gpu = {"attributes": {"vendor": "10de", "class": "0302", "device": "2330"}}
    adapter = {"attributes": {"vendor": "15b3", "class": "0207" if infiniband else "0200", "device": "1017"}}
    instances: dict[str, Any] = {
        "network.device": {"elements": [{"attributes": {"name": "eth0", "operstate": "up"}}]},
    }
    if pci:
        instances["pci.device"] = {"elements": [gpu] * gpus + [adapter]}
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "name": name,
            "namespace": "node-feature-discovery",
            "labels": {"nfd.node.kubernetes.io/node-name": name},
        },
        "spec": {
            "features": {
                "flags": {
                    "cpu.cpuid": {"elements": {"AVX512F": {}}},
                    "kernel.loadedmodule": {"elements": {each: {} for each in modules}},
                },
                "attributes": {
                    "kernel.version": {"elements": {"full": kernel}},
                    "memory.swap": {"elements": {"enabled": swap}},
                },
                "instances": instances,
            },
            "labels": {"nvidia.com/cuda.driver-version.full": driver},
        },
    }


THREE = [
    node("node-a01", swap="true"),
    node("node-b02", driver="525.60.13", infiniband=False, modules=("ib_uverbs",)),
    node("node-c03", pci=False),
]


def many(count: int) -> list[dict[str, Any]]:
    """Nodes with a handful of causes, some frequent and some rare."""
    return [
        node(
            f"node-{index:03}",
            driver="550.54.15" if index % 3 else ("525.60.13", "470.57.02")[index % 4 == 0],
            pci=index % 11 != 0,
            infiniband=index % 50 != 7,
            swap="true" if index % 7 == 0 else "false",
        )
        for index in range(count)
    ]


def document(nodes: list[dict[str, Any]]) -> str:
    """A `List`, as kubectl prints it."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes}, indent=1)
