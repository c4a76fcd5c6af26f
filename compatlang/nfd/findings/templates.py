"""Templates: whether they can be parsed, and whether compatlang can expand them."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.load import Document
from compatlang.nfd.model import Rule
from compatlang.nfd.template import TemplateError, parse


def all_of(document: Document, placed: Placed) -> Iterator[Diagnostic]:
    """What is wrong with the templates of a rule."""
    rule = placed.rule
    texts = {"varsTemplate": rule.vars_template}
    if isinstance(rule, Rule):
        texts["labelsTemplate"] = rule.labels_template
    for field, text in texts.items():
        parsed = parse(text) if text else None
        if isinstance(parsed, TemplateError):
            span = document.source.span((*placed.path, field))
            if parsed.refused:
                message = f"compatlang does not expand this template: {parsed.text}"
                yield codes.TEMPLATE_REFUSED.at(span, message)
            else:
                yield codes.TEMPLATE.at(span, f"the template cannot be parsed, so the rule fails: {parsed.text}")
