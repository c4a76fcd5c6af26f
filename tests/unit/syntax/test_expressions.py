"""Expressions and patterns to their trees. Trees are written as in `shape`, so that a case fits on a line."""

from __future__ import annotations

import pytest

from compatlang.source import SourceFile, Spanned
from compatlang.syntax import ast, parse


def condition(text: str) -> ast.Expression:
    module, diagnostics = parse(SourceFile("t", f"rule r() {{ {text} }}"))
    assert diagnostics == ()
    (rule,) = module.items
    assert isinstance(rule, ast.Rule)
    assert len(rule.conditions) == 1
    return rule.conditions[0]


def shape(node: object) -> str:
    """A node as `Kind(field, …)`; literals and paths as they are written."""
    match node:
        case ast.Path():
            return str(node)
        case ast.Name() | ast.Integer() | ast.Id() | ast.Quantity() | ast.Version() | ast.Series():
            kind = "" if isinstance(node, ast.Name | ast.Integer) else type(node).__name__[0].lower() + ":"
            return kind + node.text
        case ast.String():
            return f'"{node.value}"'
        case Spanned():
            fields = [getattr(node, name) for name in node.__struct_fields__ if name != "span"]
            return f"{type(node).__name__}({', '.join(map(shape, fields))})"
        case tuple():
            return f"[{', '.join(map(shape, node))}]"
        case _:
            return str(node)


CASES = [
    # precedence
    ("a or b and not c == d ?? e", "Or([a, And([b, Not(Compare(==, c, Coalesce(d, e)))])])"),
    ("a and b and c or d or e", "Or([And([a, b, c]), d, e])"),
    ("(a and b) and c", "And([Parenthesized(And([a, b])), c])"),
    ("not not a", "Not(Not(a))"),
    ("not a in b", "Not(In(a, b, False))"),
    ("a ?? b ?? c", "Coalesce(Coalesce(a, b), c)"),
    # comparisons
    ("a == 1", "Compare(==, a, 1)"),
    ("a != -1", "Compare(!=, a, -1)"),
    ("a < 0x10de", "Compare(<, a, i:0x10de)"),
    ("a <= 16Gi", "Compare(<=, a, q:16Gi)"),
    ("a > 2.5Gi", "Compare(>, a, q:2.5Gi)"),
    ("a >= 250m", "Compare(>=, a, q:250m)"),
    ("a == true", "Compare(==, a, Boolean(True))"),
    ("a == [1, 2]", "Compare(==, a, SetOf([1, 2]))"),
    # patterns
    ("a in 5.15", "In(a, v:5.15, False)"),
    ("a not in 5.15.*", "In(a, s:5.15.*, True)"),
    ("a in [1, >= 5, [2 .. 3], lts,]", "In(a, SetOf([1, Bound(>=, 5), SetOf([Range(2, 3, False)]), lts]), False)"),
    ("a in []", "In(a, SetOf([]), False)"),
    ("a in < b", "In(a, Bound(<, b), False)"),
    ("a in 5.15 ..< 6.9", "In(a, Range(v:5.15, v:6.9, True), False)"),
    ("a in 5.15..6.9", "In(a, Range(v:5.15, v:6.9, False), False)"),
    ("a in 5.15.*..6.1.*", "In(a, Range(s:5.15.*, s:6.1.*, False), False)"),
    ("a in -1..3", "In(a, Range(-1, 3, False), False)"),
    ("a in 1Gi..4Gi", "In(a, Range(q:1Gi, q:4Gi, False), False)"),
    ("a in low .. site.high", "In(a, Range(low, site.high, False), False)"),
    # sets of names, strings, presence
    ('a has "X"', 'Has(a, ["X"], False, False)'),
    ('a has ["X", lets]', 'Has(a, ["X", lets], False, True)'),
    ('a has any ["X", "Y",]', 'Has(a, ["X", "Y"], True, True)'),
    ("a has needed", "Has(a, [needed], False, False)"),
    ("a has any needed", "Has(a, [needed], True, False)"),
    ('a like "g*"', 'Like(a, "g*")'),
    (r'a matches "^x\\d"', r'Matches(a, "^x\d")'),
    ("a is reported", "Is(a, reported)"),
    ("a.b is present", "Is(a.b, present)"),
    ("not a is missing", "Not(Is(a, missing))"),
    # quantifiers
    ("any pci.device { vendor == 0x1; class == 0x2 }",
     "Quantifier(any, pci.device, None, [Compare(==, vendor, i:0x1), Compare(==, class, i:0x2)])"),
    ("all pci.device as d { d.x }", "Quantifier(all, pci.device, d, [d.x])"),
    ("none pci.device {}", "Quantifier(none, pci.device, None, [])"),
    ("count a.b { c } >= 8", "Compare(>=, Count(a.b, None, [c]), 8)"),
    ("3 <= count a.b as d { c }", "Compare(<=, 3, Count(a.b, d, [c]))"),
    ("any of { a; b }", "Group(any, [a, b])"),
    ("all of {} and none of { a }", "And([Group(all, []), Group(none, [a])])"),
    # calls
    ("f()", "Call(f, [])"),
    ("site.gpus(8,)", "Call(site.gpus, [Argument(None, 8)])"),
    ("t(cuda: 12.4, driver: a or b)", "Call(t, [Argument(cuda, v:12.4), Argument(driver, Or([a, b]))])"),
    ("f(count: 1, any: 2)", "Call(f, [Argument(count, 1), Argument(any, 2)])"),
    # names
    ("any == 1", "Compare(==, any, 1)"),
    ("count.x in lts", "In(count.x, lts, False)"),
    ("a.in.not.true.has == 1", "Compare(==, a.in.not.true.has, 1)"),
    ('node.label["nvidia.com/gpu"].x["y"]', 'node.label["nvidia.com/gpu"].x["y"]'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[each[0] for each in CASES])
def test_expression(text: str, wanted: str) -> None:
    assert shape(condition(text)) == wanted


WORDS = [
    "fix",
    "image",
    "version",
    "name",
    "because",
    "weight",
    "source",
    "test",
    "policy",
    "require",
    "profile",
    "of",
    "as",
    "at",
    "score",
    "reported",
    "no",
    "yes",
    "let",
    "table",
    "when",
    "given",
    "expect",
    "tag",
    "from",
    "with",
    "only",
    "snapshot",
    "module",
    "import",
    "edition",
    "rule",
    "feature",
    "closed",
    "domain",
    "degraded",
    "include",
    "forbid",
    "warn",
    "prefer",
    "updated",
    "review",
    "unknown",
    "compatible",
    "any",
    "all",
    "none",
    "count",
]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_but_reserved_ones_is_an_attribute(word: str) -> None:
    text = f"any pci.device {{\n  {word} == 0x3\n  {word}\n  not {word}.x in {word}.y\n}}"
    tree = condition(text)
    assert isinstance(tree, ast.Quantifier)
    assert len(tree.conditions) == 3
    assert shape(tree.conditions[0]) == f"Compare(==, {word}, i:0x3)"


@pytest.mark.parametrize("word", ["and", "or", "not", "in", "has", "like", "matches", "is", "true", "false"])
def test_reserved_words_are_no_names(word: str) -> None:
    assert parse(SourceFile("t", f"let {word} = 1"))[1]
    assert shape(condition(f"a.{word} == 1")) == f"Compare(==, a.{word}, 1)"
