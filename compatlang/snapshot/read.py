"""Reading snapshots: texts in, one snapshot a node out.

    files -> documents (parse) -> objects (classify) -> facts (objects) -> snapshots (merge)

Nothing here opens a file, and nothing in a text raises: what cannot be read becomes a diagnostic, and the rest is used.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec

from compatlang.diagnostics import Diagnostic, Label, sort_diagnostics
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot import objects
from compatlang.snapshot.classify import Object, objects_in
from compatlang.snapshot.merge import Facts, merge
from compatlang.snapshot.model import Document, Snapshot
from compatlang.snapshot.parse import parse
from compatlang.snapshot.report import Report
from compatlang.snapshot.tree import Parsed, shown
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile, Span

NFD_NAMESPACE = "node-feature-discovery"
"""Where NFD is installed unless someone chose otherwise."""

READ_FIRST = "read here first"
"""What the label at the earlier of two states of an object says."""


class Reading(msgspec.Struct, frozen=True):
    """Snapshots sorted by node (`node-2` before `node-10`), what was found on the way, and the files for showing it."""

    snapshots: tuple[Snapshot, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, SourceFile]


def read(files: Iterable[SourceFile], *, nfd_namespace: str = NFD_NAMESPACE, wanted: Wanted | None = None) -> Reading:
    """Every node that some file speaks of, merged from all objects that do.

    With `wanted`, other sections are neither read nor diagnosed; those that are stay whole.
    """
    texts = tuple(files)
    found = chain.from_iterable(read_file(each, wanted) for each in texts)
    return merged(found, {each.name: each for each in texts}, nfd_namespace=nfd_namespace)


def merged(
    found: Iterable[Facts | Diagnostic], sources: Mapping[str, SourceFile], *, nfd_namespace: str = NFD_NAMESPACE
) -> Reading:
    """The snapshots of what objects say. `sources` are the texts that they come from, there once all has been found."""
    diagnostics: list[Diagnostic] = []
    kept: dict[tuple[str, str, str, str], Facts] = {}
    for each in found:
        if isinstance(each, Diagnostic):
            diagnostics.append(each)
            continue
        earlier = kept.pop(each.identity, None)
        if earlier is not None:
            diagnostics.append(duplicate(each, [Label(earlier.span, READ_FIRST)]))
        kept[each.identity] = each
    by_node: dict[str, list[Facts]] = {}
    for facts in kept.values():
        by_node.setdefault(facts.node, []).append(facts)
    snapshots = tuple(merge(name, by_node[name], nfd_namespace) for name in sorted(by_node, key=natural))
    return Reading(snapshots, sort_diagnostics(diagnostics), sources)


def read_file(file: SourceFile, wanted: Wanted | None = None) -> Iterator[Facts | Diagnostic]:
    """What each object of one file says, and findings, in the order of the text."""
    return read_documents(file, parse(file), wanted)


def read_documents(
    file: SourceFile, documents: Iterable[Parsed | Diagnostic], wanted: Wanted | None = None, implied: str = ""
) -> Iterator[Facts | Diagnostic]:
    """As `read_file`, where the file's documents are at hand; for `implied` see `objects_in`."""
    empty = True
    for parsed in documents:
        if isinstance(parsed, Diagnostic):
            empty = False
            yield parsed
        elif parsed.value is not None:
            empty = False
            for found in objects_in(parsed, implied):
                yield from _facts(parsed, found, wanted)
    if empty:
        message = "the file has nothing but comments" if file.text.strip() else "the file is empty"
        yield codes.NOT_A_SNAPSHOT.at(Span(file.name, 0, 0), message, help="take the snapshot again")


def _facts(parsed: Parsed, found: Object | Diagnostic, wanted: Wanted | None) -> Iterator[Facts | Diagnostic]:
    if isinstance(found, Diagnostic):
        yield found
        return
    report = Report(parsed, found.path)
    document = Document(parsed.file, parsed.start, parsed.end, found.item)
    match found.kind:
        case "NodeFeature":
            facts = objects.node_feature(report, document, found.value, wanted)
        case "Node":
            facts = objects.node(report, document, found.value, wanted)
        case _:
            facts = objects.exported(report, document, found.value, stem(parsed.file.name), wanted)
    yield from report.finish()
    if facts is not None:
        yield facts


def natural(name: str) -> tuple[tuple[tuple[int, str, int], ...], str]:
    """A key by which `node-2` sorts before `node-10`. Names that differ have keys that differ."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", name, re.ASCII)
    # As many digits as an integer may be converted from; node names are shorter.
    return tuple((0, "", int(each[:4000])) if each[0] in "0123456789" else (1, each, 0) for each in pieces), name


def duplicate(facts: Facts, labels: Iterable[Label] = ()) -> Diagnostic:
    """The finding that an object was read before; a label shows where."""
    name = shown(f"{facts.namespace}/{facts.name}" if facts.namespace else facts.name)
    what = f"the export of `{name}`" if facts.kind == "Features" else f"the {facts.kind} `{name}`"
    return codes.DUPLICATE_OBJECT.at(
        facts.span,
        f"{what} was read before: this one counts, the earlier one does not",
        labels=labels,
        help="pass each object once",
    )


def stem(name: str) -> str:
    """The name of a file without folders and ending; `<stdin>` is `stdin`."""
    return posixpath.splitext(posixpath.basename(name))[0].strip("<>") or name
