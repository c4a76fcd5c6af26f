"""Limits, and texts made to break a parser."""

from __future__ import annotations

import time

import pytest

from compatlang import limits
from compatlang.source import SourceFile
from compatlang.syntax import parse

DEEP = limits.NESTING + 1


def codes(text: str) -> list[str]:
    return [each.code for each in parse(SourceFile("t", text))[1]]


@pytest.mark.parametrize(
    "text",
    [
        "let x = " + "[" * DEEP + "]" * DEEP,
        "rule r() { " + "(" * DEEP + "a" + ")" * DEEP + " }",
        "rule r() { " + "not " * 50_000 + "a }",
        "rule r() { " + "a ?? " * 50_000 + "a }",
        "rule r() { " + "any x { " * DEEP + "a" + " }" * DEEP + " }",
        "rule r() { " + "f(not " * 40 + "a" + ")" * 40 + " }",
        "let x = [" + "1," * (limits.SET_MEMBERS + 1) + "]",
        "let x = [" + "[1, 2]," * (limits.SET_MEMBERS // 2) + "]",
        'let x = "' + "a" * (limits.STRING_BYTES + 1) + '"',
        'let x = "' + "é" * (limits.STRING_BYTES // 2 + 1) + '"',
        "let x = 5." + "1." * 200 + "1",
        "let x = " + "1" * 300,
        "let x = 1." + "1" * 19,
        "table t { a: int" + "\n1" * (limits.TABLE_ROWS + 1) + "\n}",
        "#" * (limits.SOURCE_BYTES + 1),
    ],
    ids=lambda text: text[:24],
)
def test_limit(text: str) -> None:
    assert codes(text) == ["limit"]


@pytest.mark.parametrize(
    "text",
    [
        "let x = " + "[" * limits.NESTING + "1" + "]" * limits.NESTING,
        "rule r() { " + "not " * (limits.NESTING - 1) + "a }",
        "rule r() { " + "a or " * 50_000 + "a }",
        "rule r() { " + "a and " * 50_000 + "a }",
        "rule r() {\n" + "not a ?? b\n" * 1000 + "}",
        "let x = [" + "1," * limits.SET_MEMBERS + "]",
        'let x = "' + "a" * limits.STRING_BYTES + '"',
        "rule r() { a." + ".".join("b" * 10_000) + " }",
    ],
    ids=lambda text: text[:24],
)
def test_within_limits(text: str) -> None:
    assert codes(text) == []


def test_the_rest_of_a_file_is_read_behind_a_limit() -> None:
    text = "rule r() {\n  " + "(" * 100 + "a" + ")" * 100 + "\n  x = 1\n}\nlet y 5\n"
    module, diagnostics = parse(SourceFile("t", text))
    assert [each.code for each in diagnostics] == ["limit", "wrong-operator", "syntax"]
    assert len(module.items) == 1


@pytest.mark.parametrize(
    "text",
    ["(", "{", "[", ")", "}\n", '"', "'", "\\", "\0", "a\n", "(}\n", "({\n", "({)}\n", "policy p {\n", "a == (\n", "5.", "0x",
     "table t {\n a: int\n", "not ", "|", "##\n", "\r", "\ud800"],
)  # fmt: skip
def test_repeated(text: str) -> None:
    source = SourceFile("t", text * (60_000 // len(text)))
    start = time.perf_counter()
    _, diagnostics = parse(source)
    assert time.perf_counter() - start < 20
    assert diagnostics
    assert len(diagnostics) <= 1002
