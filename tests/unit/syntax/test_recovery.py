"""Mistakes that take the braces of a file apart: few messages, at sensible places, and the rest of the file is read."""

from __future__ import annotations

import pytest

from compatlang.source import SourceFile
from compatlang.syntax import ast, parse

FILE = """policy first "one" {
  require a: x == 1
  when y == 2 {
    require b: z == 3
  }
  profile fast weight 10 { require c: any d.e { f == 4 } }
}

rule second() {
  any pci.device {
    vendor == 0x10de
  }
}

table third {
  a: int | b: int
  1 | 2
}

test "fourth" {
  given g = 5
  expect first: compatible
}
"""


def found(text: str) -> list[tuple[int, str]]:
    source = SourceFile("t", text)
    return [(source.position(each.span.start).line, each.message) for each in parse(source)[1]]


def names(text: str) -> list[str]:
    return [type(each).__name__ for each in parse(SourceFile("t", text))[0].items]


def test_the_file_is_fine() -> None:
    assert found(FILE) == []


BRACES = [place for place, character in enumerate(FILE) if character in "{}"]


@pytest.mark.parametrize("place", BRACES)
def test_a_brace_is_left_out(place: int) -> None:
    text = FILE[:place] + FILE[place + 1 :]
    line = FILE.count("\n", 0, place) + 1
    messages = found(text)
    assert 1 <= len(messages) <= 2, messages
    if FILE[place] == "{":
        assert messages[0][0] == line
    assert len(names(text)) >= 3


@pytest.mark.parametrize("place", BRACES)
def test_a_brace_too_many(place: int) -> None:
    text = FILE[: place + 1] + FILE[place] + FILE[place + 1 :]
    messages = found(text)
    assert 1 <= len(messages) <= 3, messages
    assert len(names(text)) >= 2


@pytest.mark.parametrize(
    ("old", "new"),
    [("policy first", "polcy first"), ("policy first", "policy"), ("when y", "whn y"), ("weight 10", "weight"),
     ("rule second()", "rule second("), ("rule second()", "second()"), ('test "fourth"', "test"), ("table third", "third")],
)  # fmt: skip
def test_a_broken_header_does_not_hide_its_body(old: str, new: str) -> None:
    text = FILE.replace(old, new).replace("x == 1", "x = 1").replace("vendor ==", "vendor =").replace("= 5", "5")
    assert [line for line, _ in found(text)] == sorted({2, 11, 21} | {FILE[: FILE.index(old)].count("\n") + 1})


def test_what_is_fine_is_kept() -> None:
    text = "let a = 1\nlet b 2\npolicy p {\n  require c: d\n  require e f\n  require g: h\n}\nlet i = 3\n"
    module, diagnostics = parse(SourceFile("t", text))
    assert len(diagnostics) == 2
    first, policy, last = module.items
    assert isinstance(first, ast.Let)
    assert isinstance(last, ast.Let)
    assert isinstance(policy, ast.Policy)
    assert [each.name.text for each in policy.statements if isinstance(each, ast.Requirement)] == ["c", "g"]


def test_a_broken_line_of_a_table() -> None:
    text = "table t {\n  a: int | b: int\n  1 | 2\n  >= | 3\n  4 | 5\n}\ntable u {\n  a int\n  1\n  =\n}\n"
    module, diagnostics = parse(SourceFile("t", text))
    assert [each.span.start for each in diagnostics] == [
        text.index(each) for each in ("| 3", "int\n  1\n  =", "=\n}\n")
    ]
    (table,) = module.items
    assert isinstance(table, ast.Table)
    assert len(table.rows) == 2


def test_several_problems_of_one_statement() -> None:
    assert [line for line, _ in found("rule r() {\n  a == 'x' && b == 0x\n}\n")] == [2, 2, 2]


def test_a_header_without_its_word_is_guessed_by_the_beginnings_of_its_lines() -> None:
    """`profile fast` in the middle of a line does not make it a policy."""
    text = '"a node passes" {\n  train: compatible degraded with profile fast score 20\n  given snapshot "a.yaml"\n}\n'
    found = [each.message for each in parse(SourceFile("t", text))[1]]
    assert found == [
        'a declaration was expected, found `"a node passes"`',
        "`train` begins no statement of a test",
    ]
