"""Any text at all: the parser never raises, and every place it names lies in the text."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang.source import SourceFile, Span
from compatlang.syntax import ast, parse, parse_pattern
from compatlang.syntax.cell import general_pattern, simple_pattern

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("policies/**/*.compat"))]
PIECES = [
    *"{}()[]|;:,.=*\n\"'\\#\0\ud800é $",
    *["and", "or", "not", "in", "has", "like", "matches", "is", "true", "false", "==", "!=", "<", "<=", "??", ".."],
    *["..<", "+=", "-=", "&&", "##", "\r\n", "5.15.*", "0x1", "16Gi", "6-rc1", "-1", "policy", "rule", "table", "test"],
    *["let", "require", "when", "any", "all", "count", "of", "x", "a.b", "given", "expect", "fix", "because", "source"],
]


def check(text: str) -> None:
    module, diagnostics = parse(SourceFile("t", text))
    for each in diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(text)
        assert each.message
    for item in module.items:
        assert 0 <= item.span.start <= item.span.end <= len(text)
    errors = [each for each in diagnostics if each.severity == "error"]
    if not errors:
        # What is read without an error has no token that no node covers.
        rest = text
        for item in module.items:
            rest = rest[: item.span.start] + " " * (item.span.end - item.span.start) + rest[item.span.end :]
        assert re.sub(r"#[^\n]*|[\s;]", "", rest) == ""


@given(st.text(st.characters(codec=None), max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(deadline=None, max_examples=300)
def test_pieces_of_the_language(pieces: list[str]) -> None:
    check(" ".join(pieces))
    check("".join(pieces))


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_shipped_files_with_changes(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SHIPPED))[:4000]
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 6))
        text = text[:place] + data.draw(st.sampled_from(["", *PIECES])) + text[place + cut :]
    check(text)


CELLS = st.one_of(
    st.lists(
        st.sampled_from([*"*[]|,\" \n#", ">= ", "<", "<=", "..", "..<", "5.15", "5.15.*", "450", "-1", "0x10de", "16Gi",
                         '"x"', '"a\\nb"', "pci.nvidia", "not", "true", "x", ".", "1.1.x", "v1.2", "1" * 30]),
        max_size=5,
    ).map("".join),
    st.text(max_size=12),
)  # fmt: skip


@given(CELLS, st.sampled_from(["", "a,", '"\n']), st.sampled_from(["", ",b", "\n"]))
@settings(deadline=None, max_examples=500)
def test_both_ways_to_read_a_cell_agree(text: str, before: str, after: str) -> None:
    source = SourceFile("t", before + text + after)
    span = Span("t", len(before), len(before) + len(text))
    pattern, diagnostics = general_pattern(source, span)
    assert (pattern is None) == bool(diagnostics)
    for each in diagnostics:
        assert span.start <= each.span.start <= each.span.end <= span.end
    assert parse_pattern(source, span) == (pattern, diagnostics)
    simple = simple_pattern(source, span)
    if simple is not None:
        assert simple == pattern
        assert pattern is not None
        assert simple.span == pattern.span
        if isinstance(simple, ast.Bound) and isinstance(pattern, ast.Bound):
            assert simple.operand.span == pattern.operand.span
