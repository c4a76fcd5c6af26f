"""The values of a YAML document as go-yaml v2 decodes them: its `decode.go`.

Aliases are followed, merges (`<<`) take place where they stand, so that they override keys before them, and of equal keys
the last one counts, except that strict reading refuses them. A document that consists mostly of aliases is refused.
"""

from __future__ import annotations

from typing import TypeAlias

from compatlang import limits
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.floats import general
from compatlang.nfd.go.quote import quote
from compatlang.nfd.go.refusal import RefusedError
from compatlang.nfd.go.scalars import MERGE, Scalar, resolve
from compatlang.nfd.go.yaml_nodes import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from compatlang.snapshot.findings import too_deep
from compatlang.source import Span

_LOW, _HIGH = 400_000, 4_000_000


class Key:
    """A key of a mapping. Keys of different types differ: `1`, `1.0` and `"1"` are three keys, and no NaN equals another."""

    __slots__ = ("span", "value")

    def __init__(self, value: Scalar, span: Span) -> None:
        self.value = value
        self.span = span

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)


class Value:
    """A value and where it stands."""

    __slots__ = ("content", "span")

    def __init__(self, content: Content, span: Span) -> None:
        self.content = content
        self.span = span


Entries: TypeAlias = dict[Key, Value]
Content: TypeAlias = Scalar | list[Value] | Entries


def values(root: Node | None, span: Span, *, strict: bool) -> Value:
    """The value of a document; raises `RefusedError` where go-yaml returns an error."""
    decoder = _Decoder(strict)
    found = Value(None, span) if root is None else decoder.value(root)
    if decoder.repeated:
        first = decoder.repeated[0]
        lines = "".join(f"\n  line {line}: key {key} already set in map" for line, key, _ in decoder.repeated)
        raise RefusedError(
            codes.DUPLICATE_KEY, first[2], f"yaml: unmarshal errors:{lines}", "the key stands twice in one mapping"
        )
    return found


class _Decoder:
    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.repeated: list[tuple[int, str, Span]] = []
        self.open: set[AliasNode] = set()
        self.depth = 0
        self.decoded = 1
        self.by_alias = 0

    def value(self, node: Node) -> Value:
        """The value of a node."""
        self._count(node.span)
        match node:
            case ScalarNode():
                return Value(_scalar(node), node.span)
            case AliasNode():
                self._enter(node)
                found = self.value(node.target)
                self.open.remove(node)
                return found
            case SequenceNode(items=items):
                self._deeper(node.span)
                content = [self.value(each) for each in items]
                self.depth -= 1
                return Value(content, node.span)
            case MappingNode():
                entries: Entries = {}
                self._entries(node, entries)
                return Value(entries, node.span)

    def _entries(self, node: MappingNode, entries: Entries) -> None:
        self._deeper(node.span)
        for key_node, value_node in node.pairs:
            if _is_merge(key_node):
                self._merge(value_node, entries)
                continue
            found = self.value(key_node)
            if isinstance(found.content, (list, dict)):
                raise RefusedError(
                    codes.INVALID_YAML,
                    key_node.span,
                    f"yaml: invalid map key: {go_syntax(found)}",
                    "a list or a mapping cannot be a key",
                )
            key = Key(found.content, key_node.span)
            value = self.value(value_node)
            if self.strict and key in entries:
                self.repeated.append((value_node.line + 1, go_syntax(found), key_node.span))
                continue
            entries.pop(key, None)
            entries[key] = value
        self.depth -= 1

    def _merge(self, node: Node, entries: Entries) -> None:
        sources = node.items[::-1] if isinstance(node, SequenceNode) else [node]
        for source in sources:
            target = source.target if isinstance(source, AliasNode) else source
            if not isinstance(target, MappingNode):
                text = "yaml: map merge requires map or sequence of maps as the value"
                raise RefusedError(codes.INVALID_YAML, source.span, text, "`<<` brings in mappings, and this is none")
            self._count(source.span)
            if isinstance(source, AliasNode):
                self._enter(source)
                self._count(source.span)
            self._entries(target, entries)
            if isinstance(source, AliasNode):
                self.open.remove(source)

    def _enter(self, alias: AliasNode) -> None:
        if alias in self.open:
            text = f"yaml: anchor '{alias.name}' value contains itself"
            raise RefusedError(
                codes.INVALID_YAML, alias.span, text, "the alias stands inside the value that it repeats"
            )
        self.open.add(alias)

    def _deeper(self, span: Span) -> None:
        self.depth += 1
        if self.depth > limits.NESTING:
            raise RefusedError(codes.SNAPSHOT_LIMIT, span, "yaml: exceeded max depth", too_deep(span).message)

    def _count(self, span: Span) -> None:
        """Go's measure against documents that consist of aliases, and our own limit."""
        self.decoded += 1
        self.by_alias += bool(self.open)
        if self.by_alias > 100 and self.decoded > 1000 and self.by_alias / self.decoded > _allowed(self.decoded):
            text = "yaml: document contains excessive aliasing"
            raise RefusedError(codes.SNAPSHOT_LIMIT, span, text, "nearly all of the document are aliases")
        if self.decoded > limits.ALIAS_NODES:
            text = f"the document has more than {limits.ALIAS_NODES} values"
            raise RefusedError(codes.SNAPSHOT_LIMIT, span, text)


def _allowed(decoded: int) -> float:
    """The share of values that may come from aliases: 99 % of small documents, 10 % of very large ones."""
    return 0.99 - 0.89 * (min(max(decoded, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW)


def _scalar(node: ScalarNode) -> Scalar:
    if not node.tag and not node.plain:
        return node.text
    found = resolve(node.tag, node.text)
    if isinstance(found, GoError):
        raise RefusedError(codes.INVALID_YAML, node.span, found.text, "the value is not what its tag says")
    return found


def _is_merge(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.text == "<<" and (node.plain or node.tag == MERGE)


def go_syntax(value: Value) -> str:
    """Go's `%#v` of a value, with the entries of a mapping in the order of its keys if all are texts."""
    content = value.content
    match content:
        case None:
            return "interface {}(nil)"
        case bool():
            return "true" if content else "false"
        case str():
            return quote(content)
        case int():
            return str(content) if content < 1 << 63 else hex(content)
        case float():
            return general(content)
        case list():
            return "[]interface {}{" + ", ".join(map(go_syntax, content)) + "}"
        case dict():
            entries = list(content.items())
            if all(isinstance(key.value, str) for key in content):
                entries.sort(key=lambda entry: str(entry[0].value))
            pairs = (f"{go_syntax(Value(key.value, key.span))}:{go_syntax(each)}" for key, each in entries)
            return "map[interface {}]interface {}{" + ", ".join(pairs) + "}"
