"""NodeFeature, Node and exported features as sections.

What cannot be understood is reported and left *unknown*, never absent: the section it stands in becomes partial. Fields
that are not known are ignored, as Kubernetes does. The shapes are those of api/nfd/v1alpha1/types.go of NFD.
"""

from __future__ import annotations

from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.annotation import PARTIAL_ANNOTATION, partial_domains
from compatlang.snapshot.merge import Facts, combine
from compatlang.snapshot.model import Document, Instance, Section
from compatlang.snapshot.report import Report, kind_of
from compatlang.snapshot.tree import Path, Value, shown
from compatlang.snapshot.wanted import Wanted

NODE_NAME_LABEL = "nfd.node.kubernetes.io/node-name"
NODE_SECTIONS = {
    "node.label": ("metadata", "labels"),
    "node.annotation": ("metadata", "annotations"),
    "node.info": ("status", "nodeInfo"),
    "node.capacity": ("status", "capacity"),
    "node.allocatable": ("status", "allocatable"),
}
"""Where a Node has what; a part that is not there is unreported."""

NAMING_SECTION, NAMING_ELEMENT = "system.name", "nodename"
"""Where an export names its node."""

Mapped = dict[str, Value]


def node_feature(report: Report, document: Document, value: Mapped, wanted: Wanted | None = None) -> Facts | None:
    """A NodeFeature. None where it names no node, which is reported.

    NFD itself wants the label; without it the name of the object is the node's, as in its own examples. Of sections that
    are not wanted nothing is looked at, here and in what follows; where `wanted` is None all of them are.
    """
    metadata = _mapping(report, ("metadata",), value.get("metadata")) or {}
    labels = _mapping(report, ("metadata", "labels"), metadata.get("labels")) or {}
    node = _text(report, ("metadata", "labels", NODE_NAME_LABEL), labels.get(NODE_NAME_LABEL))
    name = _text(report, ("metadata", "name"), metadata.get("name"))
    namespace = _text(report, ("metadata", "namespace"), metadata.get("namespace"))
    if not (node or name):
        _nameless(report, f"give it the label `{NODE_NAME_LABEL}`")
        return None
    spec = _mapping(report, ("spec",), value.get("spec"))
    features = _mapping(report, ("spec", "features"), (spec or {}).get("features"))
    sections, whole = read_features(report, ("spec", "features"), features or {}, wanted)
    open_domains = _partial_domains(report, metadata.get("annotations"))
    asked = (spec or {}).get("labels") if _is_wanted(wanted, "node.label") else None
    return Facts(
        "NodeFeature",
        namespace,
        name,
        node or name,
        document,
        report.span(("metadata", "name")),
        sections,
        None if asked is None else _texts(report, ("spec", "labels"), asked)[0],
        partial=spec is None or features is None or not whole or open_domains is None,
        partial_domains=open_domains or frozenset(),
    )


def exported(report: Report, document: Document, value: Mapped, fallback: str, wanted: Wanted | None = None) -> Facts:
    """What `nfd export features` prints; `fallback` names the node where the export does not."""
    sections, whole = read_features(report, (), value, wanted, NAMING_SECTION)
    system = sections.get(NAMING_SECTION)
    node = ((system.attributes or {}).get(NAMING_ELEMENT) if system is not None else None) or fallback
    if not _is_wanted(wanted, NAMING_SECTION):
        sections.pop(NAMING_SECTION, None)
    return Facts("Features", "", node, node, document, report.span(()), sections, partial=not whole)


def node(report: Report, document: Document, value: Mapped, wanted: Wanted | None = None) -> Facts | None:
    """A Node of the Kubernetes API. None where it has no name, which is reported."""
    metadata = _mapping(report, ("metadata",), value.get("metadata")) or {}
    status = _mapping(report, ("status",), value.get("status")) or {}
    name = _text(report, ("metadata", "name"), metadata.get("name"))
    if not name:
        _nameless(report, "give it a `name`")
        return None
    sections = {}
    for domain, path in NODE_SECTIONS.items():
        part = (metadata if path[0] == "metadata" else status).get(path[1])
        if part is None or not _is_wanted(wanted, domain):
            continue
        if domain == "node.info" and isinstance(part, dict):
            part = _flattened(part)
        texts, whole = _texts(report, path, part, number=path[0] == "status")
        sections[domain] = Section(attributes=texts, partial=not whole)
    return Facts("Node", "", name, name, document, report.span(("metadata", "name")), sections)


