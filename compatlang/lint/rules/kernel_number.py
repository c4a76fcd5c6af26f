"""`require io_uring: kernel.version >= 5.1`: a number that stands for a feature of the kernel.

Distributions carry features back into older kernels, and leave some out of newer ones. Found where a requirement asks for
nothing but a kernel's number, and is called as a feature that the standard module `kernel` knows; or its `because` names one,
and the number is that of the release that brought it; or an option of the kernel's configuration is named. A number that keeps
clear of a defect is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.errors import LoadError
from compatlang.lint.releases import is_release
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.loader import Loader
from compatlang.schema.catalog import BASE
from compatlang.semantic.check import check
from compatlang.typed import tree as typed
from compatlang.values.pattern import Bound, Literal, Pattern

_OPTION = re.compile(r"\bCONFIG_([A-Z0-9_]+)\b")
_WORD = re.compile(r"[a-z0-9_]{5,}")


def find(view: View) -> Iterator[Diagnostic]:
    """Each such requirement."""
    found = [each for each in view.meant(typed.Requirement) if _asks_for_a_number(each, view)]
    known = _known(view.loader) if found else {}
    for requirement in found:
        assert isinstance(requirement.condition, typed.Test)
        instead = _instead(requirement, requirement.condition.pattern, known)
        if instead:
            yield lint.KERNEL_NUMBER.at(
                requirement.condition.span,
                "a number of a kernel is asked for, where a feature of it is meant",
                notes=["distributions carry features back into older kernels, and leave some out of newer ones"],
                help=f"write `{instead}`",
            )


def _asks_for_a_number(requirement: typed.Requirement, view: View) -> bool:
    test = requirement.condition
    return (
        requirement.kind != "forbid"
        and isinstance(test, typed.Test)
        and _is_minimum(test)
        and is_release(test.subject, view)
    )


def _is_minimum(test: typed.Test) -> bool:
    return isinstance(test.pattern, Bound) and test.pattern.operator in (">", ">=")


def _instead(requirement: typed.Requirement, wanted: Pattern, known: dict[str, _Feature]) -> str:
    option = _OPTION.search(f"{requirement.because} {requirement.fix}")
    if option is not None:
        return f'kernel.config.{option[1]} == "y"'
    if requirement.name in known:
        return known[requirement.name].question
    words = [known[each] for each in _WORD.findall(requirement.because.lower()) if each in known]
    return next((each.question for each in words if each.since == wanted), "")


class _Feature(NamedTuple):
    """How to ask for a feature, and the releases that have it."""

    question: str
    since: Pattern | None


def _known(loader: Loader) -> dict[str, _Feature]:
    """What the module `kernel` can be asked, by name: rows of its table of features, and rules without arguments."""
    try:
        program = check(loader.load_module("kernel"), loader, BASE).program
    except LoadError:
        return {}
    known: dict[str, _Feature] = {}
    for name, table in program.tables.items():
        if name.endswith("#features"):
            for row in table.rows:
                feature, release = row.cells[:2]
                if isinstance(feature, Literal):
                    known[feature.text] = _Feature(f'kernel.supports("{feature.text}")', release)
    for rule in program.rules.values():
        if all(each.default is not None for each in rule.parameters):
            since = known[rule.name].since if rule.name in known else None
            known[rule.name] = _Feature(f"kernel.{rule.name}()", since)
    return known


LINT = Lint(lint.KERNEL_NUMBER, find)
