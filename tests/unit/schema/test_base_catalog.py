from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from compatlang.schema import Domain, Element
from compatlang.schema.catalog import BASE
from compatlang.values.scalar import SCALAR_TYPES, parse

SHARED = Path(__file__).parents[3] / "../shared"
"""Facts beside the checkout; not part of the project."""

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside the checkout")

DOMAINS = list(BASE.domains.values())
ELEMENTS = [
    pytest.param(domain, element, id=f"{domain.name}.{element.name}")
    for domain in DOMAINS
    for element in domain.elements.values()
]
KINDS = {"flag": "flags", "attr": "attributes", "instance": "instances"}
NOT_FEATURES = {"custom"}
"""Rows of the discovery table that speak of labels only."""

MISTAKES = {("cpu.pstate", "no_turbo"), ("network.device", "network-sriov_numvfs")}
"""What public rules ask for and NFD has never reported."""


def each_doc() -> Iterator[tuple[str, str]]:
    for domain in DOMAINS:
        yield domain.name, domain.doc
        for element in domain.elements.values():
            yield f"{domain.name}.{element.name}", element.doc


@pytest.mark.parametrize(("path", "doc"), list(each_doc()))
def test_documentation_is_one_plain_line(path: str, doc: str) -> None:
    assert doc == doc.strip(), path
    assert doc, path
    assert "\n" not in doc
    assert len(doc) <= 120
    assert not doc.endswith((".", ",", ";"))
    assert doc.count("`") % 2 == 0
    assert doc.isascii()
    first = doc.split()[0]
    proper = first in {"Intel", "Elastic"} or first[1:2].isupper() or first.startswith("`")
    assert proper or first[0].islower()


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_a_domain_is_consistent(domain: Domain) -> None:
    assert BASE.domains[domain.name] is domain
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)+", domain.name)
    assert domain.default == "" or domain.default in domain.elements
    assert domain.kind == "flags" or not domain.flags
    assert not (domain.open and domain.kind == "flags")
    assert domain.elements or domain.open or domain.kind == "flags"
    assert bool(domain.since) == (domain.origin == "nfd")
    assert all(name == element.name for name, element in domain.elements.items())


@pytest.mark.parametrize(("domain", "element"), ELEMENTS)
def test_an_element_is_consistent(domain: Domain, element: Element) -> None:
    assert element.type in SCALAR_TYPES
    assert (element.width > 0) == (element.type == "id")
    if element.since:
        assert domain.since
        assert release(element.since) > release(domain.since), "only what is younger than its domain says so"


def release(since: str) -> tuple[int, int]:
    match = re.fullmatch(r"v(\d+)\.(\d+)", since)
    assert match is not None
    return int(match[1]), int(match[2])


def test_no_path_names_both_a_domain_and_an_element() -> None:
    paths = list(BASE.paths())
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    ("path", "domain", "rest", "type_"),
    [
        (["cpu", "security", "sgx", "enabled"], "cpu.security", "sgx.enabled", "bool"),
        (["cpu", "security", "sgx", "epc"], "cpu.security", "sgx.epc", "quantity"),
        (["cpu", "cpuid", "AVX10_VERSION"], "cpu.cpuid", "AVX10_VERSION", "int"),
        (["kernel", "version", "full"], "kernel.version", "full", "version"),
        (["kernel", "config", "PREEMPT"], "kernel.config", "PREEMPT", "string"),
        (["memory", "hugepages", "hugepages-1Gi"], "memory.hugepages", "hugepages-1Gi", "int"),
        (["memory", "hugepages", "hugepages-64Ki"], "memory.hugepages", "hugepages-64Ki", "int"),
        (["pci", "device", "iommu/intel-iommu/version"], "pci.device", "iommu/intel-iommu/version", "string"),
        (["system", "osrelease", "VERSION_ID"], "system.osrelease", "VERSION_ID", "version"),
        (["system", "osrelease", "VERSION_ID", "major"], "system.osrelease", "VERSION_ID.major", "int"),
        (["node", "label", "nvidia.com/gpu.product"], "node.label", "nvidia.com/gpu.product", "string"),
        (["node", "label", 'a "quoted" name\n'], "node.label", 'a "quoted" name\n', "string"),
        (["node", "label", "x", "y"], "node.label", "x.y", "string"),
        (["node", "allocatable", "nvidia.com/gpu"], "node.allocatable", "nvidia.com/gpu", "quantity"),
        (["node", "info", "kubeletVersion"], "node.info", "kubeletVersion", "version"),
        (["host", "library", "libcuda.so.1"], "host.library", "libcuda.so.1", "version"),
        (["host", "driver", "nvidia_uvm"], "host.driver", "nvidia_uvm", "version"),
    ],
)
def test_a_path_leads_to_an_element(path: list[str], domain: str, rest: str, type_: str) -> None:
    found = BASE.find(path)
    assert found is not None
    assert found.domain is BASE.domains[domain]
    assert found.rest == rest
    element = found.domain.element(found.rest)
    assert element is not None
    assert element.type == type_


