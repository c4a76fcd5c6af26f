"""Nodes as Kubernetes shows them: features, the labels that NFD and the kubelet make of them, and labels of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from hypothesis import strategies as st

from compatlang.nfd.features import of_snapshot
from compatlang.nfd.go.names import label_value
from compatlang.nfd.load import Document, load
from compatlang.nfd.master import Merged, process
from compatlang.nfd.model import NodeFeatureRule
from compatlang.snapshot import Section, Snapshot
from tests.nfd.affinity.scheduler import Node

_FLAGS_LEFT_OUT = {"SSE42", "POPCNT"}
_PREFIX = "feature.node.kubernetes.io/"


def attributes(**values: tuple[str, ...]) -> st.SearchStrategy[Section]:
    """A domain with some of these attributes; what begins with an upper case letter may be absent."""
    required = {name: st.sampled_from(texts) for name, texts in values.items() if name[0].islower()}
    optional = {name: st.sampled_from(texts) for name, texts in values.items() if not name[0].islower()}
    return st.fixed_dictionaries(required, optional=optional).map(lambda found: Section(attributes=found))


def instances(**values: tuple[str, ...]) -> st.SearchStrategy[Section]:
    """A domain with a few instances of these attributes."""
    one = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in values.items()})
    return st.lists(one, max_size=3).map(lambda found: Section(instances=tuple(found)))


def flags(*names: str) -> st.SearchStrategy[Section]:
    """A domain with some of these flags, and without attributes."""
    return st.frozensets(st.sampled_from(names)).map(lambda found: Section(flags=found, attributes={}))


FEATURES: Mapping[str, st.SearchStrategy[Section]] = {
    "cpu.cpuid": flags("AVX2", "AVX512F", "SSE42", "POPCNT"),
    "cpu.model": attributes(vendor_id=("Intel", "AMD"), family=("6", "25"), id=("1", "17")),
    "cpu.security": st.sampled_from([{}, {"sgx.enabled": "true", "sgx.epc": "4096"}]).map(
        lambda found: Section(attributes=found)
    ),
    "kernel.version": attributes(
        full=("5.15.0-91-generic", "6.8.0-rc1", "6.1.0"),
        major=("5", "6"),
        minor=("0", "8", "15"),
        revision=("", "0", "91"),
    ),
    "kernel.loadedmodule": flags("nvidia_fs", "ib_uverbs"),
    "kernel.selinux": attributes(enabled=("true", "false")),
    "memory.numa": attributes(is_numa=("true", "false"), node_count=("1", "2")),
    "memory.swap": attributes(enabled=("true", "false")),
    "pci.device": instances(vendor=("10de", "15b3"), **{"class": ("0300", "0302", "0207", "1200")}),
    "usb.device": instances(vendor=("1a6e",), device=("089a", "0001"), **{"class": ("fe", "03")}),
    "network.device": instances(operstate=("up", "down"), sriov_totalvfs=("0", "8")),
    "storage.block": instances(rotational=("0", "1")),
    "system.osrelease": attributes(ID=("ubuntu", "rhel"), VERSION_ID=("22.04", "9.3")),
}
"""What a node may report, each domain as a whole or not at all."""

OWN_LABELS = {
    "acme.example/tier": st.sampled_from(["gold", "silver", "Gold", ""]),
    "acme.example/gpus": st.sampled_from(["0", "1", "8", "007", "many", "9223372036854775807", "9223372036854775808"]),
    "acme.example/drain": st.sampled_from(["true", "false", "yes"]),
}


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Features of a node, what the kubelet says of it, and labels that others have given it."""
    sections = draw(st.fixed_dictionaries({}, optional=FEATURES))
    info = {"architecture": draw(st.sampled_from(["amd64", "arm64"])), "operatingSystem": "linux"}
    own = draw(st.fixed_dictionaries({}, optional=OWN_LABELS))
    return Snapshot("node", {**sections, "node.info": Section(attributes=info), "node.label": Section(attributes=own)})


