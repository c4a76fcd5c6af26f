"""Templates: whether they can be parsed, and whether compatlang can expand them."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.load import Document
from compatlang.nfd.model import Rule
from compatlang.nfd.template import TemplateError, mistake, parse


def all_of(document: Document, placed: Placed) -> Iterator[Diagnostic]:
    """What is wrong with the templates of a rule."""
    rule = placed.rule
    texts = {"varsTemplate": rule.vars_template}
    if isinstance(rule, Rule):
        texts["labelsTemplate"] = rule.labels_template
    for field, text in texts.items():
        span = document.source.span((*placed.path, field))
        wrong, parsed = mistake(text), parse(text)
        if wrong is not None:
            yield codes.TEMPLATE.at(span, f"the template cannot be parsed, so the rule fails: {wrong.text}")
        elif isinstance(parsed, TemplateError):
            message = f"compatlang does not expand this template: {parsed.text}"
            yield codes.TEMPLATE_REFUSED.at(span, message)
