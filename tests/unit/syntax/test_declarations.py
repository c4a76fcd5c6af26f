"""Declarations and statements to their trees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compatlang.source import SourceFile, Span, Spanned
from compatlang.syntax import ast, parse

ROOT = Path(__file__).resolve().parents[3]


def items(text: str) -> tuple[ast.Item, ...]:
    tree, diagnostics = parse(SourceFile("t", text))
    assert diagnostics == ()
    return tree.items


def statements(text: str) -> tuple[ast.Statement, ...]:
    (policy,) = items(f"policy p {{\n{text}\n}}")
    assert isinstance(policy, ast.Policy)
    return policy.statements


def given(text: str) -> ast.TestStatement:
    (test,) = items(f'test "t" {{ {text} }}')
    assert isinstance(test, ast.Test)
    return test.statements[0]


@pytest.mark.parametrize("path", sorted(ROOT.glob("policies/**/*.compat")), ids=lambda path: path.name)
def test_shipped_files_have_no_errors(path: Path) -> None:
    items(path.read_text(encoding="utf-8"))


def test_head_of_a_file() -> None:
    edition, module, plain, named, file = items(
        'edition 1\nmodule acme.train\nimport pci\nimport pci as p\nimport "./s.compat" as s'
    )
    assert isinstance(edition, ast.Edition)
    assert isinstance(module, ast.ModuleName)
    assert str(module.path) == "acme.train"
    assert isinstance(plain, ast.Import)
    assert plain.alias is None
    assert isinstance(named, ast.Import)
    assert named.alias is not None
    assert isinstance(file, ast.Import)
    assert isinstance(file.target, ast.String)


def test_inline_table() -> None:
    (table,) = items(
        'table t {\n source "a"\n updated 2025-11-01\n review "2026-11-01"\n source "b"\n'
        " | a: version | source: string |\n | 1.* | * |\n >= 2 | [1, 2]\n}"
    )
    assert isinstance(table, ast.Table)
    assert [each.value for each in table.sources] == ["a", "b"]
    assert table.updated is not None
    assert table.updated.value == "2025-11-01"
    assert table.review is not None
    assert table.review.value == "2026-11-01"
    assert [(each.name.text, each.type.text) for each in table.columns] == [("a", "version"), ("source", "string")]
    assert [len(each.cells) for each in table.rows] == [2, 2]
    assert isinstance(table.rows[0].cells[1], ast.Wildcard)


def test_table_in_a_file() -> None:
    for text in (
        'table t(a: version, b: int) from "f.csv"',
        'table t(\n a: version,\n b: int,\n) from "f.csv" { source "x"; updated 2025-11-01 }',
    ):
        (table,) = items(text)
        assert isinstance(table, ast.Table)
        assert table.file is not None
        assert table.rows == ()
        assert [each.name.text for each in table.columns] == ["a", "b"]
        assert len(table.sources) == text.count("source")


def test_features_and_domains() -> None:
    plain, closed, flags, attributes = items(
        "feature a.b: version = c ?? d\nclosed feature e: string = f\ndomain g.h: flags\n"
        'domain i: attributes { rev: version; ["x y"]: int; is_on: bool }'
    )
    assert isinstance(plain, ast.Feature)
    assert not plain.closed
    assert isinstance(closed, ast.Feature)
    assert closed.closed
    assert isinstance(flags, ast.Domain)
    assert flags.elements is None
    assert isinstance(attributes, ast.Domain)
    assert attributes.elements is not None
    assert [(each.name.text, each.name.subscript) for each in attributes.elements] == [
        ("rev", False),
        ("x y", True),
        ("is_on", False),
    ]


def test_rules_and_policies() -> None:
    rule, bare, policy = items(
        'rule r(a: int = 1, b: id) { a == 1; b == 2 }\nrule s { a }\npolicy p(v: version = 12.4) "title" { image "x" }'
    )
    assert isinstance(rule, ast.Rule)
    assert [each.default is None for each in rule.parameters] == [False, True]
    assert len(rule.conditions) == 2
    assert isinstance(bare, ast.Rule)
    assert bare.parameters == ()
    assert isinstance(policy, ast.Policy)
    assert policy.title is not None
    assert policy.title.value == "title"
    assert isinstance(policy.parameters[0].default, ast.Version)


def test_requirements() -> None:
    one, two, three, four = statements(
        'require a: b because "x" fix "y"\nforbid c { d; e } fix "y" because "x"\nwarn f: g\n because "z"\nrequire h: i'
    )
    for each, kind, count in ((one, "require", 1), (two, "forbid", 2)):
        assert isinstance(each, ast.Requirement)
        assert each.kind == kind
        assert len(each.conditions) == count
        assert each.block == (count == 2)
        assert each.notes.because is not None
        assert each.notes.because.value == "x"
        assert each.notes.fix is not None
    assert isinstance(three, ast.Requirement)
    assert three.notes.fix is None
    assert isinstance(four, ast.Requirement)
    assert four.notes == ast.Notes(span=Span("", 0, 0))
    assert four.notes.span.start == four.notes.span.end == four.span.end


def test_other_statements() -> None:
    include, called, prefer, weighted, when, profile = statements(
        "include site.baseline\ninclude gpu_node(8) as gpus\nprefer a weight 20: b\nprefer weight weight 5 { c; d }\n"
        'when any x.y { z } { require a: b; when c { warn d: e } }\nprofile fast weight 10 tag "cu12" { require a: b }'
    )
    assert isinstance(include, ast.Include)
    assert include.policy.arguments == ()
    assert include.alias is None
    assert isinstance(called, ast.Include)
    assert len(called.policy.arguments) == 1
    assert called.alias is not None
    assert isinstance(prefer, ast.Preference)
    assert prefer.weight.text == "20"
    assert isinstance(weighted, ast.Preference)
    assert weighted.name.text == "weight"
    assert weighted.block
    assert isinstance(when, ast.When)
    assert isinstance(when.condition, ast.Quantifier)
    assert len(when.statements) == 2
    assert isinstance(profile, ast.Profile)
    assert profile.tag is not None
    assert profile.tag.value == "cu12"


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ('given snapshot "a.yaml"', ast.GivenSnapshot, ""),
        ('given a.b = "raw"', ast.GivenValue, "a.b"),
        ("given a = 470.57.02", ast.GivenValue, "a"),
        ("given snapshot.x = y.z", ast.GivenValue, "snapshot.x"),
        ("given no a.b", ast.GivenAbsent, "a.b"),
        ("given no = true", ast.GivenValue, "no"),
        ("given unreported a", ast.GivenUnreported, "a"),
        ('given a += "flag"', ast.GivenChange, "a"),
        ("given a -= { vendor = 0x10de; class = 0x0302 }", ast.GivenChange, "a"),
        ('given a += {\n  vendor = 0x10de\n  ["x y"] = "z"\n}', ast.GivenChange, "a"),
    ],
)
def test_given(text: str, kind: type, target: str) -> None:
    found = given(text)
    assert type(found) is kind
    assert str(getattr(found, "target", "")) == target


def test_records() -> None:
    change = given('given a -= { vendor = 0x10de; fix = "x"; }')
    assert isinstance(change, ast.GivenChange)
    assert not change.added
    assert isinstance(change.value, ast.Record)
    assert [each.name.text for each in change.value.fields] == ["vendor", "fix"]


def test_expect() -> None:
    found = given(
        "expect site.p(8, v: 1.2): incompatible degraded at a, site.b/kernel, fast/x with profile q.r score 20"
    )
    assert isinstance(found, ast.Expect)
    assert found.outcome == "incompatible"
    assert found.degraded
    assert [each.text for each in found.at] == ["a", "site.b/kernel", "fast/x"]
    assert not found.only
    assert found.profile is not None
    assert found.profile.text == "q.r"
    assert found.score is not None
    assert found.score.text == "20"
    assert len(found.target.arguments) == 2
    only = given("expect p: unknown at only score, with")
    assert isinstance(only, ast.Expect)
    assert only.only
    assert [each.text for each in only.at] == ["score", "with"]
    for outcome in ("yes", "no", "unknown", "compatible"):
        plain = given(f"expect r(): {outcome}")
        assert isinstance(plain, ast.Expect)
        assert (plain.outcome, plain.degraded, plain.at, plain.profile, plain.score) == (outcome, False, (), None, None)


def test_spans_are_tight() -> None:
    text = (
        "edition 1\nlet x = [ 1 , 2 ] # c\n\ntable t {\n  a: int \n  1 \n}\n"
        'policy p "t" {\n  require a: (b or c)\n    because "x"  \n  when d { warn e: f }\n}\n'
        'test "t" { given a += { x = 1 } ; expect p: unknown at a , b score 3 }\n'
    )
    source = SourceFile("t", text)
    tree, _ = parse(source)
    slices = {source.slice(each.span) for each in walk(tree)}
    for each in slices - {text}:
        assert each == each.strip()
    wanted = """edition 1;;[ 1 , 2 ];;let x = [ 1 , 2 ];;a: int;;(b or c);;b or c;;{ x = 1 };;given a += { x = 1 }
        ;;expect p: unknown at a , b score 3;;when d { warn e: f };;warn e: f;;because "x";;1;;x = 1"""
    assert {re.sub(r"\s+$", "", each) for each in wanted.split(";;")} <= slices
    require = next(each for each in walk(tree) if isinstance(each, ast.Requirement) and each.kind == "require")
    assert source.slice(require.span) == 'require a: (b or c)\n    because "x"'
    assert source.slice(require.notes.span) == 'because "x"'


def walk(node: object) -> list[Spanned]:
    found: list[Spanned] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting += each
        elif isinstance(each, Spanned):
            found.append(each)
            waiting += [getattr(each, name) for name in each.__struct_fields__ if name != "span"]
    return found
