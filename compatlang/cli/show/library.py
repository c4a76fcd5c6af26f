"""The policy library as text and as JSON: its modules, and what one of them offers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from compatlang.cli import library
from compatlang.cli.library import Module, Table
from compatlang.cli.show.words import counted
from compatlang.diagnostics.suggest import did_you_mean


def write(name: str, form: str, out: TextIO, err: TextIO) -> int:
    """Write all modules, or one that is named in full; 1 where there is none of that name."""
    known = library.names()
    if name and name not in known:
        err.write(f"the policy library has no module `{name}`\n")
        err.write(f"  help: {did_you_mean(name, known) or 'modules are ' + ', '.join(known)}\n")
        return 1
    modules = [library.describe(each) for each in ([name] if name else known)]
    if form == "json":
        out.write(json.dumps(_document(modules), indent=2, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{line}\n" for line in (_details(modules[0]) if name else _overview(modules)))
    return 0


def _overview(modules: list[Module]) -> Iterator[str]:
    width = max(len(each.name) for each in modules)
    for each in modules:
        rows = f"  ({counted(each.rows, 'row')} in {counted(len(each.tables), 'table')})" if each.tables else ""
        yield f"{each.name:{width}}  {each.about.split(chr(10))[0].rstrip(':')}{rows}"
    yield ""
    yield "more of one: compatlang catalog --library NAME"


def _details(module: Module) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in module.about.split("\n"))
    for each in module.tables:
        yield from ("", *_table(each))
    for member in module.members:
        yield from ("", member.declared, *(f"    {line}" for line in member.doc.split("\n")))


def _table(table: Table) -> Iterator[str]:
    columns = ", ".join(f"{name}: {type_}" for name, type_ in table.columns)
    yield f"table {table.name}({columns})  {counted(table.rows, 'row')}"
    yield from (f"    {line}" for line in table.doc.split("\n"))
    yield from (f"    source: {each}" for each in table.sources)
    dates = [f"updated {table.updated}" if table.updated else "", f"review {table.review}" if table.review else ""]
    if any(dates):
        yield f"    {', '.join(filter(None, dates))}"


def _document(modules: list[Module]) -> dict[str, Any]:
    return {
        "schema": "compatlang.library/1",
        "modules": [
            {
                "name": each.name,
                "about": each.about,
                "tables": [
                    {
                        "name": table.name,
                        "columns": [{"name": name, "type": type_} for name, type_ in table.columns],
                        "rows": table.rows,
                        "sources": list(table.sources),
                        "updated": table.updated or None,
                        "review": table.review or None,
                        "doc": table.doc,
                    }
                    for table in each.tables
                ],
                "members": [
                    {"kind": member.kind, "name": member.name, "declared": member.declared, "doc": member.doc}
                    for member in each.members
                ],
            }
            for each in modules
        ],
    }
