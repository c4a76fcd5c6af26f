"""YAML texts as plain values with places, built from the events of PyYAML's C parser.

Events come one at a time and nothing here recurses, so that no text can exhaust the stack or expand its aliases. What
PyYAML's own constructor would make of a scalar does not matter: `coercion` says what is a string for NFD, and
everything else keeps its characters as `Written`. PyYAML is imported only when YAML is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NoReturn

from compatlang import limits
from compatlang.diagnostics import Code, Diagnostic, Label
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.coercion import is_null, is_text
from compatlang.snapshot.findings import duplicate_key, template, too_deep, too_large
from compatlang.snapshot.tree import SURROGATE, Parsed, Place, Value, Written, over_limit, shown
from compatlang.snapshot.yaml_places import Map, Seq, YamlPlaces
from compatlang.snapshot.yaml_split import document_starts
from compatlang.source import SourceFile, Span

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CORE = "tag:yaml.org,2002:"
_PLACELESS = Place(-1, -1, 0, 0)


def yaml_documents(file: SourceFile, start: int = 0) -> Iterator[Parsed | Diagnostic]:
    """The documents of a text, empty ones as null; reading goes on at the next `---` after an error."""
    text = file.text
    cuts = [*document_starts(text, start), len(text)]
    for first, last in pairwise(cuts):
        if not text[first:last].removeprefix("---").strip():
            continue
        trouble = _before_parsing(file, first, last)
        if trouble is not None:
            yield trouble
        else:
            yield from _Builder(file, first, last).documents()


def _before_parsing(file: SourceFile, start: int, end: int) -> Diagnostic | None:
    text = file.text
    if over_limit(text, start, end, limits.SNAPSHOT_BYTES):
        return too_large(Span(file.name, start, start + 1))
    if text.count("\n%", start, end) > limits.YAML_DIRECTIVES:
        return codes.SNAPSHOT_LIMIT.at(
            Span(file.name, start, start + 1), f"the document has more than {limits.YAML_DIRECTIVES} directives"
        )
    found = _UNREADABLE.search(text, start, end)
    if found is not None:
        return codes.INVALID_YAML.at(
            Span(file.name, *found.span()), f"the character U+{ord(found.group()):04X} is not allowed in YAML"
        )
    return None


class _RefusedError(Exception):
    """A document that is YAML but not to be read; the argument is the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Frame:
    """A container that is still open: its size and height so far, and the key of a mapping that waits for a value."""

    __slots__ = ("anchor", "container", "height", "key", "key_place", "merges", "outer", "size", "start", "waiting")

    def __init__(self, container: Map | Seq, outer: _Frame | None, start: int, anchor: str | None) -> None:
        self.container = container
        self.outer = outer
        self.start = start
        self.anchor = anchor
        self.size = 1
        self.height = 1
        self.waiting = False
        self.key = ""
        self.key_place = (0, 0)
        self.merges: list[Map] = []


class _Node:
    """A finished value: what an anchor stands for."""

    __slots__ = ("height", "size", "value")

    def __init__(self, value: Value, size: int, height: int) -> None:
        self.value = value
        self.size = size
        self.height = height


_MERGE = Written("<<")


