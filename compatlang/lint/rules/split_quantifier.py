"""`any pci.device { vendor == X }` beside `any pci.device { class == Y }`: two devices may answer them.

Found where the blocks ask different attributes, so that together they describe one device. Blocks that ask the same attribute
differently describe two.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.blocks import conjunctions
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import every
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each later one of two such quantifiers."""
    for block in conjunctions(view):
        asked = [each for each in block if isinstance(each, typed.Quantified) and each.kind == "any"]
        for index, later in enumerate(asked):
            earlier = next((each for each in asked[:index] if _describe_one(each, later)), None)
            if earlier is not None:
                yield lint.SPLIT_QUANTIFIER.at(
                    later.span,
                    f"another instance of `{later.domain}` may answer this than the one before",
                    labels=[Label(earlier.span, "any instance may answer this one")],
                    help="for one instance to meet both, write the conditions into one block",
                )


def _describe_one(left: typed.Quantified, right: typed.Quantified) -> bool:
    return (
        left.domain == right.domain and bool(_asked(left)) and bool(_asked(right)) and not _asked(left) & _asked(right)
    )


def _asked(quantified: typed.Quantified) -> frozenset[str]:
    return frozenset(each.name for each in every(quantified.condition, typed.Attribute))


LINT = Lint(lint.SPLIT_QUANTIFIER, find)
