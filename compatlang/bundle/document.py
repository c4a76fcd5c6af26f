"""The document: an envelope with a digest, around what is needed to evaluate, and what is needed to say why.

The graph is decoded and looked through when a bundle is loaded. The typed tree and the texts that it was read from stay as
they are until somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from compatlang import limits
from compatlang.decision import encode as graphs
from compatlang.decision.graph import Graph
from compatlang.decision.keys import UnsoundError
from compatlang.diagnostics import Diagnostic
from compatlang.digest import digest
from compatlang.errors import LoadError
from compatlang.schema import Kind
from compatlang.source import SourceFile

if TYPE_CHECKING:
    from compatlang.typed import tree as typed

FORMAT = "compatlang-bundle"
VERSION = 1

_BEGINNING = b'{"format":"compatlang-bundle"'


class Reads(msgspec.Struct, frozen=True):
    """The names that the graph asks for, by domain, and the domains of which it asks whether a kind is reported."""

    attributes: dict[str, tuple[str, ...]]
    flags: dict[str, tuple[str, ...]]
    instances: dict[str, tuple[str, ...]]
    reported: tuple[tuple[str, Kind], ...]


class Parts(NamedTuple):
    """What a bundle is made from."""

    compiler: str
    name: str
    graph: Graph
    reads: Reads
    program: typed.Program
    sources: Mapping[str, SourceFile]
    diagnostics: tuple[Diagnostic, ...]


class _Source(msgspec.Struct):
    name: str
    sha256: str


class _Payload(msgspec.Struct):
    compiler: str
    name: str
    policies: tuple[str, ...]
    declared: tuple[str, ...]
    sources: tuple[_Source, ...]
    reads: Reads
    diagnostics: tuple[Diagnostic, ...]
    graph: msgspec.Raw
    program: msgspec.Raw
    texts: msgspec.Raw


class _Envelope(msgspec.Struct):
    format: str = ""
    version: int = 0
    digest: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"null")


class Bundle:
    """A bundle that was loaded. `program` and `sources` are decoded when first asked for, and raise `LoadError`."""

    def __init__(self, payload: _Payload, graph: Graph) -> None:
        self._payload = payload
        self.name = payload.name
        """The name of the file that was compiled, as the user gave it."""
        self.compiler = payload.compiler
        """The version of compatlang that compiled it."""
        self.declared = payload.declared
        """The names of all policies of the file."""
        self.diagnostics = payload.diagnostics
        """The warnings about the policies."""
        self.reads = payload.reads
        self.graph = graph
        """The decision graph of the policies that need no argument."""

    @cached_property
    def sources(self) -> dict[str, SourceFile]:
        """The policies' own text, and every other that spans point into, by name."""
        try:
            texts = msgspec.json.decode(self._payload.texts, type=dict[str, str])
        except (ValueError, RecursionError) as error:
            raise _malformed(error) from error
        if {name: digest(text.encode()) for name, text in texts.items()} != {
            each.name: each.sha256 for each in self._payload.sources
        }:
            raise LoadError("a malformed compiled bundle: a text is not the one that its digest names")
        return {name: SourceFile(name, text) for name, text in texts.items()}

    @cached_property
    def program(self) -> typed.Program:
        """The typed tree of what the policies need, without tests."""
        from compatlang.bundle import program as programs

        try:
            return programs.decode(self._payload.program, self.sources, self.declared, self._payload.policies)
        except UnsoundError as error:
            raise _malformed(error) from error


def write(parts: Parts) -> bytes:
    """The bundle's bytes; the same parts give the same bytes."""
    from compatlang.bundle import program as programs
    from compatlang.bundle.reached import reached

    program = reached(parts.program)
    texts = {name: parts.sources[name].text for name in sorted(_quoted(parts, program))}
    payload = msgspec.json.encode(
        _Payload(
            parts.compiler,
            parts.name,
            tuple(each.name for each in parts.graph.policies),
            tuple(program.policies[each].name for each in program.roots),
            tuple(_Source(name, digest(text.encode())) for name, text in texts.items()),
            parts.reads,
            parts.diagnostics,
            msgspec.Raw(graphs.encode(parts.graph)),
            msgspec.Raw(programs.encode(program)),
            msgspec.Raw(msgspec.json.encode(texts)),
        )
    )
    envelope = _Envelope(FORMAT, VERSION, f"sha256:{digest(payload)}", msgspec.Raw(payload))
    return msgspec.json.encode(envelope) + b"\n"


def _quoted(parts: Parts, program: typed.Program) -> set[str]:
    """The names of the texts that reasons and warnings may quote. Of policies without any, their own is there all the same."""
    from compatlang.bundle.reached import spans

    return {parts.name, *(span.file for each in (program, *parts.diagnostics) for span in spans(each))}


def load(data: bytes) -> Bundle:
    """The bundle that some bytes are. Raises `LoadError`, whatever the bytes are."""
    if len(data) > limits.BUNDLE_BYTES:
        raise LoadError(f"larger than {limits.BUNDLE_BYTES} bytes")
    try:
        payload = msgspec.json.decode(_opened(data), type=_Payload)
        graph = graphs.decode(payload.graph)
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from error
    if tuple(each.name for each in graph.policies) != payload.policies:
        raise LoadError("a malformed compiled bundle: the graph has other policies than the bundle")
    bundle = Bundle(payload, graph)
    _check_diagnostics(bundle)
    return bundle


def graph_bytes(data: bytes) -> int:
    """How many bytes of a bundle its graph has."""
    return len(bytes(msgspec.json.decode(_opened(data), type=_Payload).graph))


def _opened(data: bytes) -> msgspec.Raw:
    """The payload, once the envelope says that it is one of this version and whole. Raises `LoadError`."""
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (ValueError, RecursionError) as error:
        started = data.startswith(_BEGINNING[: max(1, len(data))])
        raise LoadError("a compiled bundle that is cut off or damaged" if started else "no compiled bundle") from error
    if envelope.format != FORMAT:
        raise LoadError("no compiled bundle")
    if envelope.version != VERSION:
        raise LoadError(
            f"a compiled bundle of format version {envelope.version}, where this compatlang reads version {VERSION}"
        )
    if envelope.digest != f"sha256:{digest(bytes(envelope.payload))}":
        raise LoadError("a compiled bundle that is not as it was written: its digest differs")
    return envelope.payload


def _check_diagnostics(bundle: Bundle) -> None:
    """Policies that failed to compile have no bundle. Warnings are rare; where there are some, the texts are decoded."""
    if not bundle.diagnostics:
        return
    from compatlang.bundle import program as programs

    for each in bundle.diagnostics:
        if each.severity == "error":
            raise LoadError("a malformed compiled bundle: its policies failed to compile")
        try:
            programs.check_spans(each, bundle.sources)
        except UnsoundError as error:
            raise _malformed(error) from error


def _malformed(error: Exception) -> LoadError:
    message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return LoadError(f"a malformed compiled bundle: {message[:1].lower()}{message[1:]}")
