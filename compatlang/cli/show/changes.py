"""`check --watch` as text and as JSON: a line for each verdict that is not what it was.

node-b02  train: compatible -> incompatible  (driver, rdma)
node-d04  train: new -> compatible
node-a01  train: unknown -> gone
"""

from __future__ import annotations

from typing import Any

from compatlang.cli.show.words import coloured, some
from compatlang.cli.watch_changes import VerdictChange
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.evaluate.report import Verdict
from compatlang.values.truth import Truth


def change_line(change: VerdictChange, paint: Paint) -> str:
    """One change. Of an incompatible node the requirements are named that are not met, of an unknown one the unknown ones."""
    before, after = _word(change.before, "new", paint), _word(change.after, "gone", paint)
    line = f"{paint.bold(plain(change.node))}  {plain(change.label)}: {before} -> {after}"
    truth = Truth.NO if change.after == "incompatible" else Truth.UNKNOWN
    names = list(dict.fromkeys(each.name for each in change.open if each.truth is truth))
    return f"{line}  ({some(names)})" if names else line


def change_value(change: VerdictChange) -> dict[str, Any]:
    """The same as a line of `--format jsonl`."""
    return {
        "node": change.node,
        "policy": change.policy,
        "file": change.file,
        "before": change.before,
        "after": change.after,
        "open": [{"name": each.name, "truth": each.truth.word} for each in change.open],
    }


def _word(verdict: Verdict | None, nothing: str, paint: Paint) -> str:
    return paint.dim(nothing) if verdict is None else coloured(verdict, verdict, paint)
