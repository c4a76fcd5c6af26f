"""Every row of every table of the library has its test, and that is what the generator writes today."""

from __future__ import annotations

import pytest

import compatlang
from compatlang.values.pattern import AnyOf, Anything, Bound, Literal, Pattern, Range
from compatlang.values.scalar import ScalarType
from tests.library.rows import FOLDER, files, tables
from tests.library.samples import samples

MADE = files()


def test_no_file_is_left_over() -> None:
    assert {each.stem for each in FOLDER.glob("*.compat")} == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_tests_of_rows_are_current_and_pass(name: str) -> None:
    path = FOLDER / f"{name}.compat"
    assert path.read_text(encoding="utf-8") == MADE[name], "python -m tests.library.rows"
    policies = compatlang.compile_file(path)
    assert policies.diagnostics == ()
    results = policies.test()
    assert [each.title for each in results if not each.passed] == []
    assert len(results) == sum(len(each.rows) for each in tables(name))


@pytest.mark.parametrize(
    ("pattern", "type_", "inside", "outside"),
    [
        (Bound(">=", "550.54.14"), "version", ("550.54.14",), ("550.54.13",)),
        (Bound(">=", "560.28.03"), "version", ("560.28.03",), ("560.28.02",)),
        (Bound(">=", "5.0"), "version", ("5.0",), ("4.999",)),
        (Bound("<", "6"), "version", ("5",), ("6",)),
        (Bound(">", "6.1"), "version", ("6.2",), ("6.1",)),
        (Bound("<=", "6.1"), "version", ("6.1",), ("6.2",)),
        (Literal("12.4.*"), "version", ("12.4",), ("12.3", "12.5")),
        (Range("5.10", "5.15", False), "version", ("5.10", "5.15"), ("5.9", "5.16")),
        (Range("5.10", "5.15", True), "version", ("5.10", "5.14"), ("5.9", "5.15")),
        (Bound(">=", "5.14.0-362.el9"), "version", ("5.14.0-362.el9",), ("5.14.0",)),
        (Literal("0x2330"), "id", ("0x2330",), ("0x232f", "0x2331")),
        (Literal("H100"), "string", ("H100",), ("something else",)),
        (AnyOf((Literal("1"), Literal("2"))), "int", ("1", "2"), ("0", "2", "1", "3")),
        (Anything(), "version", (), ()),
    ],
)
def test_samples_lie_on_either_side(
    pattern: Pattern, type_: ScalarType, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert samples(pattern, type_) == (inside, outside)
