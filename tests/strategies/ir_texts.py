"""From the text of policies to their intermediate representation, for tests of the stages below."""

from __future__ import annotations

import compatlang
from compatlang.ir import model as ir
from compatlang.lower import lower


def lowered(text: str) -> ir.Ir:
    """The policies of a text without mistakes that need no arguments."""
    made = compatlang.compile(text, name="random.compat")
    assert not made.failed, (text, made.diagnostics)
    return lower(made.program, made.selected)


def required(*conditions: str, before: str = "") -> ir.Ir:
    """A policy that requires conditions, one after the other."""
    statements = "\n".join(f"  require r{index}: {each}" for index, each in enumerate(conditions, 1))
    return lowered(f"{before}\npolicy p {{\n{statements}\n}}")
