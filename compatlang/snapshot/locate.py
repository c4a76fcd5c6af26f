"""Where a snapshot's values stand in their files. Documents are read again, and only when someone asks."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.snapshot.classify import EXPORT_KEYS, Object, objects_in
from compatlang.snapshot.labels import written_key
from compatlang.snapshot.model import Document, Snapshot
from compatlang.snapshot.objects import NODE_SECTIONS, kept_instances
from compatlang.snapshot.parse import parse_again
from compatlang.snapshot.report import Part, Report
from compatlang.snapshot.tree import Parsed, Path, Value
from compatlang.source import Span


class _Object:
    """One object that contributed to the snapshot, read again."""

    def __init__(self, parsed: Parsed, found: Object) -> None:
        self._report = Report(parsed, found.path)
        self._value = found.value
        self.is_node = found.kind == "Node"
        self.features: Path = () if found.kind == "Features" else ("spec", "features")

    def get(self, path: Path) -> Value:
        """The value at `path`, None where there is none."""
        value: Value = self._value
        for step in path:
            value = value.get(step) if isinstance(value, dict) and isinstance(step, str) else None
        return value

    def has(self, path: Path) -> bool:
        """Whether something stands at `path`, null included."""
        above = self.get(path[:-1])
        return isinstance(above, dict) and path[-1] in above

    def span(self, path: Path, part: Part = "pair") -> Span:
        """Where the value at `path` stands."""
        return self._report.span(path, part)


class Locator:
    """Finds the lines of one snapshot's values. Answers are None for values that came from no file."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._documents = snapshot.documents
        self._objects: list[_Object] | None = None

    def element(self, domain: str, name: str) -> Span | None:
        """The attribute (key and value) or flag (name) called `name`, in the object that won the merge."""
        if domain in NODE_SECTIONS:
            return self._node_element(domain, name)
        return self._feature("attributes", domain, name, "pair") or self._feature("flags", domain, name, "key")

    def instance(self, domain: str, index: int, attribute: str | None = None) -> Span | None:
        """The instance with that index in the merged list, or one attribute of it."""
        if index < 0:
            return None
        for each in self._read():
            path = (*each.features, "instances", domain, "elements")
            elements = each.get(path)
            kept = kept_instances(elements)
            if index >= len(kept):
                index -= len(kept)
                continue
            place: Path = (*path, kept[index])
            if attribute is None:
                return each.span(place)
            element = elements[kept[index]] if isinstance(elements, list) else None
            attributes = element.get("attributes") if isinstance(element, dict) else None
            known = isinstance(attributes, dict) and attribute in attributes
            return each.span((*place, "attributes", attribute)) if known else None
        return None

    def domain(self, domain: str) -> Span | None:
        """The name of the domain, in the last object that has it."""
        for each in reversed(self._read()):
            paths: list[Path] = [(*each.features, kind, domain) for kind in sorted(EXPORT_KEYS)]
            if domain in NODE_SECTIONS:
                paths = [NODE_SECTIONS[domain] if each.is_node else ("spec", "labels")]
            for path in paths:
                if each.has(path) and not (domain in NODE_SECTIONS and each.get(path) is None):
                    return each.span(path, "key")
        return None

    def _feature(self, kind: str, domain: str, name: str, part: Part) -> Span | None:
        for each in reversed(self._read()):
            path = (*each.features, kind, domain, "elements", name)
            # A value that could not be read is not the one that the snapshot has.
            readable = isinstance(each.get(path), (str, bool)) if kind == "attributes" else each.has(path)
            if readable:
                return each.span(path, part)
        return None

    def _node_element(self, domain: str, name: str) -> Span | None:
        path = NODE_SECTIONS[domain]
        for each in reversed(self._read()):
            if each.is_node and each.get(path) is not None:
                nested: Path = (*path, *name.split(".", 1)) if domain == "node.info" else ()
                return next((each.span(full) for full in ((*path, name), nested) if full and each.has(full)), None)
            labels = each.get(("spec", "labels"))
            if domain == "node.label" and not each.is_node and isinstance(labels, dict):
                key = written_key(labels, name)
                if key is not None:
                    return each.span(("spec", "labels", key))
        return None

    def _read(self) -> list[_Object]:
        if self._objects is None:
            self._objects = list(_objects(self._documents))
        return self._objects


def _objects(documents: tuple[Document, ...]) -> Iterator[_Object]:
    for document in documents:
        parsed = parse_again(document.file, document.start, document.end)
        for found in objects_in(parsed, document.implied) if parsed is not None else ():
            if parsed is not None and isinstance(found, Object) and found.item == document.index:
                yield _Object(parsed, found)