def test_a_domain_alone_has_no_rest() -> None:
    found = BASE.find(["kernel", "version"])
    assert found is not None
    assert found.domain is BASE.domains["kernel.version"]
    assert found.rest == ""
    assert found.domain.default == "full"


@pytest.mark.parametrize("path", [["kernel"], ["kernel", "verison"], ["node"], ["acme", "fpga"], []])
def test_what_is_not_in_the_catalog_is_not_found(path: list[str]) -> None:
    assert BASE.find(path) is None


def test_a_closed_domain_knows_its_elements_only() -> None:
    assert BASE.domains["cpu.security"].element("sgx.enabeld") is None
    assert BASE.domains["pci.device"].element("address") is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kernel.version.full", "5.14.0-503.11.1.el9_5.x86_64"),
        ("system.osrelease.VERSION_ID", "22.04"),
        ("system.osrelease.VERSION_ID", "20240101"),
        ("system.osrelease.VERSION_ID", "v1.7.2"),
        ("system.osrelease.VERSION_ID.minor", "04"),
        ("system.osrelease.RHEL_VERSION", "9.4"),
        ("cpu.security.sgx.epc", "8589934592"),
        ("network.device.speed", "-1"),
        ("storage.block.rotational", "0"),
        ("pci.device.class", "0302"),
        ("usb.device.class", "ff"),
        ("system.dmiid.chassis_type", "23"),
        ("node.info.kubeletVersion", "v1.30.14-eks-3025e55"),
        ("node.capacity.ephemeral-storage", "527963648Ki"),
        ("host.driver.efa", "2.13.0g"),
    ],
)
def test_values_seen_on_hosts_parse_as_their_type(path: str, text: str) -> None:
    found = BASE.find(path.split("."))
    assert found is not None
    assert found.domain is not None
    element = found.domain.element(found.rest)
    assert element is not None
    assert parse(element.type, text) is not None


@pytest.mark.parametrize("flag", ["AVX512F", "AMXTILE", "X86_64_V3", "SVE2", "ASIMD", "VSX", "MMA", "VXE2", "NEON"])
def test_flags_of_every_architecture_are_known(flag: str) -> None:
    assert flag in BASE.domains["cpu.cpuid"].flags


def test_importing_the_catalog_loads_nothing_heavy() -> None:
    program = "import sys, compatlang.schema.catalog; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert {"yaml", "lark", "re2", "json", "argparse"}.isdisjoint(shown.split())


# Against what is known of NFD.


def discovery_table() -> Iterator[tuple[str, set[str], str]]:
    """Rows of the section on discovery: domain, kinds, and the text that names its elements."""
    text = (SHARED / "nfd/semantics.md").read_text(encoding="utf-8")
    section = text.partition("\n## 3. ")[2].partition("\n## ")[0]
    for row in re.findall(r"^\|(.*)\|$", section, re.MULTILINE):
        names, kinds, _source, elements, _python = (cell.strip() for cell in re.split(r"(?<!\\)\|", row))
        if names.startswith("fake."):
            yield "fake.flag", {"flags"}, elements
            yield "fake.attribute", {"attributes"}, elements
            yield "fake.instance", {"instances"}, elements
            continue
        if names in NOT_FEATURES or not re.search("flag|attr|instance", kinds):
            continue
        group = names.partition(".")[0]
        for name in names.split(" / "):
            tail = name.removeprefix(f"{group}.").removeprefix(".")
            yield f"{group}.{tail}", {KINDS[kind] for kind in re.findall("flag|attr|instance", kinds)}, elements


