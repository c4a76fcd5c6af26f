"""Nodes, and what NFD says of them, as they would lie in a cluster of a few kinds of machines.

    for machine in fleet(200):
        cluster.api.apply(machine.node, machine.feature)

The same index gives the same machine every time. The small form of a NodeFeature has about 4 kB. The full form
has about 60 kB, of what makes a real one large: kernel options, modules, CPUID flags and PCI devices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.kubernetes import hardware
from tests.kubernetes.api import Document
from tests.kubernetes.hardware import KINDS, Device, Gpu, Kind

NAMESPACE = "node-feature-discovery"
"""Where NFD puts its objects unless it is told otherwise."""
NFD = "nfd.k8s-sigs.io/v1alpha1"
FEATURE = "feature.node.kubernetes.io"

MIX = ("h100", "a100", "cpu", "t4", "a100", "cpu", "h100", "a100", "t4", "cpu")
"""The kinds of ten machines in turn."""
LABELLED_CLASSES = ("03", "0b40", "12")
"""NFD makes labels of PCI devices of these classes."""
IMAGES = 50
"""How many images the full form of a node knows, as many as a kubelet tells."""


class Machine(NamedTuple):
    """A machine in a cluster: its Node and its NodeFeature."""

    node: Document
    feature: Document


def fleet(count: int, *, full: bool = False, namespace: str = NAMESPACE) -> Iterator[Machine]:
    """The first machines, one after the other."""
    for index in range(count):
        yield machine(index, full=full, namespace=namespace)


def machine(index: int, *, full: bool = False, namespace: str = NAMESPACE) -> Machine:
    """One of the machines."""
    kinds = {each.name: each for each in KINDS}
    kind = kinds[MIX[index % len(MIX)]]
    name = f"{kind.name}-{index:04}"
    return Machine(_node(kind, name, index, full), _node_feature(kind, name, namespace, full))


def with_driver(node: Document, version: str) -> Document:
    """A node after NVIDIA's GPU Feature Discovery has seen another driver on it."""
    metadata = node["metadata"]
    return {**node, "metadata": {**metadata, "labels": {**metadata["labels"], **_driver_labels(version)}}}


def _node(kind: Kind, name: str, index: int, full: bool) -> Document:
    published = dict(sorted(_nfd_labels(kind, full).items()))
    labels = {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        **{f"{FEATURE}/{key}": value for key, value in published.items()},
        **(_gpu_labels(kind.gpu, _driver(kind.gpu, index)) if kind.gpu else {}),
    }
    annotations = {"nfd.node.kubernetes.io/feature-labels": ",".join(published)}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels, "annotations": annotations},
        "spec": {"providerID": f"metal://{name}"},
        "status": _status(kind, name, index, full),
    }


def _status(kind: Kind, name: str, index: int, full: bool) -> Document:
    """What the kubelet says of its node."""
    gpus = {"nvidia.com/gpu": str(kind.gpu.per_node)} if kind.gpu else {}
    resources = {"cpu": str(kind.processor.threads), "memory": f"{kind.memory}Gi", "pods": "110", **gpus}
    system, version = kind.release
    return {
        "addresses": [
            {"type": "InternalIP", "address": f"10.{index >> 16}.{index >> 8 & 255}.{index & 255}"},
            {"type": "Hostname", "address": name},
        ],
        "capacity": resources,
        "allocatable": {**resources, "cpu": str(kind.processor.threads - 2), "memory": f"{kind.memory - 8}Gi"},
        "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
        "nodeInfo": {
            "architecture": "amd64",
            "bootID": f"{index:032x}",
            "containerRuntimeVersion": "containerd://1.7.27",
            "kernelVersion": kind.kernel,
            "kubeProxyVersion": "",
            "kubeletVersion": "v1.34.2",
            "machineID": f"{index:032x}",
            "operatingSystem": "linux",
            "osImage": f"{system.title()} {version}",
            "systemUUID": f"{index:032x}",
        },
        "images": _images() if full else [],
    }


def _images() -> list[Document]:
    return [
        {
            "names": [
                f"registry.example/acme/part-{number}@sha256:{number:064x}",
                f"registry.example/acme/part-{number}:v{number}",
            ],
            "sizeBytes": 1_000_000 * (number + 1),
        }
        for number in range(IMAGES)
    ]


def _nfd_labels(kind: Kind, full: bool) -> Mapping[str, str]:
    """The labels that NFD publishes by itself, without its prefix."""
    system = _release(kind)
    found = hardware.devices(kind, full=full)
    return {
        **{f"cpu-cpuid.{flag}": "true" for flag in hardware.flags(kind, full=full) if _is_labelled(flag)},
        **{f"cpu-model.{key}": value for key, value in _model(kind).items()},
        "cpu-hardware_multithreading": "true",
        **{f"kernel-config.{key}": "true" for key in ("NO_HZ", "NO_HZ_FULL")},
        **{f"kernel-version.{key}": value for key, value in _kernel(kind).items()},
        **{
            f"pci-{each.class_}_{each.vendor}.present": "true"
            for each in found
            if each.class_.startswith(LABELLED_CLASSES)
        },
        **({"rdma.available": "true", "rdma.capable": "true"} if kind.infiniband else {}),
        **{f"system-os_release.{key}": system[key] for key in sorted(system)},
    }


