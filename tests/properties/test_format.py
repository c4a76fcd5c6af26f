"""Formatting changes what stands between tokens and nothing else; every comment is kept; a second time changes nothing."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang.source import SourceFile, Spanned
from compatlang.syntax import ast, parse
from compatlang.syntax.engine import engine
from compatlang.syntax.formatting import format_source
from tests.strategies.layouts import relaid
from tests.strategies.policies import policies
from tests.strategies.sources import pieces


def formatted(text: str) -> str:
    made, _ = format_source(SourceFile("t", text))
    assert made is not None
    return made


def tree(text: str) -> tuple[Any, ...]:
    """The declarations of a text, ids in lower case."""
    module, diagnostics = parse(SourceFile("t", text))
    assert not [each for each in diagnostics if each.severity == "error"], (text, diagnostics)
    return tuple(lowered(each) for each in module.items)


def lowered(node: Any) -> Any:
    if isinstance(node, ast.Id):
        return ("id", node.text.lower())
    if isinstance(node, Spanned):
        return (type(node), *(lowered(getattr(node, each)) for each in node.__struct_fields__ if each != "span"))
    return tuple(map(lowered, node)) if isinstance(node, tuple) else node


def comments(text: str) -> list[tuple[str, bool, int]]:
    """Each comment, whether it has its own line, and how many tokens stand before it that are no commas or bars."""
    lexed = engine().lexer.lex(SourceFile("t", text))
    starts = [each.span.start for each in lexed.tokens if each.text not in (",", "|", ";") and each.text.strip()]
    return [(each.text, each.own_line, sum(start < each.span.start for start in starts)) for each in lexed.comments]


def check(text: str) -> None:
    made = formatted(text)
    assert tree(made) == tree(text)
    assert comments(made) == comments(text)
    assert formatted(made) == made


@given(policies())
@settings(deadline=None, max_examples=50)
def test_generated_policies(text: str) -> None:
    check(text)


@given(policies(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=50)
def test_generated_policies_laid_out_by_chance(text: str, seed: int) -> None:
    check(relaid(text, Random(seed)))


@given(st.sampled_from(pieces()), st.integers(0, 2**32))
@settings(deadline=None, max_examples=100)
def test_what_is_written_in_this_repository_laid_out_by_chance(text: str, seed: int) -> None:
    check(relaid(text, Random(seed)))
