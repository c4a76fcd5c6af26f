"""Values of `In`, `NotIn`, `IsTrue` and `IsFalse` as literals of the type that the catalog gives their element.

NFD compares texts. Its sources write each id, number and truth value in one way only, so a value that is spelt in another
way equals nothing they write, and is left out; one that cannot be read as the type at all is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import IDS, VALUES, VERSION_TEXTS, Difference, Refusal, refused
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType
from compatlang.writing import spelling


class Literals(NamedTuple):
    """The values that can be met, as literals; `notes` tell of the others."""

    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    differences: frozenset[Difference] = frozenset()


_DIFFERENCES: dict[ScalarType, Difference] = {
    "id": IDS,
    "int": VALUES,
    "quantity": VALUES,
    "bool": VALUES,
    "version": VERSION_TEXTS,
}

_A: dict[ScalarType, str] = {"int": "an integer", "id": "an id"}


def literals(values: Sequence[str], subject: Subject) -> Literals | tuple[Refusal, ...]:
    """The literals of some values, each once."""
    type_ = subject.type
    if type_ == "string":
        return Literals(tuple(dict.fromkeys(map(spelling.quoted, values))))
    texts: list[str] = []
    left_out: list[str] = []
    for each in dict.fromkeys(values):
        if scalar.parse(type_, each) is None:
            message = (
                f"`{spelling.shown(each)}` is no {type_}, and `{subject.element.name}` is {_A.get(type_, f'a {type_}')}"
            )
            return refused((*subject.where, "value"), message)
        literal = _literal(each, subject)
        if literal is not None:
            texts.append(literal)
        elif type_ == "version":
            message = f"`{spelling.shown(each)}` cannot be written as a version"
            return refused((*subject.where, "value"), message)
        else:
            left_out.append(each)
    notes = [
        f"`{spelling.shown(each)}` is left out: no node reports {subject.element.name} in this spelling."
        for each in left_out
    ]
    return Literals(tuple(texts), tuple(notes), frozenset({_DIFFERENCES[type_]}))


def _literal(value: str, subject: Subject) -> str | None:
    """A value that parses as the type, as a literal; None where NFD's sources never write it so."""
    match subject.type:
        case "id":
            written = len(value) == subject.element.width and value == value.lower()
            return f"0x{value}" if written else None
        case "int" | "quantity":
            number = scalar.parse_int(value)
            return value if number is not None and str(number) == value else None
        case "version":
            return spelling.version_literal(value)
        case _:
            return value