def read_features(
    report: Report, path: Path, features: Mapped, wanted: Wanted | None = None, always: str = ""
) -> tuple[dict[str, Section], bool]:
    """The sections of NFD's `features`, and whether all of their names could be read; `always` is wanted in any case."""
    sections: dict[str, Section] = {}
    whole = True
    for kind, read in (("flags", _flags), ("attributes", _attributes), ("instances", _instances)):
        feature_sets = _mapping(report, (*path, kind), features.get(kind))
        whole = whole and feature_sets is not None
        for key, feature_set in (feature_sets or {}).items():
            if not _is_wanted(wanted, key) and key != always:
                continue
            section_path = (*path, kind, key)
            domain = report.key(section_path, key)
            if domain in NODE_SECTIONS:
                report.malformed(
                    section_path, f"`{domain}` comes from the Kubernetes API, not from NFD", help="remove it"
                )
                continue
            section = read(report, section_path, feature_set)
            sections[domain] = combine(sections[domain], section) if domain in sections else section
    return sections, whole


def _is_wanted(wanted: Wanted | None, domain: str) -> bool:
    return wanted is None or wanted.has(domain)


def kept_instances(elements: Value) -> list[int]:
    """The indices of the instances that become part of a snapshot: those of which everything could be read."""
    if not isinstance(elements, list):
        return []
    return [index for index, element in enumerate(elements) if _instance_attributes(element) is not None]


def _flags(report: Report, path: Path, value: Value) -> Section:
    elements, whole = _elements(report, path, value)
    if elements is None:
        return Section(flags=frozenset(), partial=not whole)
    path = (*path, "elements")
    if not isinstance(elements, dict):
        report.malformed(
            path, f"the flags of {_named(path[:-1])} must be a mapping of names, found {kind_of(elements)}"
        )
        return Section(flags=frozenset(), partial=True)
    names = []
    for key, flag in elements.items():
        if flag is None or isinstance(flag, dict):
            names.append(key if type(key) is str else report.key((*path, key), key))
        else:
            whole = False
            report.malformed((*path, key), f"the flag `{shown(key)}` must stand with `{{}}`, found {kind_of(flag)}")
    return Section(flags=frozenset(names), partial=not whole)


def _attributes(report: Report, path: Path, value: Value) -> Section:
    elements, whole = _elements(report, path, value)
    if elements is None:
        return Section(attributes={}, partial=not whole)
    texts, whole = _texts(report, (*path, "elements"), elements)
    return Section(attributes=texts, partial=not whole)


def _instances(report: Report, path: Path, value: Value) -> Section:
    elements, whole = _elements(report, path, value)
    if elements is None:
        return Section(instances=(), partial=not whole)
    path = (*path, "elements")
    if not isinstance(elements, list):
        report.malformed(path, f"the instances of {_named(path[:-1])} must be a list, found {kind_of(elements)}")
        return Section(instances=(), partial=True)
    instances: list[Instance] = []
    for index, element in enumerate(elements):
        attributes = _instance_attributes(element)
        if attributes is None:
            whole = False
            _malformed_instance(report, (*path, index), element)
        else:
            # Everything in it is readable: what this reports are warnings.
            instances.append(_texts(report, (*path, index, "attributes"), attributes)[0])
    return Section(instances=tuple(instances), partial=not whole)


def _instance_attributes(element: Value) -> Mapped | None:
    """The attributes of an instance, or None where one cannot be read."""
    if not isinstance(element, dict):
        return None
    attributes = element.get("attributes")
    if attributes is None:
        # Without `attributes` an instance has none, but other keys say that something else was meant.
        return {} if "attributes" in element or not element else None
    if not isinstance(attributes, dict):
        return None
    return attributes if all(isinstance(value, (str, bool)) for value in attributes.values()) else None


