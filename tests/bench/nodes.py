"""Made-up nodes of a mixed fleet: some sixty types of hardware, and what differs between two nodes of one type.

A `Node` is a description; `node_feature` and `node_object` write it as the two documents in which a cluster keeps it, and
`snapshot` decodes those into objects that nodes do not share.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from compatlang.snapshot import Section, Snapshot
from tests.bench import vocabulary
from tests.bench.vocabulary import DRIVER_LABEL, Release

TYPES = 60
SEED = 20240229


class Hardware(NamedTuple):
    """What all nodes of one type have in common. `gpu` says whether they have a driver whose version is reported."""

    flags: tuple[str, ...]
    modules: tuple[str, ...]
    options: Mapping[str, str]
    devices: tuple[Mapping[str, str], ...]
    labels: Mapping[str, str]
    gpu: bool


class Node(NamedTuple):
    """One node. `labels` are all of them, the type's included."""

    name: str
    type: int
    kernel: Release
    driver: Release | None
    labels: Mapping[str, str]

    @property
    def hardware(self) -> Hardware:
        """What the node has in common with others of its type."""
        return hardware(self.type)


def fleet(count: int, *, first: int = 0) -> Iterator[Node]:
    """Nodes `first` and following of the one fleet that there is; node 17 is the same in every run."""
    for number in range(first, first + count):
        yield _node(number)


@cache
def hardware(type_: int) -> Hardware:
    """The hardware of a type. The names of low index are those that most types have."""
    chance = random.Random(f"{SEED} type {type_}")
    return Hardware(
        flags=_some(chance, vocabulary.FLAGS, 150),
        modules=_some(chance, vocabulary.MODULES, 120),
        options={each: chance.choice(vocabulary.OPTION_VALUES) for each in _some(chance, vocabulary.OPTIONS, 200)},
        devices=tuple(_device(chance) for _ in range(chance.randint(25, 40))),
        labels={each: chance.choice(vocabulary.LABELS[each]) for each in _some(chance, tuple(vocabulary.LABELS), 38)},
        gpu=chance.random() < 0.8,
    )


def _node(number: int) -> Node:
    chance = random.Random(SEED + number)
    type_ = chance.randrange(TYPES)
    common = hardware(type_)
    name = f"node-{number:06}.cluster.example"
    driver = chance.choice(vocabulary.DRIVERS) if common.gpu else None
    labels = dict(common.labels)
    for key in chance.sample(sorted(labels), 3):
        labels[key] = chance.choice(vocabulary.LABELS[key])
    labels["kubernetes.io/hostname"] = name
    if driver is not None:
        labels[DRIVER_LABEL] = driver.text
    return Node(name, type_, chance.choice(vocabulary.KERNELS), driver, labels)


