"""Objects read from JSON in one pass, which looks into nothing that nobody wants.

What stands above the sections is captured as raw text, so that the sizes of what was captured, with the punctuation between,
add up to the size of the object. Where they do, no key stands twice and none is unknown; where they do not, the object is
indented or unusual, and quotation marks are counted instead. What is not provably of the usual shape is left to the full
reader, so that both always say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from sys import intern

import msgspec
from msgspec import Raw

from compatlang import limits
from compatlang.snapshot import quick_sections
from compatlang.snapshot.annotation import PARTIAL_ANNOTATION, partial_domains
from compatlang.snapshot.classify import API
from compatlang.snapshot.gathered import Gathered
from compatlang.snapshot.model import Section
from compatlang.snapshot.objects import NAMING_SECTION, NODE_NAME_LABEL, NODE_SECTIONS
from compatlang.snapshot.pieces import Piece
from compatlang.snapshot.quick_list import items
from compatlang.snapshot.quick_sections import UnsureError, decoded, text_of, texts
from compatlang.snapshot.read import stem
from compatlang.snapshot.remembered import Labels, Sections, Table
from compatlang.snapshot.shape import Shape, holds_only
from compatlang.snapshot.wanted import Wanted

_ABSENT = Raw()
_SPACE = b" \t\r\n"
_PARTIAL = PARTIAL_ANNOTATION.encode()
_NOTHING: frozenset[str] = frozenset()


class _Features(msgspec.Struct, gc=False):
    flags: dict[str, Raw] | None = None
    attributes: dict[str, Raw] | None = None
    instances: dict[str, Raw] | None = None


class _Spec(msgspec.Struct, gc=False):
    features: _Features | None = None
    labels: Raw = _ABSENT


class _Feature(msgspec.Struct, gc=False):
    """A NodeFeature, and of everything else the kind."""

    kind: str | None = None
    apiVersion: str | None = None  # noqa: N815 - the key
    metadata: Raw = _ABSENT
    spec: _Spec | None = None


class _Node(msgspec.Struct, gc=False):
    kind: str | None = None
    apiVersion: str | None = None  # noqa: N815 - the key
    metadata: Raw = _ABSENT
    spec: Raw = _ABSENT
    status: dict[str, Raw] | None = None


_feature = msgspec.json.Decoder(_Feature)
_features = msgspec.json.Decoder(_Features)
_node = msgspec.json.Decoder(_Node)
_members = msgspec.json.Decoder(dict[str, Raw])


class QuickReader:
    """Reads what is wanted of objects of the usual shape."""

    def __init__(self, wanted: Wanted, sections: Sections) -> None:
        self._sections = sections
        names = sorted(wanted.domains())
        own = [each for each in names if each not in NODE_SECTIONS]
        self._flags: dict[str, Table[bytes, Section]] = {each: Table() for each in own}
        self._attributes: dict[str, Table[bytes, Section]] = {each: Table() for each in own}
        self._instances: dict[str, Table[bytes, Section]] = {each: Table() for each in own}
        self._of_node: dict[str, Table[bytes, Section]] = {each: Table() for each in names if each in NODE_SECTIONS}
        self._labels: Table[bytes, Labels] = Table()

    def read(self, piece: Piece) -> Gathered | Iterator[Piece]:
        """The object that a piece holds, or the items of the `List` that it is. Raises `UnsureError`."""
        data = piece.data.strip(_SPACE)
        if not data.isascii():
            _require_utf8(data)
        if piece.implied == "NodeList":
            return self._read_node(data, piece)
        found = decoded(_feature, data)
        kind = found.kind
        if kind == "NodeFeature" or (kind is None and piece.implied == "NodeFeatureList"):
            return self._read_feature(found, data, piece)
        if kind == "Node":
            return self._read_node(data, piece)
        if kind is None and not piece.implied:
            return self._read_export(data, piece)
        if kind is not None and kind.endswith("List") and not piece.implied:
            return items(data, piece)
        raise UnsureError

    def _read_feature(self, found: _Feature, data: bytes, piece: Piece) -> Gathered:
        _check_kind(found.kind, found.apiVersion, "NodeFeature", piece)
        spec = found.spec or _Spec()
        features = spec.features or _Features()
        of_features = None if spec.features is None else _shape(features)
        of_spec = None if found.spec is None else (("features", of_features), ("labels", spec.labels))
        _require(data, (*_head(found), ("spec", of_spec)))
        metadata = _Metadata(found.metadata)
        labels = metadata.labels()
        node = labels.get(NODE_NAME_LABEL, "") or metadata.name
        if not node:
            raise UnsureError
        return Gathered(
            "NodeFeature",
            intern(metadata.namespace),
            # One text where they are equal, as NFD's worker has it.
            node if node == metadata.name else metadata.name,
            node,
            piece.origin,
            *self._sections.row(self._read_sections(features)),
            self._asked(spec.labels),
            partial_domains=self._sections.left_open(metadata.partial_domains()),
        )

    def _read_export(self, data: bytes, piece: Piece) -> Gathered:
        features = decoded(_features, data)
        _require(data, _shape(features))
        naming = (features.attributes or {}).get(NAMING_SECTION)
        others = {**(features.flags or {}), **(features.instances or {})}
        if features == _Features() or NAMING_SECTION in others:
            raise UnsureError
        node = (quick_sections.named_node(bytes(naming)) if naming is not None else "") or stem(piece.name)
        row = self._sections.row(self._read_sections(features))
        return Gathered("Features", "", node, node, piece.origin, *row)

    def _read_node(self, data: bytes, piece: Piece) -> Gathered:
        found = decoded(_node, data)
        _check_kind(found.kind, found.apiVersion, "Node", piece)
        _require(data, (*_head(found), ("spec", found.spec), ("status", found.status)))
        metadata = _Metadata(found.metadata)
        if not metadata.name:
            raise UnsureError
        sections: dict[str, Section] = {}
        for domain, table in self._of_node.items():
            part, key = NODE_SECTIONS[domain]
            raw = (metadata.members if part == "metadata" else found.status or {}).get(key)
            if raw is not None and bytes(raw) != b"null":
                sections[domain] = self._section(domain, raw, table, quick_sections.part_of_node)
        name = metadata.name
        return Gathered("Node", "", name, name, piece.origin, *self._sections.row(sections))

    def _read_sections(self, features: _Features) -> dict[str, Section]:
        found: dict[str, Section] = {}
        for raws, tables, read in (
            (features.flags, self._flags, quick_sections.flags),
            (features.attributes, self._attributes, quick_sections.attributes),
            (features.instances, self._instances, quick_sections.instances),
        ):
            if not raws:
                continue
            for domain in self._of_node:
                if domain in raws:
                    raise UnsureError
            for domain, table in tables.items():
                raw = raws.get(domain)
                if raw is not None:
                    # Most sections were seen before, so a call for each would be the greater part of the work.
                    section = table.get(bytes(raw)) or self._section(domain, raw, table, read)
                    found[domain] = (
                        self._sections.combined(domain, found[domain], section) if domain in found else section
                    )
        return found

    def _section(
        self, domain: str, raw: Raw, table: Table[bytes, Section], read: Callable[[bytes], Section]
    ) -> Section:
        written = bytes(raw)
        section = table.get(written)
        if section is None:
            section = table.keep(written, self._sections.pruned(domain, read(written)), len(written))
        return section

    def _asked(self, raw: Raw) -> Labels | None:
        if "node.label" not in self._of_node or not len(raw):
            return None
        written = bytes(raw)
        labels = self._labels.get(written)
        if labels is None:
            found = texts(written)
            if found is None:
                return None
            labels = self._labels.keep(written, self._sections.labels(found), len(written))
        return labels


class _Metadata:
    """The names in an object's `metadata`."""

    __slots__ = ("members", "name", "namespace")

    def __init__(self, raw: Raw) -> None:
        self.members = decoded(_members, raw)
        _require(bytes(raw), self.members)
        self.name = text_of(self.members.get("name"))
        self.namespace = text_of(self.members.get("namespace"))

    def labels(self) -> dict[str, str]:
        raw = self.members.get("labels")
        return (texts(bytes(raw)) if raw is not None else None) or {}

    def partial_domains(self) -> frozenset[str]:
        raw = self.members.get("annotations")
        if raw is None:
            return _NOTHING
        written = bytes(raw)
        if not written.startswith((b"{", b"null")):
            raise UnsureError
        # Nearly no object has the annotation, whose name may be written with escapes.
        if _PARTIAL not in written and b"\\u" not in written and b"\\/" not in written:
            return _NOTHING
        domains = partial_domains((texts(written) or {}).get(PARTIAL_ANNOTATION, ""))
        if domains is None:
            raise UnsureError
        return domains


def _head(found: _Feature | _Node) -> tuple[tuple[str, Shape | None], ...]:
    return (("kind", found.kind), ("apiVersion", found.apiVersion), ("metadata", found.metadata))


def _shape(features: _Features) -> Shape:
    return (("flags", features.flags), ("attributes", features.attributes), ("instances", features.instances))


def _require(text: bytes, shape: Shape) -> None:
    if len(text) > limits.SNAPSHOT_BYTES or not holds_only(text, shape):
        raise UnsureError


def _check_kind(kind: str | None, version: str | None, expected: str, piece: Piece) -> None:
    """An item of a typed list need not say what the list says; all else must."""
    if kind is None and piece.implied != f"{expected}List":
        raise UnsureError
    if version != API[expected] and not (kind is None and version is None):
        raise UnsureError
    if kind not in (None, expected):
        raise UnsureError


def _require_utf8(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise UnsureError from error