def _malformed_instance(report: Report, path: Path, element: Value) -> None:
    attributes = element.get("attributes") if isinstance(element, dict) else None
    if isinstance(attributes, dict):
        for key, value in attributes.items():
            if not isinstance(value, (str, bool)):
                report.text((*path, "attributes", key), value)
    elif attributes is not None:
        report.malformed((*path, "attributes"), f"the attributes must be a mapping, found {kind_of(attributes)}")
    else:
        report.malformed(
            path, f"an instance must have `attributes`, found {kind_of(element)}", help="write `attributes: {…}`"
        )


def _elements(report: Report, path: Path, value: Value) -> tuple[Value, bool]:
    """The `elements` of a feature set, None where there are none, and whether that is certain."""
    feature_set = _mapping(report, path, value)
    if feature_set is None:
        return None, False
    if feature_set and "elements" not in feature_set:
        report.malformed(path, f"{_named(path)} has no `elements`", help="write what it has below `elements:`")
        return None, False
    return feature_set.get("elements"), True


def _partial_domains(report: Report, annotations: Value) -> frozenset[str] | None:
    """The domains that a NodeFeature names as known in part, or None where that cannot be understood: it may be any."""
    if annotations is None or (isinstance(annotations, dict) and PARTIAL_ANNOTATION not in annotations):
        return frozenset()
    path: Path = ("metadata", "annotations")
    if not isinstance(annotations, dict):
        message = f"the annotations must be a mapping, found {kind_of(annotations)}: all domains are taken as partial"
        report.add(codes.MALFORMED_ANNOTATION, path, message)
        return None
    path, text = (*path, PARTIAL_ANNOTATION), annotations[PARTIAL_ANNOTATION]
    domains = partial_domains(text) if type(text) is str else None
    if domains is None:
        report.add(
            codes.MALFORMED_ANNOTATION,
            path,
            f"`{PARTIAL_ANNOTATION}` must name domains, found {kind_of(text)}: all of them are taken as partial",
            help="write domains with blanks between, as `cpu.cpuid cpu.security`",
        )
    return domains


def _texts(report: Report, path: Path, value: Value, *, number: bool = False) -> tuple[dict[str, str], bool]:
    """A mapping of names to texts, without what cannot be read, and whether that is all of it."""
    if not isinstance(value, dict):
        report.malformed(path, f"{_named(path)} must be a mapping of names to texts, found {kind_of(value)}")
        return {}, False
    texts = {}
    for key, each in value.items():
        # Nearly everything is a plain string; asking for the path only where it is not keeps large documents fast.
        text = each if type(each) is str else report.text((*path, key), each, number=number)
        if text is not None:
            texts[key if type(key) is str else report.key((*path, key), key)] = text
    return texts, len(texts) == len(value)


def _flattened(info: Mapped) -> Mapped:
    """A mapping in which `{swap: {capacity: 1}}` is `{swap.capacity: 1}`, as `status.nodeInfo` has it."""
    flat: Mapped = {}
    for key, value in info.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            flat[key] = value
    return flat


def _mapping(report: Report, path: Path, value: Value) -> Mapped | None:
    """A mapping, empty where there is none, or None where something else stands there, which is reported."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    report.malformed(path, f"{_named(path)} must be a mapping, found {kind_of(value)}")
    return None


def _named(path: Path) -> str:
    return f"`{shown(str(path[-1]))}`"


def _text(report: Report, path: Path, value: Value) -> str:
    """A text, empty where there is none."""
    if value is None:
        return ""
    return value if type(value) is str else report.text(path, value) or ""


def _nameless(report: Report, repair: str) -> None:
    report.add(
        codes.MISSING_NODE_NAME,
        ("metadata",),
        "the object does not say which node it speaks of",
        part="key",
        help=repair,
    )
