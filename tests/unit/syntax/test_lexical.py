"""Literals, newlines, comments."""

from __future__ import annotations

import pytest

from compatlang.source import SourceFile
from compatlang.syntax import ast, parse


def module(text: str) -> ast.Module:
    tree, diagnostics = parse(SourceFile("t", text))
    assert diagnostics == ()
    return tree


def pattern(text: str) -> ast.Pattern:
    (let,) = module(f"let x = {text}").items
    assert isinstance(let, ast.Let)
    return let.pattern


@pytest.mark.parametrize(
    "text",
    [
        "5.15",
        "535.104.05",
        "5.14.0-362.8.1.el9",
        "6.9.0-rc3",
        "1.22.0amzn4.0",
        "24.10-0.7.0.0",
        "6.8.0-45-generic",
        "6.6.56+",
        "5.10.0-rc1+",
        "5.14.0-362.24.1.el9_3.x86_64",
        "6-rc1",
        "2.31-0ubuntu9.9",
        "6.2.1.60201-112~22.04",
        "1.0~",
        "5.15rc1",
        "1.1k-fips",
        "1.0^git1",
        "5.el9",
        "2025-11-01",
        "1.1.1k",
    ],
)
def test_versions(text: str) -> None:
    found = pattern(text)
    assert isinstance(found, ast.Version)
    assert found.text == text
    for both in (f"{text}..{text}", f"{text} ..< {text}"):
        whole = pattern(both)
        assert isinstance(whole, ast.Range)
        assert whole.low == whole.high == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5.15.*", ast.Series),
        ("550.*", ast.Series),
        ("550", ast.Integer),
        ("-1", ast.Integer),
        ("007", ast.Integer),
        ("0x10de", ast.Id),
        ("0X15B3", ast.Id),
        ("16Gi", ast.Quantity),
        ("250m", ast.Quantity),
        ("2.5Gi", ast.Quantity),
        ("10k", ast.Quantity),
        ("5n", ast.Quantity),
    ],
)
def test_numbers(text: str, kind: type) -> None:
    found = pattern(text)
    assert type(found) is kind
    assert found.text == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ('"a b"', "a b"),
        (r'"\"\\\/\b\f\n\r\t"', '"\\/\b\f\n\r\t'),
        (r'"é\u00e9😀\ud83d\ude00"', "éé😀😀"),
        ('"a\tb"', "a\tb"),
        ('"# no comment"', "# no comment"),
    ],
)
def test_strings(text: str, value: str) -> None:
    assert pattern(text) == ast.String(span=SourceFile("", "").whole(), value=value)


@pytest.mark.parametrize(
    "text",
    [
        "a == 1\nand b",
        "a == 1 and\nb",
        "a ==\n1",
        "a\n== 1",
        "not\na",
        "a\nnot in [1]",
        "a in [\n1,\n2\n]",
        "f(\n1\n,\n2\n)",
        "a\n?? b",
        "a ??\nb",
        "a # one\n # two\n\n and # three\n # four\n b",
        "a in 1\n.. 2",
        'a\nlike "x"',
        "a\nis present",
        "(a\nor b)",
        "f(a:\n1)",
    ],
)
def test_newlines_that_do_not_count(text: str) -> None:
    for newline in ("\n", "\r\n", "  \n", "\n\n\t\n"):
        (rule,) = module(f"rule r() {{ {text} }}".replace("\n", newline)).items
        assert isinstance(rule, ast.Rule)
        assert len(rule.conditions) == 1


@pytest.mark.parametrize("text", ["a\nb", "a;b", "a\n\n;;\nb;", "a # x\nb", "a\nnot b", "a\nfix == 2", "\n;a\n;b\n"])
def test_newlines_that_end_a_statement(text: str) -> None:
    (rule,) = module(f"rule r() {{ {text} }}").items
    assert isinstance(rule, ast.Rule)
    assert len(rule.conditions) == 2


def test_in_a_table_a_newline_ends_the_row() -> None:
    (table,) = module("table t { a: int\n  1\n  >= 2\n  < 3\n  | 4 |\n [5,\n 6]\n}").items
    assert isinstance(table, ast.Table)
    assert len(table.rows) == 5


def test_notes_continue_a_requirement() -> None:
    text = 'policy p {\n  require a: b # c\n\n    # d\n    because "x"\n    fix "y"\n  require c: d\n}'
    (policy,) = module(text).items
    assert isinstance(policy, ast.Policy)
    first = policy.statements[0]
    assert isinstance(first, ast.Requirement)
    assert first.notes.because is not None
    assert first.notes.fix is not None


def test_empty_files() -> None:
    for text in ("", "\n\n", ";;", "# a", "\r\n"):
        assert module(text).items == ()


def test_comments_are_kept() -> None:
    comments = module("# a \r\nlet x = 1 # b\n  ## c\nlet y = [ # d\n1]").comments
    assert [(each.text, each.own_line) for each in comments] == [
        ("# a", True),
        ("# b", False),
        ("## c", True),
        ("# d", False),
    ]


def test_doc_comments_belong_to_the_declaration_below() -> None:
    text = (
        "## one\n##  two\n##\n### a line\n\n## three\nlet x = 1\n\nlet y = 2\n"
        "# no\nrule r() {\n  ## inside\n  a\n}\n## z\nclosed feature a.b: int = c"
    )
    docs = [getattr(each, "doc", None) for each in module(text).items]
    assert docs == ["one\n two\n\nthree", "", "", "z"]


def test_a_doc_comment_at_the_head_is_the_files() -> None:
    module('## about this file\nedition 1\n## and\nmodule a.b\n## t\ntest "t" {}\n')
    module("## about this file\nimport pci\n")
