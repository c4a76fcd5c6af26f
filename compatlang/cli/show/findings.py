"""Diagnostics of a run as text: all of them, or of each kind the first few and how many more there are.

A fleet has the same mistake on every node; nobody reads it three hundred times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import counts, render
from compatlang.source import SourceFile

MOST = {"error": 10, "warning": 3}
"""How many diagnostics of one kind are shown, by severity."""


def findings(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], paint: Paint, *, verbose: bool
) -> str:
    """The diagnostics, and at the end how many there were; empty where there is none."""
    if not diagnostics:
        return ""
    met: Counter[tuple[str, str]] = Counter()
    parts: list[str] = []
    for each in diagnostics:
        kind = (each.severity, each.code)
        met[kind] += 1
        if verbose or met[kind] <= MOST[each.severity]:
            parts.append(render(each, sources, paint) + "\n")
    if not verbose:
        for (severity, code), count in met.items():
            if count > MOST[severity]:
                parts.append(f"… and {count - MOST[severity]} more {severity}[{code}]; --verbose shows them all\n")
    return "".join(parts) + f"{counts(diagnostics)}\n"
