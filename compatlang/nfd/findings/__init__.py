"""What is wrong with a document of NFD, seen without any node.

That is what `kubectl nfd validate` says, and what NFD notices on some node only, or never: an operator that does not exist, a
pattern that cannot be compiled, a feature that nobody reports. An error is what NFD refuses, or what makes it fail on some
node; a warning is what it does and hardly anybody means.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.diagnostic import sort_diagnostics
from compatlang.nfd.custom import STATIC
from compatlang.nfd.findings import fields, rules
from compatlang.nfd.importing.documents import Placed, image_sets, independent_rules
from compatlang.nfd.load import Document
from compatlang.nfd.model import ImageSpec


def findings(document: Document) -> tuple[Diagnostic, ...]:
    """Everything that is found, in the order of the text."""
    return sort_diagnostics(_all(document))


def _all(document: Document) -> Iterator[Diagnostic]:
    yield from fields.unknown(document)
    if isinstance(document.model, ImageSpec):
        yield from fields.of_image(document, document.model)
        handed_on: frozenset[str] = frozenset()
        for each in image_sets(document.model, document.source):
            yield from rules.all_of(document, each, handed_on)
            handed_on |= rules.handed_on(each)
        return
    placed = independent_rules(document)
    if placed is None:
        return
    if not placed:
        yield from fields.no_rules(document)
    before = STATIC if document.kind == "CustomRules" else ()
    yield from rules.all_of(document, placed, rules.handed_on([Placed(each, ()) for each in before]))
