"""Files cut down to some of their lines."""

from __future__ import annotations

from compatlang.snapshot.excerpt import Part, excerpt
from compatlang.source import Position, SourceFile, Span
from compatlang.syntax import ast


def test_a_text_whose_lines_follow_from_the_first() -> None:
    file = SourceFile("a", "one\ntwo")
    assert [file.position(each) for each in (0, 4, 7)] == [(1, 1), (2, 1), (2, 4)]
    assert (file.line_text(2), file.line_span(2), file.line_text(3)) == ("two", Span("a", 4, 7), "")


def test_lines_that_are_left_out() -> None:
    file = SourceFile("a", "ten\r\neleven\nforty", [(1, 10), (3, 40)])
    assert [file.position(each) for each in (0, 6, 12)] == [Position(10, 1), Position(11, 2), Position(40, 1)]
    assert [file.line_text(each) for each in (1, 10, 11, 12, 39, 40, 41)] == ["", "ten", "eleven", "", "", "forty", ""]
    assert file.line_span(11) == Span("a", 5, 11)


def test_an_excerpt_has_its_parts_at_their_lines() -> None:
    parts = [Part(90, 7, "d"), Part(0, 2, "a\nb"), Part(9, 3, "c")]
    file, begins = excerpt("a", parts)
    assert [(part.text, file.position(begins[part])) for part in sorted(parts)] == [
        ("a\nb", (2, 1)),
        # On one line of the file, so on one line of the text.
        ("c", (3, 3)),
        ("d", (7, 1)),
    ]
    assert [file.line_text(each) for each in range(1, 9)] == ["", "a", "b c", "", "", "", "d", ""]
    assert excerpt("a", [])[0].text == ""


def test_nodes_are_equal_or_different_whatever_their_places() -> None:
    here, there = (ast.Name(text="gpu", span=Span("a.compat", start, start + 3)) for start in (0, 20))
    other = ast.Name(text="cpu", span=here.span)
    assert here == there
    assert (here != there) is False
    assert here != other
