"""The syntax layer: text to a tree (`ast`), with every syntax error of the text in one go.

The parser and lark are imported at the first parse, so that the tree can be had without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compatlang.diagnostics.diagnostic import Diagnostic
    from compatlang.source import SourceFile, Span
    from compatlang.syntax import ast

__all__ = ["parse", "parse_pattern"]


def parse(source: SourceFile) -> tuple[ast.Module, tuple[Diagnostic, ...]]:
    """The tree of a policy file and its syntax diagnostics, in the order of the text. Never raises.

    Where there are errors, the tree holds the statements that could be read; the others are left out.
    """
    from compatlang.syntax import parser

    return parser.parse(source)


def parse_pattern(source: SourceFile, span: Span) -> tuple[ast.Pattern | None, tuple[Diagnostic, ...]]:
    """The pattern that a part of a file holds, such as a cell of a CSV table, and diagnostics. Never raises.

    Spans are places in the whole file. The pattern is None where there is an error.
    """
    from compatlang.syntax import cell

    return cell.parse_pattern(source, span)