@st.composite
def odd_snapshots(draw: st.DrawFn) -> Snapshot:
    """Nodes with texts that nobody expects, and features that are known in part."""
    node = draw(snapshots())
    sections = dict(node.sections)
    for name in sorted(set(sections) - {"node.info", "node.label"}):
        own = sections[name].attributes or {}
        odd = {
            each: draw(st.sampled_from([text, "", "a b", "-5", "007", "+7", "x" * 64])) for each, text in own.items()
        }
        sections[name] = msgspec.structs.replace(sections[name], attributes=odd or own, partial=draw(st.booleans()))
    return msgspec.structs.replace(node, sections=sections)


def labelled(node: Snapshot, published: Mapping[str, str] | None = None) -> tuple[Snapshot, Node]:
    """A node with all its labels: its own, those by default, and those that a rule has published; and as Kubernetes has it."""
    labels = {
        **(node.sections["node.label"].attributes or {}),
        **{key: text for key, text in by_default(node) if not label_value(text)},
        **(published or {}),
    }
    sections = {**node.sections, "node.label": Section(attributes=labels)}
    return msgspec.structs.replace(node, sections=sections), Node(labels, node.node)


def published(rules: str, node: Snapshot) -> Mapping[str, str]:
    """The labels of a NodeFeatureRule, by our own reading of NFD."""
    if not rules:
        return {}
    document = load(rules, "rules.yaml")
    assert isinstance(document, Document), document
    assert isinstance(document.model, NodeFeatureRule)
    (output,) = process(Merged(of_snapshot(node)), [document.model]).results
    assert not output.dropped
    return output.labels


def by_default(node: Snapshot) -> Iterator[tuple[str, str]]:
    """The labels that the kubelet sets, and those of NFD's `GetLabels` without any configuration."""
    info = node.sections["node.info"].attributes or {}
    yield "kubernetes.io/arch", info["architecture"]
    yield "kubernetes.io/os", info["operatingSystem"]
    for each in (node.sections["cpu.cpuid"].flags or ()) if "cpu.cpuid" in node.sections else ():
        if each not in _FLAGS_LEFT_OUT:
            yield f"{_PREFIX}cpu-cpuid.{each}", "true"
    for domain, prefix in (
        ("cpu.model", "cpu-model"),
        ("kernel.version", "kernel-version"),
        ("cpu.security", "cpu-security"),
    ):
        for name, text in texts(node, domain).items():
            if name != "sgx.epc":
                yield f"{_PREFIX}{prefix}.{name}", text
    for name, text in texts(node, "system.osrelease").items():
        yield f"{_PREFIX}system-os_release.{name}", text
    for domain, name, key in (
        ("kernel.selinux", "enabled", "kernel-selinux.enabled"),
        ("memory.numa", "is_numa", "memory-numa"),
        ("memory.swap", "enabled", "memory-swap"),
    ):
        if texts(node, domain).get(name) == "true":
            yield f"{_PREFIX}{key}", "true"
    for pci in found(node, "pci.device"):
        if pci["class"].startswith(("03", "0b40", "12")):
            yield f"{_PREFIX}pci-{pci['class']}_{pci['vendor']}.present", "true"
    for usb in found(node, "usb.device"):
        if usb["class"].startswith(("0e", "ef", "fe", "ff")):
            yield f"{_PREFIX}usb-{usb['class']}_{usb['vendor']}_{usb['device']}.present", "true"
    if any(int(card["sriov_totalvfs"]) > 0 for card in found(node, "network.device")):
        yield f"{_PREFIX}network-sriov.capable", "true"
    if any(disk["rotational"] == "0" for disk in found(node, "storage.block")):
        yield f"{_PREFIX}storage-nonrotationaldisk", "true"


def texts(node: Snapshot, domain: str) -> Mapping[str, str]:
    """The attributes of a domain, none where it is not reported."""
    return (node.sections[domain].attributes or {}) if domain in node.sections else {}


def found(node: Snapshot, domain: str) -> tuple[Mapping[str, str], ...]:
    """The instances of a domain, none where it is not reported."""
    return (node.sections[domain].instances or ()) if domain in node.sections else ()
