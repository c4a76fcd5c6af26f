"""Diagnostics drawn beside their source."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import counts, render, render_all
from compatlang.source import SourceFile, Span
from tests.diagnostics.samples import DIAGNOSTICS, SOURCES


def test_every_shape(golden: Callable[[str, str], None]) -> None:
    golden("diagnostics.txt", render_all(DIAGNOSTICS, SOURCES, Paint()))


def test_colour_adds_nothing_but_codes() -> None:
    coloured = render_all(DIAGNOSTICS, SOURCES, Paint(True))
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_all(DIAGNOSTICS, SOURCES, Paint())


def test_counts() -> None:
    assert counts(DIAGNOSTICS) == f"{len(DIAGNOSTICS) - 1} errors, 1 warning"
    assert render_all((), {}, Paint()) == ""


texts = st.text(st.sampled_from("ab \t\r\n\x1b\u202e名e\u0301\u200d"), max_size=60)
offsets = st.integers(0, 70) | st.integers(0, 400)
long_texts = texts | texts.map(lambda text: text * 6)


@given(st.data(), long_texts, st.lists(st.tuples(offsets, offsets, texts), min_size=1, max_size=5))
def test_any_places_in_any_text_are_drawn(data: st.DataObject, text: str, places: list[tuple[int, int, str]]) -> None:
    files = ["a", "b", "gone"]
    sources = {name: SourceFile(name, text) for name in files[:2]}
    spans = [(Span(data.draw(st.sampled_from(files)), min(a, b), max(a, b)), words) for a, b, words in places]
    labels = tuple(Label(span, words) for span, words in spans[1:])
    drawn = render(Diagnostic("c", "error", text, spans[0][0], spans[0][1], labels, (text,), text), sources, Paint())
    assert all(each == "\n" or each.isprintable() or each == "\u200d" for each in drawn)
    assert all(line == line.rstrip() for line in drawn.splitlines())
    assert drawn.startswith("error[c]:")


def test_an_unbroken_line_of_a_megabyte_is_cut() -> None:
    source = SourceFile("s", "x" * (1 << 20))
    drawn = render(Diagnostic("c", "error", "m", Span("s", 500_000, 500_003), "here"), {"s": source}, Paint())
    assert max(map(len, drawn.splitlines())) < 120
    assert "^^^ here" in drawn
