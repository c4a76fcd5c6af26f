"""`vendor: string` with the value `"10de"`: ids are a type of their own, whose texts compare as numbers.

Found in columns of tables and in declared domains, and only where a value shows that ids are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values.pattern import AnyOf, Literal, Pattern

_NAME = re.compile(r"(sub(system)?_?)?(vendor|device|class)(_?id)?")
_LOOKS = {"string": re.compile(r"(0[xX])?[0-9a-fA-F]{4}"), "int": re.compile(r"[0-9]{4,5}")}


def find(view: View) -> Iterator[Diagnostic]:
    """Each such column and element, at its type."""
    for table in view.items(ast.Table):
        meant = view.program.tables.get(view.module.identifier(table.name.text))
        for index, column in enumerate(table.columns if meant else ()):
            cells = [row.cells[index] for row in meant.rows] if meant else []
            yield from _found(column.name.text, column.type, cells)
    for domain in view.items(ast.Domain):
        path = ".".join(each.text for each in domain.path.segments)
        for element in domain.elements or ():
            asked = [each.pattern for each in view.meant(typed.Test) if _is(each.subject, path, element.name.text)]
            yield from _found(element.name.text, element.type, asked)


def _is(subject: typed.Value, domain: str, name: str) -> bool:
    return isinstance(subject, typed.Attribute | typed.Element) and (subject.domain, subject.name) == (domain, name)


def _found(name: str, type_: ast.Name, patterns: list[Pattern]) -> Iterator[Diagnostic]:
    looks = _LOOKS.get(type_.text)
    texts = [text for each in patterns for text in _texts(each)]
    if looks is not None and _NAME.fullmatch(name) and texts and all(map(looks.fullmatch, texts)):
        digits = texts[0].lower().removeprefix("0x") if type_.text == "string" else f"{int(texts[0]):04x}"
        yield lint.ID_AS_TEXT.at(
            type_.span,
            f"`{name}` is declared as {'a string' if type_.text == 'string' else 'an int'}, and its values are ids",
            help=f"write `{name}: id`, and the values as `0x{digits}`",
        )


def _texts(wanted: Pattern) -> Iterator[str]:
    match wanted:
        case Literal(text):
            yield text
        case AnyOf(members):
            for each in members:
                yield from _texts(each)
        case _:
            pass


LINT = Lint(lint.ID_AS_TEXT, find)