def _is_labelled(flag: str) -> bool:
    return flag not in hardware.FLAGS_WITHOUT_LABEL


def _driver(gpu: Gpu, index: int) -> str:
    """The drivers in turn, and in another turn among the next ten machines."""
    return gpu.drivers[(index + index // len(MIX)) % len(gpu.drivers)]


def _gpu_labels(gpu: Gpu, driver: str) -> Mapping[str, str]:
    """What NVIDIA's GPU Feature Discovery publishes."""
    major, _, minor = gpu.compute.partition(".")
    return {
        **_driver_labels(driver),
        "nvidia.com/gpu.compute.major": major,
        "nvidia.com/gpu.compute.minor": minor,
        "nvidia.com/gpu.count": str(gpu.per_node),
        "nvidia.com/gpu.family": gpu.family,
        "nvidia.com/gpu.memory": str(gpu.memory),
        "nvidia.com/gpu.present": "true",
        "nvidia.com/gpu.product": gpu.product,
    }


def _driver_labels(version: str) -> Mapping[str, str]:
    """The driver's version as a whole and in parts, by the names of now and of before."""
    parts = version.split(".")
    return {
        "nvidia.com/cuda.driver-version.full": version,
        **dict(
            zip(
                ("nvidia.com/cuda.driver-version." + part for part in ("major", "minor", "revision")),
                parts,
                strict=True,
            )
        ),
        **dict(zip(("nvidia.com/cuda.driver." + part for part in ("major", "minor", "rev")), parts, strict=True)),
    }


def _node_feature(kind: Kind, name: str, namespace: str, full: bool) -> Document:
    return {
        "apiVersion": NFD,
        "kind": "NodeFeature",
        "metadata": {"name": name, "namespace": namespace, "labels": {"nfd.node.kubernetes.io/node-name": name}},
        "spec": {
            "features": {
                "flags": _flags(kind, full),
                "attributes": {key: {"elements": value} for key, value in _attributes(kind, name, full).items()},
                "instances": _instances(kind, full),
            },
            "labels": {f"{FEATURE}/{key}": value for key, value in _nfd_labels(kind, full).items()},
        },
    }


def _flags(kind: Kind, full: bool) -> Document:
    loaded = hardware.modules(kind, full=full)
    found = {
        "cpu.cpuid": hardware.flags(kind, full=full),
        "kernel.loadedmodule": loaded,
        "kernel.enabledmodule": sorted({*loaded, "fuse", "vfat"}),
    }
    return {key: {"elements": {name: {} for name in names}} for key, names in found.items()}


def _attributes(kind: Kind, name: str, full: bool) -> Mapping[str, Mapping[str, str]]:
    return {
        "cpu.model": _model(kind),
        "cpu.topology": {"hardware_multithreading": "true", "socket_count": "2"},
        "kernel.config": hardware.options(full=full),
        "kernel.version": _kernel(kind),
        "memory.numa": {"is_numa": "true", "node_count": "2"},
        "memory.swap": {"enabled": "false"},
        "system.name": {"nodename": name},
        "system.osrelease": _release(kind),
    }


def _instances(kind: Kind, full: bool) -> Document:
    interfaces = [("eno1", "25000", "1500"), *((f"ibp{n}s0", "400000", "2044") for n in range(kind.infiniband))]
    network = [{"name": name, "operstate": "up", "speed": speed, "mtu": mtu} for name, speed, mtu in interfaces]
    found: Mapping[str, Sequence[Mapping[str, str]]] = {
        "network.device": network if full else network[:2],
        "pci.device": [_pci(each) for each in hardware.devices(kind, full=full)],
    }
    return {key: {"elements": [{"attributes": each} for each in elements]} for key, elements in found.items()}


def _pci(device: Device) -> Mapping[str, str]:
    vendor, _, part = device.subsystem.partition(":")
    return {
        "class": device.class_,
        "vendor": device.vendor,
        "device": device.device,
        "subsystem_vendor": vendor,
        "subsystem_device": part,
    }


def _model(kind: Kind) -> Mapping[str, str]:
    processor = kind.processor
    return {"vendor_id": processor.vendor, "family": processor.family, "id": processor.model, "hypervisor": "none"}


def _kernel(kind: Kind) -> Mapping[str, str]:
    major, minor, revision = kind.kernel.partition("-")[0].split(".")
    return {"full": kind.kernel, "major": major, "minor": minor, "revision": revision}


def _release(kind: Kind) -> Mapping[str, str]:
    system, version = kind.release
    major, _, minor = version.partition(".")
    return {"ID": system, "VERSION_ID": version, "VERSION_ID.major": major, "VERSION_ID.minor": minor}
