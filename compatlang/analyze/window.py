"""How far one feature of a witness may move while it stays a witness: the window of values that a change concerns.

A witness is one snapshot. One of its elements is put into each of the cells that the conditions cut its values into,
everything else kept; the cells in which the snapshot still shows what it was found for make the window. Within a cell no
question tells a difference, so the window is exact for that snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from compatlang.analyze.choose import admitted
from compatlang.analyze.formula import FIRST_CELL
from compatlang.analyze.ground import Grounding, Leaf
from compatlang.analyze.solver import Confirm
from compatlang.analyze.variables import Cells
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, union
from compatlang.ir.model import ConditionRef
from compatlang.snapshot import Section, Snapshot
from compatlang.typed import tree as typed
from compatlang.values.scalar import ScalarType

_MOST_CELLS = 256
"""An element whose values are cut into more cells has no window; each cell costs an evaluation."""


class Window(msgspec.Struct, frozen=True):
    """The values of an element, read as a type, of which something is true that is not of others.

    `feature` is the declared feature that takes its value from the element, empty where there is none.
    """

    domain: str
    name: str
    type: ScalarType
    values: Accepted
    feature: str = ""


def windows(
    program: ir.Ir,
    asked: Sequence[ConditionRef],
    witness: Snapshot,
    confirm: Confirm,
    features: Mapping[ir.Element, str],
) -> tuple[Window, ...]:
    """Of each element that the conditions `asked` read and the witness has, unless its value makes no difference.

    `features` are the declared features by the elements they come from, see `read_by`.
    """
    grounding = Grounding(program, tuple(dict.fromkeys(asked)))
    found = []
    for leaf, cells in grounding.cells.items():
        if isinstance(leaf.value, ir.Element):
            window = _window(leaf.value, leaf, cells, witness, confirm)
            if window is not None:
                found.append(msgspec.structs.replace(window, feature=features.get(leaf.value, "")))
    return tuple(found)


def read_by(program: typed.Program) -> dict[ir.Element, str]:
    """The elements that declared features take their values from, each with the path of the first such feature."""
    found: dict[ir.Element, str] = {}
    for feature in program.features.values():
        value = feature.value
        for each in value.operands if isinstance(value, typed.Coalesce) else (value,):
            if isinstance(each, typed.Element):
                found.setdefault(ir.Element(each.type, each.domain, each.name), feature.path)
    return found


def _window(element: ir.Element, leaf: Leaf, cells: Cells, witness: Snapshot, confirm: Confirm) -> Window | None:
    section = witness.sections.get(element.domain)
    if section is None or section.attributes is None or element.name not in section.attributes:
        return None
    if cells.texts or len(cells.accepted) > _MOST_CELLS:
        return None
    observed = section.attributes[element.name]
    kept = [
        keys
        for state in range(FIRST_CELL, cells.size)
        if (text := admitted(leaf.type, keys := cells.keys_of(state), observed)) is not None
        and confirm(_with(witness, element, section, text))
    ]
    return (
        Window(element.domain, element.name, leaf.type, union(*kept)) if 0 < len(kept) < len(cells.accepted) else None
    )


def _with(witness: Snapshot, element: ir.Element, section: Section, text: str) -> Snapshot:
    attributes = MappingProxyType({**(section.attributes or {}), element.name: text})
    changed = msgspec.structs.replace(section, attributes=attributes)
    sections: Mapping[str, Section] = {**witness.sections, element.domain: changed}
    return msgspec.structs.replace(witness, sections=sections)
