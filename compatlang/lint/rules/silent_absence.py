"""`require pool: node.label["pool"] != "spot"` holds on a node without that label.

Labels, annotations and what a site's own files say may be missing anywhere, and so may features that are declared from them.
What the catalog names one by one is always there where its domain is reported, or its absence says something.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.regions import Subject, conjuncts, facts, joined
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such question of a requirement, where nothing beside it asks whether the value is there."""
    for requirement in view.meant(typed.Requirement):
        if requirement.kind != "require":
            continue
        asked = conjuncts(requirement.condition)
        found = [each for condition in asked for each in facts(condition)]
        left = joined(found)
        texts = {each.subject for each in asked if isinstance(each, typed.Like | typed.Matches)}
        for fact in found:
            excludes = fact.region.absent and bool(fact.region.keys) and fact.subject not in texts
            if excludes and left[fact.subject].absent and _may_be_missing(fact.subject, view):
                yield lint.SILENT_ABSENCE.at(
                    fact.span,
                    "this holds on a node that has no such value",
                    help="where it must be there, add `… is present`; where it need not be, write a `forbid`",
                )


def _may_be_missing(subject: Subject, view: View) -> bool:
    match subject:
        case typed.Element(domain, name):
            known = view.catalog.domains[domain]
            return known.open and name not in known.elements
        case typed.Feature(path):
            return _may_be_missing(view.program.features[path].value, view)
        case typed.Coalesce(operands):
            return all(_may_be_missing(each, view) for each in operands)
        case typed.Join():
            return True
        case _:
            return False


LINT = Lint(lint.SILENT_ABSENCE, find)
