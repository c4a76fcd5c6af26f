"""Suppressions themselves: without a reason, of a code that is not known, or of what is not found.

They are looked at after all other lints, and cannot be suppressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from compatlang.diagnostics import Code, Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.lint.suppression import Suppression
from compatlang.lint.view import View

KNOWN = frozenset(each.name for each in vars(lint).values() if isinstance(each, Code))


def find(view: View, known: tuple[Suppression, ...], used: Set[tuple[Suppression, str]]) -> Iterator[Diagnostic]:
    """What is wrong with the suppressions of a file; `used` are those that were needed, with the codes."""
    for each in known:
        if lint.BAD_SUPPRESSION.name in view.options.codes:
            yield from _faults(each)
        if lint.UNUSED_SUPPRESSION.name in view.options.codes:
            yield from _unused(each, used, view)


def _faults(each: Suppression) -> Iterator[Diagnostic]:
    if not each.codes:
        yield lint.BAD_SUPPRESSION.at(
            each.span, "this suppression names no code", help="write `# lint: ignore[code] reason`"
        )
    elif not each.reason:
        yield lint.BAD_SUPPRESSION.at(
            each.span, "this suppression gives no reason", help="say behind the bracket why this is meant to be so"
        )
    for code in each.codes:
        if code not in KNOWN:
            yield lint.BAD_SUPPRESSION.at(each.span, f"there is no lint `{code}`", help=did_you_mean(code, KNOWN))


def _unused(each: Suppression, used: Set[tuple[Suppression, str]], view: View) -> Iterator[Diagnostic]:
    """Of codes that were looked for only: what is not looked for may be there."""
    looked_for = [code for code in each.codes if code in view.options.codes & KNOWN]
    idle = [code for code in looked_for if (each, code) not in used]
    for code in idle:
        whole = len(idle) == len(each.codes)
        yield lint.UNUSED_SUPPRESSION.at(
            each.span,
            f"`{code}` is not found here",
            help="take it out",
            edits=view.remove_comment(each.span) if whole and code == idle[0] else (),
        )