def _some(chance: random.Random, names: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Of the first four fifths of what is wanted nearly all, the rest by chance."""
    common = [each for each in names[: count * 4 // 5] if chance.random() < 0.95]
    return tuple(sorted(common + chance.sample(names[count * 4 // 5 :], count - len(common))))


def _device(chance: random.Random) -> dict[str, str]:
    pairs = vocabulary.DEVICES[: vocabulary.COMMON_DEVICES] if chance.random() < 0.85 else vocabulary.DEVICES
    vendor, class_ = chance.choice(pairs)
    return {
        "class": f"{class_:04x}",
        "device": f"{chance.randrange(0x10000):04x}",
        "iommu_group/type": chance.choice(("DMA", "DMA-FQ", "identity")),
        "subsystem_device": f"{chance.randrange(0x10000):04x}",
        "subsystem_vendor": f"{vendor:04x}",
        "vendor": f"{vendor:04x}",
    }


def node_feature(node: Node) -> bytes:
    """The NodeFeature that NFD's worker writes, as compact JSON of about 60 KB.

    The labels that NFD itself does not publish are not in it, so that a reader of it alone knows labels in part.
    """
    published = {key: value for key, value in node.labels.items() if not key.startswith(("acme", "kubernetes.io"))}
    major, minor, revision = map(str, node.kernel.numbers)
    values = {
        "@name@": node.name,
        "@kernel@": node.kernel.text,
        "@major@": major,
        "@minor@": minor,
        "@revision@": revision,
        '"@labels@"': json.dumps(published, separators=(",", ":")),
    }
    return "".join([values.get(each, each) for each in _template(node.type)]).encode()


def node_object(node: Node) -> bytes:
    """The Node of the Kubernetes API, which has all labels."""
    metadata = {"name": node.name, "labels": dict(node.labels)}
    return json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": metadata}, separators=(",", ":")).encode()


def documents(node: Node) -> bytes:
    """Both documents of a node, one a line."""
    return node_feature(node) + b"\n" + node_object(node) + b"\n"


def snapshot(node: Node) -> Snapshot:
    """A node whose domains are all reported, decoded from its documents into objects of its own."""
    return Snapshot(node.name, dict(sorted({**_features(node), "node.label": _all_labels(node)}.items())))


def _features(node: Node) -> dict[str, Section]:
    features = json.loads(node_feature(node))["spec"]["features"]
    sections = {name: Section(flags=frozenset(each["elements"])) for name, each in features["flags"].items()}
    sections |= {name: Section(attributes=each["elements"]) for name, each in features["attributes"].items()}
    sections |= {
        name: Section(instances=tuple(instance["attributes"] for instance in each["elements"]))
        for name, each in features["instances"].items()
    }
    return sections


def _all_labels(node: Node) -> Section:
    return Section(attributes=json.loads(node_object(node))["metadata"]["labels"])


@cache
def _template(type_: int) -> tuple[str, ...]:
    """The NodeFeature of a type in pieces; where nodes of the type differ, a placeholder is a piece of its own."""
    common = hardware(type_)
    chance = random.Random(f"{SEED} builtin {type_}")
    enabled = sorted({*common.modules, *chance.sample(vocabulary.BUILTIN, len(vocabulary.BUILTIN) * 19 // 20)})
    attributes = {
        "kernel.version": {"full": "@kernel@", "major": "@major@", "minor": "@minor@", "revision": "@revision@"},
        "kernel.config": dict(common.options),
        "system.name": {"nodename": "@name@"},
        "memory.swap": {"enabled": "false"},
    }
    flags = {"cpu.cpuid": common.flags, "kernel.loadedmodule": common.modules, "kernel.enabledmodule": enabled}
    instances: dict[str, Sequence[Mapping[str, str]]] = {
        "pci.device": common.devices,
        "network.device": _interfaces(chance),
        "storage.block": _disks(chance),
    }
    value: dict[str, Any] = {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {
            "name": "@name@",
            "namespace": "node-feature-discovery",
            "labels": {"nfd.node.kubernetes.io/node-name": "@name@"},
        },
        "spec": {
            "features": {
                "flags": {name: {"elements": {each: {} for each in names}} for name, names in flags.items()},
                "attributes": {name: {"elements": each} for name, each in attributes.items()},
                "instances": {
                    name: {"elements": [{"attributes": dict(each)} for each in those]}
                    for name, those in instances.items()
                },
            },
            "labels": "@labels@",
        },
    }
    return tuple(re.split(r'("@labels@"|@[a-z]+@)', json.dumps(value, separators=(",", ":"))))


def _interfaces(chance: random.Random) -> list[dict[str, str]]:
    """Adapters that share themselves among virtual machines have this many."""
    return [
        {
            "mtu": chance.choice(("1500", "9000")),
            "name": f"enp{65 + number // 64}s0f0v{number % 64}",
            "operstate": chance.choice(("up", "down")),
            "speed": "100000",
            "sriov_numvfs": "0",
        }
        for number in range(160)
    ]


def _disks(chance: random.Random) -> list[dict[str, str]]:
    return [
        {"dax": "0", "name": f"nvme{number}n1", "nr_zones": "0", "rotational": chance.choice("01"), "zoned": "none"}
        for number in range(115)
    ]
