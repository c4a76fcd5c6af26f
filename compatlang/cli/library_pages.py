"""The pages of the standard library: `python -m compatlang.cli.library_pages docs/library` writes them anew.

A module's page is made of its own comments; README.md has a row for each module.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from compatlang.cli import library
from compatlang.cli.library import Member, Module, Table
from compatlang.cli.output import write_pages
from compatlang.cli.show.words import counted

_ITEM = re.compile(r"- |\d+\. ")
_HEADS = {"rule": "Rules", "feature": "Features", "let": "Values", "policy": "Policies"}


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    modules = [library.describe(each) for each in library.names()]
    return {"README.md": _overview(modules), **{f"{each.name}.md": _page(each) for each in modules}}


def _overview(modules: list[Module]) -> str:
    lines = [
        "# The policy library",
        "",
        "Modules that policies import by name. Each page is made of the module's own comments, which",
        "`compatlang catalog --library` prints. [What is left out](left-out.md) lists facts that are known and not in,",
        "with the reason; [what the tests notice](mutation.md) says how much of the modules their tests cover.",
        "",
        "| module | is about | tables | rows | sources | last updated |",
        "|---|---|---|---|---|---|",
        *map(_row, modules),
    ]
    tables, rows = sum(len(each.tables) for each in modules), sum(each.rows for each in modules)
    lines += ["", f"{counted(len(modules), 'module')}, {counted(tables, 'table')}, {counted(rows, 'row')}."]
    return "\n".join(lines) + "\n"


def _row(module: Module) -> str:
    about = module.about.split("\n")[0].rstrip(":.")
    figures = (len(module.tables), module.rows, len(module.sources)) if module.tables else ("", "", "")
    return f"| {' | '.join([f'[{module.name}]({module.name}.md)', about, *map(str, figures), module.updated])} |"


def _page(module: Module) -> str:
    return "\n".join([f"# {module.name}", "", *_about(module.about), *_tables(module.tables), *_members(module)]) + "\n"


def _about(text: str) -> Iterator[str]:
    """The head comment: what is indented is code, unless it goes on with an item of a list. A list stands by itself."""
    before = ""
    for line in text.split("\n"):
        kind = _kind(line, before)
        if kind != before:
            if before == "code":
                yield "```"
            if kind == "code":
                yield "```text"
            elif {before, kind} == {"list", "prose"}:
                yield ""
        yield line[2:] if kind == "code" else line
        before = kind
    if before == "code":
        yield "```"


def _kind(line: str, before: str) -> str:
    """What a line of a comment is, below one of kind `before`; a blank one has no kind."""
    if _ITEM.match(line):
        return "list"
    if line.startswith("  "):
        return "list" if before == "list" else "code"
    return "prose" if line else ""


def _members(module: Module) -> Iterator[str]:
    for kind, head in _HEADS.items():
        listed = [each for each in module.members if each.kind == kind]
        if listed:
            yield from ("", f"## {head}")
            for each in listed:
                yield from _member(each)


def _member(member: Member) -> Iterator[str]:
    yield from ("", f"`{member.declared}`  ", *member.doc.split("\n"))


def _tables(tables: tuple[Table, ...]) -> Iterator[str]:
    if tables:
        yield from ("", "## Tables")
    for each in tables:
        columns = ", ".join(f"{name}: {type_}" for name, type_ in each.columns)
        where = f", in `policies/{each.file.removeprefix('./')}`" if each.file else ""
        yield from ("", f"`{each.name}({columns})`, {counted(each.rows, 'row')}{where}  ", *each.doc.split("\n"))
        yield from ("", *(f"- Source: {source}" for source in each.sources))
        dates = [f"updated {each.updated}"] if each.updated else []
        dates += [f"to be looked at again by {each.review}"] if each.review else []
        if dates:
            yield f"- {', '.join(dates).capitalize()}"


if __name__ == "__main__":
    write_pages(sys.argv[1], pages())