class _Builder:
    """Builds the documents of characters `start` to `end`, which hold one document, rarely more."""

    def __init__(self, file: SourceFile, start: int, end: int) -> None:
        self.file = file
        self.start = start
        self.end = end
        # A byte order mark counts for nothing in the parser's marks.
        self.base = start + 1 if file.text.startswith("\ufeff", start) else start

    def documents(self) -> Iterator[Parsed | Diagnostic]:
        """Every document up to the first error, and that error."""
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        text = self.file.text[self.base : self.end]
        try:
            events = iter(yaml.parse(text, Loader=loader))
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    yield self._document(event, events)
        except _RefusedError as refusal:
            yield self._or_template(refusal.diagnostic)
        except yaml.YAMLError as error:
            yield self._or_template(self._syntax_error(error))
        except (ValueError, OverflowError, RecursionError):
            yield codes.INVALID_YAML.at(self._span(0, 1), "the document cannot be read as YAML")

    def _document(self, opening: Any, events: Iterator[Any]) -> Parsed:
        import yaml

        anchors: dict[str, _Node | None] = {}
        frame: _Frame | None = None
        root: _Node | None = None
        root_place = _PLACELESS
        depth = count = 0
        node: _Node
        for event in events:
            kind = type(event)
            begin, stop = event.start_mark.index, event.end_mark.index
            if kind is yaml.ScalarEvent:
                node = _Node(self._scalar(event, begin, stop), 1, 0)
                if event.anchor is not None:
                    anchors[event.anchor] = node
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                mapping = kind is yaml.MappingStartEvent
                self._check_tag(event.tag, "map" if mapping else "seq", begin, stop)
                if event.anchor is not None:
                    anchors[event.anchor] = None
                frame = _Frame(Map() if mapping else Seq(), frame, begin, event.anchor)
                depth += 1
                if depth > limits.NESTING:
                    raise _RefusedError(too_deep(self._span(begin, stop)))
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                assert frame is not None, "the parser closes only what it opened"
                node = _Node(self._closed(frame), frame.size, frame.height)
                if frame.anchor is not None:
                    anchors[frame.anchor] = node
                begin = frame.start
                frame = frame.outer
                depth -= 1
            elif kind is yaml.AliasEvent:
                node = self._alias(event, anchors, begin, stop)
                if depth + node.height > limits.NESTING:
                    raise _RefusedError(too_deep(self._span(begin, stop)))
                count += node.size
            else:
                break
            count += 1
            if count > limits.ALIAS_NODES:
                self._refuse(
                    codes.SNAPSHOT_LIMIT, begin, stop, f"the document has more than {limits.ALIAS_NODES} values"
                )
            if frame is None:
                root, root_place = node, Place(-1, -1, self.base + begin, self._trimmed(begin, stop))
            else:
                self._add(frame, node, begin, stop)
        last = event.end_mark.index
        # A document must be readable again from its start alone, so the indentation of its first line belongs to it.
        line = self.file.text.rfind("\n", self.start, self.base + opening.start_mark.index) + 1
        value = root.value if root is not None else None
        return Parsed(self.file, max(self.start, line), self.base + last, value, YamlPlaces(value, root_place))

    def _add(self, frame: _Frame, node: _Node, begin: int, stop: int) -> None:
        frame.size += node.size
        frame.height = max(frame.height, node.height + 1)
        container = frame.container
        start, end = self.base + begin, self.base + stop
        if isinstance(container, Seq):
            container.append(node.value)
            container.places.append(Place(-1, -1, start, self._trimmed(begin, stop)))
        elif not frame.waiting:
            key = node.value
            if not isinstance(key, str):
                self._refuse(
                    codes.INVALID_YAML, begin, stop, "the key of a mapping must be a text", help="quote the key"
                )
            if key in container or (key is _MERGE and frame.merges):
                first = container.places[key][:2] if key in container else frame.key_place
                raise _RefusedError(duplicate_key(self._span(begin, stop), key, Span(self.file.name, *first)))
            frame.key, frame.key_place, frame.waiting = key, (start, end), True
        else:
            frame.waiting = False
            if frame.key is _MERGE:
                self._merge(frame, node, begin, stop)
            else:
                container[frame.key] = node.value
                container.places[frame.key] = Place(*frame.key_place, start, self._trimmed(begin, stop))

    def _merge(self, frame: _Frame, node: _Node, begin: int, stop: int) -> None:
        sources = node.value if isinstance(node.value, Seq) else [node.value]
        for source in sources:
            if not isinstance(source, Map):
                self._refuse(codes.INVALID_YAML, begin, stop, "`<<` brings in mappings, and this is none")
            frame.merges.append(source)

    def _closed(self, frame: _Frame) -> Map | Seq:
        container = frame.container
        if isinstance(container, Map):
            for source in frame.merges:
                for key, value in source.items():
                    if key not in container:
                        container[key] = value
                        container.places[key] = source.places[key]
        return container

    def _alias(self, event: Any, anchors: dict[str, _Node | None], begin: int, stop: int) -> _Node:
        node = anchors.get(event.anchor)
        if node is None:
            inside = event.anchor in anchors
            problem = "stands inside the value that it repeats" if inside else "has no anchor before it"
            self._refuse(codes.INVALID_YAML, begin, stop, f"the alias `*{shown(event.anchor)}` {problem}")
        return node

    def _scalar(self, event: Any, begin: int, stop: int) -> Value:
        text: str = event.value
        if not text.isascii() and SURROGATE.search(text):
            self._refuse(codes.INVALID_YAML, begin, stop, "the text has half a surrogate pair, which is no character")
        if event.implicit[0]:
            if is_text(text):
                return _MERGE if text == "<<" else text
            return None if is_null(text) else Written(text)
        if event.tag in (None, "!", _CORE + "str"):
            return text
        kind = event.tag.removeprefix(_CORE)
        if kind not in ("null", "bool", "int", "float", "timestamp"):
            self._check_tag(event.tag, "str", begin, stop)
        return None if kind == "null" else Written(text)

    def _check_tag(self, tag: str | None, expected: str, begin: int, stop: int) -> None:
        if tag not in (None, "!", _CORE + expected):
            written = shown(tag.replace(_CORE, "!!"))
            self._refuse(codes.INVALID_YAML, begin, stop, f"the tag `{written}` is not known", help="remove the tag")

    def _refuse(self, code: Code, begin: int, stop: int, message: str, *, help: str = "") -> NoReturn:  # noqa: A002
        raise _RefusedError(code.at(self._span(begin, stop), message, help=help))

    def _span(self, begin: int, stop: int) -> Span:
        """The characters between two marks of the parser."""
        start = min(self.base + begin, max(self.start, self.end - 1))
        return Span(self.file.name, start, max(start + 1, min(self.base + stop, self.end)))

    def _trimmed(self, begin: int, stop: int) -> int:
        """The end of a value without the line ends and comments' indentation that block values end with."""
        start, end = self.base + begin, self.base + stop
        text = self.file.text
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def _or_template(self, diagnostic: Diagnostic) -> Diagnostic:
        found = self.file.text.find("{{", self.start, self.end)
        return diagnostic if found < 0 else template(Span(self.file.name, found, found + 2))

    def _syntax_error(self, error: Any) -> Diagnostic:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        begin = mark.index if mark is not None else 0
        problem = str(getattr(error, "problem", None) or "it is not YAML").replace("'", "`")
        context = getattr(error, "context", None)
        context_mark = getattr(error, "context_mark", None)
        span = self._span(begin, begin + 1)
        if self.file.text[span.start : span.end] == "\t":
            return codes.INVALID_YAML.at(
                span, "a tab indents the line", help="indent with spaces: YAML allows no tabs there"
            )
        labels = []
        if context and context_mark is not None and context_mark.index != begin:
            labels.append(Label(self._span(context_mark.index, context_mark.index + 1), context))
        ends = self.end == len(self.file.text) and not self.file.text[self.base + begin : self.end].strip()
        return codes.INVALID_YAML.at(
            span,
            f"the file ends too early to be YAML: {problem}" if ends else f"the document is not YAML: {problem}",
            labels=labels,
            help="the file may be cut off: take the snapshot again" if ends else "",
        )
