"""What the tables of the module nvidia repeat agrees."""

from __future__ import annotations

import pytest

from compatlang.typed import tree as typed
from compatlang.values import pattern
from compatlang.values.pattern import AnyOf, Bound, Literal, Pattern
from tests.library.rows import tables

TABLES = {each.name: each for each in tables("nvidia")}


def cells(table: typed.Table) -> list[dict[str, Pattern]]:
    """The cells of each row by column."""
    return [dict(zip([each.name for each in table.columns], row.cells, strict=True)) for row in table.rows]


def by_capability() -> dict[str, dict[str, Pattern]]:
    """The rows of the table `capability` by each capability that they name."""
    found = {}
    for row in cells(TABLES["capability"]):
        named = row["capability"]
        for each in named.members if isinstance(named, AnyOf) else (named,):
            assert isinstance(each, Literal)
            found[each.text] = row
    return found


@pytest.mark.parametrize("gpu", cells(TABLES["gpu"]), ids=lambda row: pattern.show(row["device"], "id"))
def test_a_gpu_has_the_toolkits_and_drivers_of_its_capability(gpu: dict[str, Pattern]) -> None:
    capability = gpu["capability"]
    assert isinstance(capability, Literal)
    of = by_capability()[capability.text]
    assert {column: gpu[column] for column in ("architecture", "toolkit", "driver")} == {
        column: of[column] for column in ("architecture", "toolkit", "driver")
    }
    assert gpu["runs"] == Bound("<=", capability.text)
