"""The table of what was tried at which registry."""

from __future__ import annotations

from tests.integration.registry.real.matrix import Cell, table


def test_a_cell_is_as_good_as_the_worst_of_its_tests() -> None:
    outcomes = {
        Cell("olareg", "attach", "compatlang"): {"ok"},
        Cell("olareg", "check", "NFD"): {"ok", "failed", "skipped"},
        Cell("oci-layout", "attach", "compatlang"): {"skipped", "ok"},
    }
    assert table(outcomes) == [
        "registry    attach      check",
        "            compatlang  NFD",
        "olareg      ok          failed",
        "oci-layout  skipped     -",
    ]


def test_where_nothing_was_tried_there_is_no_table() -> None:
    assert table({}) == []
