"""Diagnostics as JSON values."""

from __future__ import annotations

from compatlang.diagnostics.render.json import diagnostic_value, span_value
from compatlang.source import Span
from tests.diagnostics.samples import DIAGNOSTICS, SOURCES, at


def test_a_place_counts_from_1_and_its_end_is_exclusive() -> None:
    assert span_value(at("kernel.verison"), SOURCES) == {
        "file": "train.compat", "line": 2, "column": 19, "end_line": 2, "end_column": 33
    }  # fmt: skip


def test_a_place_without_its_text_has_only_a_file() -> None:
    value = span_value(Span("gone", 3, 5), SOURCES)
    assert value == {"file": "gone", "line": None, "column": None, "end_line": None, "end_column": None}


def test_nothing_is_left_out() -> None:
    value = diagnostic_value(DIAGNOSTICS[0], SOURCES)
    assert [value["code"], value["severity"], value["help"]] == [
        "unknown-feature",
        "error",
        "did you mean `kernel.version`?",
    ]
    assert [label["span"]["file"] for label in value["labels"]] == [
        "train.compat",
        "train.compat",
        "train.compat",
        "site.compat",
    ]
    assert value["notes"][1] == "a note with a \x1b[31mcontrol character"
