"""`compatlang catalog`: the features that policies may read, listed and searched.

What a policy of one's own declares is not in it; `--format json` is for editors and documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TextIO

from compatlang.diagnostics.suggest import did_you_mean
from compatlang.schema.catalog import BASE
from compatlang.schema.model import Domain, Element, Origin

SUMMARY = "list the features that policies may read"

_ORIGINS: dict[Origin, str] = {
    "nfd": "Node Feature Discovery",
    "kubernetes": "Kubernetes API",
    "host": "host scan",
    "policy": "declared by policies",
}
_FLAGS_WIDTH = 100
"""In how many columns flag names are set where there is no terminal."""

_NARROWEST = 60
"""Narrower terminals are treated as if they were this wide."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Match(NamedTuple):
    """A domain of the catalog and what of it was asked for."""

    domain: Domain
    elements: tuple[Element, ...]
    flags: tuple[str, ...]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "pattern",
        metavar="PATTERN",
        nargs="?",
        default="",
        help="part of a path, or a whole one with `*` for any characters; where no path matches, part of a description",
    )
    parser.add_argument(
        "--library",
        action="store_true",
        help="list the modules of the policy library instead, or what the one called PATTERN offers",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the part of the catalog that was asked for; 1 where nothing matches."""
    if arguments.library:
        from compatlang.cli.show.library import write

        return write(arguments.pattern, arguments.format, out, err)
    matches = search(arguments.pattern)
    if arguments.format == "json":
        out.write(json.dumps(document(matches), indent=2, ensure_ascii=False) + "\n")
    elif arguments.pattern:
        _Details(out).write(matches)
    else:
        _write_overview(matches, out)
    if matches:
        return 0
    err.write(f"nothing in the catalog matches `{arguments.pattern}`\n")
    names = list(_names())
    help_line = did_you_mean(arguments.pattern, names) or did_you_mean(arguments.pattern.rpartition(".")[2], names)
    if help_line:
        err.write(f"  help: {help_line}\n")
    return 1


# Search.


def search(pattern: str) -> list[Match]:
    """What matches a pattern: by path, else as a path into an open domain, else by description."""
    if not pattern:
        return [_whole(domain) for domain in BASE.domains.values()]
    if pattern in BASE.domains:
        return [_whole(BASE.domains[pattern])]
    wanted = _matcher(pattern)
    return _by_path(wanted) or _in_open_domain(pattern) or _by_doc(wanted)


def _whole(domain: Domain) -> Match:
    return Match(domain, tuple(domain.elements.values()), tuple(sorted(domain.flags)))


def _by_path(wanted: Callable[[str], bool]) -> list[Match]:
    """Domains, elements and flags. Where a domain is named, as by `host`, flags with the same letters are not meant."""
    found = []
    domain_named = any(map(wanted, BASE.domains))
    for domain in BASE.domains.values():
        if wanted(domain.name):
            found.append(_whole(domain))
            continue
        elements = tuple(each for each in domain.elements.values() if wanted(f"{domain.name}.{each.name}"))
        flags = () if domain_named else tuple(sorted(each for each in domain.flags if wanted(f"{domain.name}.{each}")))
        if elements or flags:
            found.append(Match(domain, elements, flags))
    return found


def _in_open_domain(pattern: str) -> list[Match]:
    """`kernel.config.PREEMPT` and `node.label["a/b"]` are good paths, though the catalog cannot list them."""
    for domain in BASE.domains.values():
        rest = pattern.removeprefix(domain.name)
        if rest == pattern or rest[0] not in ".[" or "*" in rest:
            continue
        name = rest[1:] if rest[0] == "." else rest.removeprefix('["').removesuffix('"]')
        if not name:
            return [_whole(domain)]
        if domain.kind == "flags" and not domain.flags:
            return [Match(domain, (), (name,))]
        element = domain.element(name)
        if element is not None:
            return [Match(domain, (element,), ())]
    return []


def _by_doc(wanted: Callable[[str], bool]) -> list[Match]:
    found = []
    for domain in BASE.domains.values():
        if wanted(domain.doc):
            found.append(_whole(domain))
            continue
        elements = tuple(each for each in domain.elements.values() if wanted(each.doc))
        if elements:
            found.append(Match(domain, elements, ()))
    return found


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Case does not count. With `*` the whole text must match, without it a part."""
    pieces = pattern.lower().split("*")
    if len(pieces) == 1:
        return lambda text: pieces[0] in text.lower()
    return lambda text: _glob(pieces, text.lower())


def _glob(pieces: list[str], text: str) -> bool:
    """Whether the text is the pieces in this order, anything between them. Leftmost pieces suffice, so it is linear."""
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _names() -> Iterator[str]:
    """What a misspelt pattern may have meant."""
    yield from BASE.paths()
    for domain in BASE.domains.values():
        yield from domain.name.split(".")
        yield from domain.elements
        yield from domain.flags


# JSON.


def document(matches: Iterable[Match]) -> dict[str, Any]:
    """The JSON document, version 1. What does not apply is null."""
    return {
        "schema": "compatlang.catalog/1",
        "domains": [
            {
                "name": domain.name,
                "kind": domain.kind,
                "origin": domain.origin,
                "since": domain.since or None,
                "doc": domain.doc,
                "open": domain.open or domain.kind == "flags",
                "open_type": domain.open_type if domain.open else None,
                "default": domain.default or None,
                "elements": [
                    {
                        "name": element.name,
                        "path": path_of(domain, element),
                        "type": element.type,
                        "since": _since(domain, element) or None,
                        "doc": element.doc,
                        "width": element.width or None,
                    }
                    for element in elements
                ],
                "flags": list(flags),
            }
            for domain, elements, flags in matches
        ],
    }


def path_of(domain: Domain, element: Element) -> str | None:
    """How a policy writes the path of an element; None for an attribute of instances, which has none.

    >>> path_of(BASE.domains["memory.hugepages"], BASE.domains["memory.hugepages"].elements["hugepages-1Gi"])
    'memory.hugepages["hugepages-1Gi"]'
    """
    return None if domain.kind == "instances" else domain.name + _segment(element.name)


def _segment(name: str) -> str:
    if all(_NAME.fullmatch(part) for part in name.split(".")):
        return f".{name}"
    return f"[{json.dumps(name, ensure_ascii=False)}]"


def _since(domain: Domain, element: Element) -> str:
    return element.since or domain.since


# Text.


def _terminal_width(out: TextIO) -> int | None:
    """The columns of a terminal, None where `out` is none."""
    return max(_NARROWEST, shutil.get_terminal_size().columns) if out.isatty() else None


def _write_overview(matches: list[Match], out: TextIO) -> None:
    """One line a domain, cut at the edge of a terminal."""
    width = _terminal_width(out)
    domains = [match.domain for match in matches]
    rows = _table([(each.name, each.kind, each.since, each.doc) for each in domains])
    origin = None
    for domain, row in zip(domains, rows, strict=True):
        if domain.origin != origin:
            out.write(f"{'' if origin is None else chr(10)}{_ORIGINS[domain.origin]}\n")
            origin = domain.origin
        line = f"  {row}"
        out.write((line if width is None or len(line) <= width else line[: width - 1] + "…") + "\n")
    out.write("\nmore of one: compatlang catalog kernel.version\n")


class _Details:
    """Writes domains with their elements and flags, wrapped at the edge of a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._width = _terminal_width(out)
        self._bold = self._width is not None and not os.environ.get("NO_COLOR")

    def write(self, matches: list[Match]) -> None:
        for number, match in enumerate(matches):
            if number:
                self._out.write("\n")
            self._domain(match)

    def _domain(self, match: Match) -> None:
        domain = match.domain
        heading = f"\x1b[1m{domain.name}\x1b[0m" if self._bold else domain.name
        source = f"since NFD {domain.since}" if domain.since else f"from the {_ORIGINS[domain.origin]}"
        self._out.write(f"{heading}  {domain.kind}, {source}\n")
        self._text(domain.doc, "  ")
        if match.elements:
            self._out.write("\n")
            self._elements(domain, match.elements)
        if match.flags:
            self._out.write("\n")
            names = textwrap.wrap(" ".join(match.flags), (self._width or _FLAGS_WIDTH) - 2, break_on_hyphens=False)
            self._out.writelines(f"  {line}\n" for line in names)
        notes = list(_notes(match))
        if notes:
            self._out.write("\n")
            for note in notes:
                self._text(note, "  ")

    def _elements(self, domain: Domain, elements: tuple[Element, ...]) -> None:
        leads = _table([(path_of(domain, each) or each.name, each.type, _since(domain, each), "") for each in elements])
        for lead, element in zip(leads, elements, strict=True):
            self._text(element.doc if element.doc != domain.doc else "", f"  {lead}")

    def _text(self, text: str, lead: str) -> None:
        """A text after `lead`, its further lines below its beginning, or where that is far to the right, indented."""
        if self._width is None:
            self._out.write(f"{lead}{text}".rstrip() + "\n")
            return
        room = self._width - len(lead)
        hang = " " * len(lead) if room >= _NARROWEST // 2 else " " * 6
        for line in textwrap.wrap(
            text, self._width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=False
        ):
            self._out.write(f"{line}\n")


def _notes(match: Match) -> Iterator[str]:
    """How what was found is written in a policy."""
    domain = match.domain
    if domain.default:
        yield f"`{domain.name}` alone means `{domain.name}{_segment(domain.default)}`"
    if domain.kind == "flags":
        example = match.flags[0] if match.flags else "name"
        others = "; there may be others" if match.flags else ""
        yield f'asked as `{domain.name} has "{example}"`{others}'
    elif domain.kind == "instances" and match.elements:
        name = match.elements[0].name
        attribute = f"{{ {name} == … }}" if _NAME.fullmatch(name) else f"as d {{ d{_segment(name)} == … }}"
        yield f"asked as `any {domain.name} {attribute}`"
    if domain.open:
        yield f"any other name is an element too, of type {domain.open_type}"
    for element in match.elements:
        if element.name not in domain.elements:
            yield from filter(None, [did_you_mean(element.name, domain.elements)])


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows with their cells below each other; a column that is empty throughout is left out, the last is not padded."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns[:-1]]
    return [
        "".join(f"{cell:{width}}  " for cell, width in zip(row, widths, strict=False) if width) + row[-1]
        for row in rows
    ]
