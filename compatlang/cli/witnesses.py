"""Snapshots that an analysis found, as documents that `check --snapshot` reads back: a NodeFeature, and a Node beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from compatlang.cli.output import make_folder, write_file
from compatlang.cli.show.documents import as_json
from compatlang.integrations.host.documents import node_feature
from compatlang.integrations.host.model import Host
from compatlang.snapshot import Section, Snapshot
from compatlang.snapshot.objects import NODE_SECTIONS

_LABELS = "node.label"


def witness_document(snapshot: Snapshot) -> dict[str, Any]:
    """A list of the two objects. Labels that are known in part are those that the NodeFeature asks for."""
    features = {name: each for name, each in snapshot.sections.items() if name not in NODE_SECTIONS}
    document = node_feature(_host(snapshot.node, features))
    items = [document]
    of_node = {name: each for name, each in snapshot.sections.items() if name in NODE_SECTIONS}
    labels = of_node.get(_LABELS)
    if labels is not None and labels.partial:
        document["spec"]["labels"] = dict(labels.attributes or {})
        del of_node[_LABELS]
    if of_node:
        items.append(_node(snapshot.node, of_node))
    return {"apiVersion": "v1", "kind": "List", "items": items}


def write_witnesses(folder: str, named: Iterable[tuple[str, Snapshot]]) -> None:
    """Each node as a file of its own, named as what it shows, in a folder that is made. Raises `CannotWrite`."""
    make_folder(folder)
    written: set[str] = set()
    for name, snapshot in named:
        stem = "".join(each if each.isalnum() or each in "-_." else "-" for each in name)
        while stem in written:
            stem += "-again"
        written.add(stem)
        write_file(str(Path(folder) / f"{stem}.json"), as_json(witness_document(snapshot)).encode())


def _host(node: str, sections: dict[str, Section]) -> Host:
    return Host(
        node,
        {name: tuple(sorted(each.flags)) for name, each in sections.items() if each.flags is not None},
        {name: each.attributes for name, each in sections.items() if each.attributes is not None},
        {name: each.instances for name, each in sections.items() if each.instances is not None},
        frozenset(name for name, each in sections.items() if each.partial),
    )


def _node(node: str, sections: dict[str, Section]) -> dict[str, Any]:
    """A Node that has the parts that are reported."""
    document: dict[str, Any] = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node}}
    for name, section in sections.items():
        part, field = NODE_SECTIONS[name]
        document.setdefault(part, {})[field] = dict(section.attributes or {})
    return document
