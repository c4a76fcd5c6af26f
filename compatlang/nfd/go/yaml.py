"""sigs.k8s.io/yaml v1.6: YAML as go-yaml v2 reads it, made JSON, decoded into Go types.

Only the first document of a text is read. libyaml makes the events, of which go-yaml's parser is a translation;
`yaml_values` decodes them, `jsonable` makes JSON of it, `unmarshal` decodes that. Narrower than Go: `limits` bounds size,
nesting and number of values, and a tag that runs into `,` or a byte
order mark within the text is refused, where go-yaml may go on.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

import msgspec

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.jsonable import Json, jsonable
from compatlang.nfd.go.refusal import RefusedError
from compatlang.nfd.go.types import Type
from compatlang.nfd.go.unmarshal import unmarshal
from compatlang.nfd.go.utf8 import utf8_problem
from compatlang.nfd.go.yaml_escapes import Respelled, unknown_escape
from compatlang.nfd.go.yaml_nodes import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from compatlang.nfd.go.yaml_values import values
from compatlang.snapshot.findings import too_deep, too_large
from compatlang.snapshot.tree import over_limit
from compatlang.source import SourceFile, Span
from compatlang.values.lazy import lazily

_CONTROL = lazily("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEWER = lazily(r"(?:[ \t]*(?:#[^\n]*)?\n|%(?!YAML)[^\n]*\n)*(?P<directive>%YAML[ \t]+1\.2(?![0-9]))")
"""Go-yaml knows version 1.1 only, libyaml knows 1.2 too."""
_MARK_INSIDE = lazily("(?:\\A|[\n\r\x85\u2028\u2029])\ufeff")
"""Byte order marks that libyaml passes over and go-yaml takes for a character of a text."""
_TAG_RUNS_ON = lazily(r"(?:&\S+\s+)?!(?!<)[^\s,\[\]]*[,\[\]]")
"""Go-yaml takes these signs for part of a tag, as YAML 1.1 has it, and libyaml no longer does."""

Step = str | int
Path = tuple[Step, ...]


class Diagnostics(msgspec.Struct, frozen=True):
    """Why a document cannot be decoded: what NFD says, and the same as findings with places in `file`.

    `unsure` is as in `Document`: where it is not empty, NFD may find another error, or none.
    """

    error: GoError
    found: tuple[Diagnostic, ...]
    file: SourceFile
    unsure: tuple[Span, ...] = ()


class Document:
    """A decoded document: `value` by its type, and where its parts stand in `file`.

    `unsure` are the keys that YAML tells apart and JSON does not (`1` and `"1"`): NFD takes one of them at random, and
    `value` has the last.
    """

    __slots__ = ("_root", "file", "unsure", "value")

    def __init__(self, file: SourceFile, value: Any, root: Json, unsure: tuple[Span, ...]) -> None:
        self.file = file
        self.value = value
        self.unsure = unsure
        self._root = root

    def span(self, path: Path) -> Span:
        """Where the value at `path` (JSON field names, keys, indices) stands, or the nearest container of it."""
        return self._find(path).span

    def key_span(self, path: Path) -> Span:
        """Where the key of the value at `path` stands, or `span(path)` where it has none."""
        found = self._find(path)
        return found.key_span or found.span

    def _find(self, path: Path) -> Json:
        found = self._root
        for step in path:
            child = _child(found, step)
            if child is None:
                break
            found = child
        return found


def _child(value: Json, step: Step) -> Json | None:
    content = value.content
    if isinstance(content, list) and isinstance(step, int):
        return content[step] if 0 <= step < len(content) else None
    if isinstance(content, dict) and isinstance(step, str):
        last = max((each for each in content if each.upper() == step.upper()), default=step)
        return content.get(step) or content.get(last)
    return None


def decode(text: str | bytes, file: str, type_: Type, *, strict: bool = False) -> Document | Diagnostics:
    """`yaml.Unmarshal`, or `yaml.UnmarshalStrict`, of the first document of a text into a type."""
    source, problem = _source(text, file)
    try:
        if problem:
            raise RefusedError(codes.INVALID_YAML, Span(file, 0, 1), f"yaml: {problem}")
        root, unsure = jsonable(values(_Parser(source).document(), source.whole(), strict=strict), type_)
    except RefusedError as refusal:
        error = GoError(f"error converting YAML to JSON: {refusal.error.text}")
        return Diagnostics(error, (refusal.diagnostic,), source)
    value, mismatches = unmarshal(root, type_, strict=strict)
    if mismatches:
        return Diagnostics(mismatches[0].error, tuple(each.diagnostic for each in mismatches), source, unsure)
    return Document(source, value, root, unsure)


_UTF16 = {
    "truncated data": "incomplete UTF-16 character",
    "unexpected end of data": "incomplete UTF-16 surrogate pair",
    "illegal encoding": "unexpected low surrogate area",
    "illegal UTF-16 surrogate": "expected low surrogate area",
}
"""What go-yaml says for what Python says."""


def _source(text: str | bytes, file: str) -> tuple[SourceFile, str]:
    """The text without its byte order mark, and what go-yaml has against its bytes."""
    problem = ""
    if isinstance(text, bytes):
        encoding = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(text[:2], "utf-8")
        problem = utf8_problem(text) if encoding == "utf-8" else ""
        try:
            decoded = text.decode(encoding)
        except UnicodeDecodeError as error:
            problem = problem or _UTF16.get(error.reason, error.reason)
            decoded = text.decode(encoding, "replace")
        text = decoded
    return SourceFile(file, text.removeprefix("\ufeff")), problem


def _end(event: Any) -> int:
    return int(event.end_mark.index)


class _Parser:
    """Makes nodes of libyaml's events, up to the end of the first document."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.text = Respelled(file.text)
        self.anchors: dict[str, Node] = {}
        self.depth = 0
        self.flow: list[Any] = []

    def document(self) -> Node | None:
        """The root of the first document, None where there is no document; raises `RefusedError`."""
        import yaml

        self._check()
        while True:
            try:
                return self._root()
            except yaml.YAMLError as error:
                if not self.text.respell(error):
                    raise self._syntax_error(error) from None
            except (ValueError, OverflowError):
                text = "yaml: control characters are not allowed"
                raise RefusedError(codes.INVALID_YAML, self._span(0, 1), text) from None

    def _root(self) -> Node | None:
        import yaml

        self.anchors.clear()
        self.depth = 0
        self.flow.clear()
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events = iter(yaml.parse(self.text.text, Loader=loader))
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                root = self._node(next(events), events)
                next(events)
                return root
        return None

    def _check(self) -> None:
        text, start = self.file.text, self._span(0, 1)
        if over_limit(text, 0, len(text), limits.SNAPSHOT_BYTES):
            raise RefusedError(codes.SNAPSHOT_LIMIT, start, too_large(start).message)
        if text.count("\n%") > limits.YAML_DIRECTIVES:
            message = f"the document has more than {limits.YAML_DIRECTIVES} directives"
            raise RefusedError(codes.SNAPSHOT_LIMIT, start, message)
        inside = _MARK_INSIDE.search(text)
        if inside is not None:
            message = "a byte order mark stands inside the document"
            raise RefusedError(codes.INVALID_YAML, Span(self.file.name, inside.end() - 1, inside.end()), message)
        newer = _NEWER.match(text)
        if newer is not None:
            line = text.count("\n", 0, newer.start("directive"))
            problem = f"yaml: {f'line {line}: ' if line else ''}found incompatible YAML document"
            raise RefusedError(codes.INVALID_YAML, Span(self.file.name, *newer.span("directive")), problem)

    def _node(self, event: Any, events: Iterator[Any]) -> Node:
        import yaml

        span, line = self._span(event.start_mark.index, event.end_mark.index), event.start_mark.line
        if getattr(event, "tag", None) and _TAG_RUNS_ON.match(self.file.text, span.start):
            text = "yaml: did not find expected ',' or ']'"
            raise RefusedError(codes.INVALID_YAML, span, text, "a tag runs into what follows: put a space behind it")
        match event:
            case yaml.AliasEvent():
                if event.anchor not in self.anchors:
                    text = f"yaml: unknown anchor '{event.anchor}' referenced"
                    raise RefusedError(codes.INVALID_YAML, span, text, "the alias has no anchor before it")
                return AliasNode(event.anchor, self.anchors[event.anchor], span, line)
            case yaml.ScalarEvent():
                if event.style == '"' and (escape := unknown_escape(self.file.text[span.start : span.end])) is not None:
                    raise self._unknown_escape(span.start + escape)
                if not event.style and self.flow and "?" in self.file.text[span.start : span.end]:
                    raise self._key_indicator(span)
                scalar = ScalarNode(event.value, event.tag or "", event.implicit[0], span, line)
                return self._anchored(event, scalar)
        self.depth += 1
        if self.depth > limits.NESTING:
            raise RefusedError(codes.SNAPSHOT_LIMIT, span, "yaml: exceeded max depth", too_deep(span).message)
        inside = self._sequence if event.__class__ is yaml.SequenceStartEvent else self._mapping
        flow = [event] if event.flow_style else []
        self.flow += flow
        found = inside(event, events, span)
        del self.flow[len(self.flow) - len(flow) :]
        self.depth -= 1
        return found

    def _sequence(self, event: Any, events: Iterator[Any], span: Span) -> Node:
        import yaml

        node = SequenceNode(span, event.start_mark.line)
        self._anchored(event, node)
        while (item := next(events)).__class__ is not yaml.SequenceEndEvent:
            node.items.append(self._node(item, events))
        node.span = self._span(event.start_mark.index, _end(item))
        return node

    def _mapping(self, event: Any, events: Iterator[Any], span: Span) -> Node:
        import yaml

        node = MappingNode(span, event.start_mark.line)
        self._anchored(event, node)
        while (key := next(events)).__class__ is not yaml.MappingEndEvent:
            node.pairs.append((self._node(key, events), self._node(next(events), events)))
        node.span = self._span(event.start_mark.index, _end(key))
        return node

    def _anchored(self, event: Any, node: Node) -> Node:
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _key_indicator(self, span: Span) -> RefusedError:
        """Within brackets go-yaml takes every `?` for the beginning of a key, as YAML 1.1 nearly has it."""
        import yaml

        place = self.file.text.index("?", span.start)
        around = self.flow[-1]
        closing = "]" if around.__class__ is yaml.SequenceStartEvent else "}"
        line = self.file.text.count("\n", 0, place) or around.start_mark.line
        where = f"line {line}: " if line else ""
        text = f"yaml: {where}did not find expected ',' or '{closing}'"
        message = "NFD takes `?` within brackets for the beginning of a key: quote the text"
        return RefusedError(codes.INVALID_YAML, Span(self.file.name, place, place + 1), text, message)

    def _unknown_escape(self, place: int) -> RefusedError:
        line = self.file.text.count("\n", 0, place)
        where = f"line {line + 1}: " if line else ""
        text = f"yaml: {where}found unknown escape character"
        return RefusedError(codes.INVALID_YAML, Span(self.file.name, place, place + 2), text)

    def _span(self, start: int, end: int) -> Span:
        """The characters between two marks, without the line ends and indentation that block values end with."""
        text, start, end = self.file.text, self.text.original(start), self.text.original(end)
        while end > start and text[end - 1 : end] in (" ", "\t", "\r", "\n"):
            end -= 1
        return Span(self.file.name, start, max(start, end))

    def _syntax_error(self, error: Any) -> RefusedError:
        """Go counts lines from 1 in what its scanner says, from 0 in what its parser says, and never says line 0."""
        from yaml.reader import ReaderError
        from yaml.scanner import ScannerError

        if isinstance(error, ReaderError):
            found = _CONTROL.search(self.file.text)
            begin = found.start() if found else 0
            text = "yaml: control characters are not allowed"
            return RefusedError(codes.INVALID_YAML, self._span(begin, begin + 1), text)
        problem_mark, context_mark = error.problem_mark, error.context_mark
        line = problem_mark.line + isinstance(error, ScannerError) if problem_mark and problem_mark.line else 0
        if not line and context_mark:
            line = context_mark.line
        begin = problem_mark.index if problem_mark else 0
        where = f"line {line}: " if line else ""
        problem = error.problem or "unknown problem parsing YAML content"
        message = f"the document is not YAML: {problem.replace(chr(39), '`')}"
        return RefusedError(codes.INVALID_YAML, self._span(begin, begin + 1), f"yaml: {where}{problem}", message)
