"""The modules of the standard library, described: what each offers, in the words of its own comments.

`compatlang catalog --library` prints it, and the pages in docs/library are made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.loader import LibraryLoader
from compatlang.pipeline import compile as compile_policies
from compatlang.source import SourceFile
from compatlang.syntax import ast, parse
from compatlang.typed import tree as typed

_MOST_CHARACTERS = 100
"""Of the value of a `let`, before it is cut."""


class Member(NamedTuple):
    """Something that a module offers: how it is declared, and what it is."""

    kind: str
    name: str
    declared: str
    doc: str


class Table(NamedTuple):
    """A table of a module: its columns, how many rows it has, and where its facts come from."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    sources: tuple[str, ...]
    updated: str
    review: str
    file: str
    doc: str


class Module(NamedTuple):
    """A module. `about` is the comment that it begins with."""

    name: str
    about: str
    members: tuple[Member, ...]
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(each.rows for each in self.tables)

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of all tables, each once."""
        return tuple(dict.fromkeys(source for each in self.tables for source in each.sources))

    @property
    def updated(self) -> str:
        """When the oldest of its tables was last looked at; empty where there is none."""
        return min((each.updated for each in self.tables if each.updated), default="")


def names() -> tuple[str, ...]:
    """The names of all modules."""
    return LibraryLoader().modules()


def describe(name: str) -> Module:
    """What a module offers. Raises `LoadError` where there is none of that name."""
    source = LibraryLoader().load_module(name)
    tree, _ = parse(source)
    tables = compile_policies(source.text, name=source.name).program.tables
    declared = [each for each in tree.items if isinstance(each, ast.Table)]
    return Module(
        name,
        _about(tree),
        tuple(_members(tree, source)),
        tuple(_table(each, tables[f"{source.name}#{each.name.text}"]) for each in declared),
    )


def _about(tree: ast.Module) -> str:
    """The first block of comments that belongs to no declaration, without its marks."""
    lines: list[str] = []
    end = 0
    for each in tree.comments:
        if each.text.startswith("##") or not each.own_line:
            break
        if lines and each.span.start > end + 1:
            break
        lines.append(each.text[1:].removeprefix(" "))
        end = each.span.end
    return "\n".join(lines)


def _members(tree: ast.Module, source: SourceFile) -> Iterator[Member]:
    for each in tree.items:
        match each:
            case ast.Let(name, _, doc):
                yield Member("let", name.text, _cut(_text(source, each.span.start, each.span.end)), doc)
            case ast.Feature(path, type_, _, closed, doc):
                yield Member("feature", str(path), f"{'closed ' if closed else ''}feature {path}: {type_.text}", doc)
            case ast.Rule(name, parameters, _, doc):
                yield Member("rule", name.text, f"rule {name.text}{_parameters(parameters, source)}", doc)
            case ast.Policy(name, parameters, _, _, doc):
                yield Member("policy", name.text, f"policy {name.text}{_parameters(parameters, source)}", doc)
            case _:
                pass


def _parameters(parameters: tuple[ast.Parameter, ...], source: SourceFile) -> str:
    listed = [_text(source, each.span.start, each.span.end) for each in parameters]
    return f"({', '.join(listed)})" if listed else ""


def _table(declared: ast.Table, checked: typed.Table) -> Table:
    return Table(
        checked.name,
        tuple((each.name, each.type) for each in checked.columns),
        len(checked.rows),
        checked.sources,
        checked.updated,
        checked.review,
        declared.file.value if declared.file is not None else "",
        checked.doc,
    )


def _text(source: SourceFile, start: int, end: int) -> str:
    """A part of a source on one line."""
    return " ".join(source.text[start:end].split())


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