@needs_shared
def test_every_feature_of_nfd_is_a_domain_of_its_kind() -> None:
    rows = list(discovery_table())
    assert len(rows) == 33
    for name, kinds, _ in rows:
        assert name in BASE.domains, name
        domain = BASE.domains[name]
        assert domain.kind in kinds, name
        if kinds == {"flags", "attributes"}:
            assert domain.elements, name
    assert {name for name, _, _ in rows} == {domain.name for domain in DOMAINS if domain.origin == "nfd"}


@needs_shared
def test_every_element_in_the_catalog_of_a_closed_domain_is_named_in_the_table() -> None:
    for name, _, text in discovery_table():
        domain = BASE.domains[name]
        if domain.open:
            continue
        for element in domain.elements:
            assert element in text, f"{name}.{element}"


@needs_shared
def test_every_cpuid_name_is_known() -> None:
    table = json.loads((SHARED / "nfd/corpus/cpuid_map.json").read_text(encoding="utf-8"))
    names = {*table["klauspost_to_linux"], *table["no_proc_cpuinfo_equivalent"], *table["detectable"]}
    assert names <= BASE.domains["cpu.cpuid"].flags


def node_features() -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in ("nfd/corpus/yaml", "data/snapshots"):
        for path in sorted((SHARED / folder).glob("*.yaml")):
            try:
                documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
            except yaml.YAMLError:
                continue  # fragments and templates
            for document in documents:
                if isinstance(document, dict) and document.get("kind") == "NodeFeature":
                    yield path.name, document


@needs_shared
def test_every_element_of_real_node_features_is_known() -> None:
    seen = 0
    for file, document in node_features():
        features = (document.get("spec") or {}).get("features") or {}
        for kind in ("flags", "attributes", "instances"):
            for name, feature in (features.get(kind) or {}).items():
                domain = BASE.domains.get(name)
                if domain is None:
                    assert name.partition(".")[0] not in {each.partition(".")[0] for each in BASE.domains}, (file, name)
                    continue
                assert domain.kind == kind or (domain.kind, kind) == ("flags", "attributes"), (file, name)
                for element, value in texts_of(kind, feature.get("elements") or {}):
                    seen += 1
                    known = domain.element(element)
                    assert known is not None, (file, name, element)
                    assert parse(known.type, value) is not None, (file, name, element, value)
    assert seen > 50


def texts_of(kind: str, elements: Any) -> Iterator[tuple[str, str]]:
    if kind == "attributes":
        yield from elements.items()
    elif kind == "instances":
        for instance in elements:
            yield from instance["attributes"].items()


@needs_shared
def test_every_feature_that_real_rules_ask_for_is_known() -> None:
    """Rules from public repositories, but for domains of their own."""
    asked: set[tuple[str, str]] = set()
    for path in sorted((SHARED / "data/nodefeaturerules").glob("*.yaml")):
        try:
            documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        except yaml.YAMLError:
            continue
        for document in documents:
            asked.update(terms_of(document))
    groups = {each.partition(".")[0] for each in BASE.domains}
    checked = 0
    for name, element in asked:
        if name.partition(".")[0] not in groups:
            continue
        domain = BASE.domains[name]
        checked += 1
        known = domain.kind == "flags" or domain.element(element) is not None
        assert known or (name, element) in MISTAKES, (name, element)
    assert checked > 20


def terms_of(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        feature, expressions = node.get("feature"), node.get("matchExpressions")
        if isinstance(feature, str) and isinstance(expressions, dict):
            for name in expressions:
                yield feature.lower(), str(name)
        for value in node.values():
            yield from terms_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from terms_of(value)
