"""A fleet as JSON, written node by node: what was decided, without the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compatlang.cli.fleet import Fleet, counted_decisions
from compatlang.cli.fleet_tally import PolicyTally, Tally, worst_verdict
from compatlang.cli.show.documents import as_json
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.json import diagnostic_values
from compatlang.evaluate.report import WORST_FIRST, Decision
from compatlang.source import SourceFile

Sources = Mapping[str, SourceFile]


def fleet_document(fleet: Fleet, tally: Tally, found: Sequence[Diagnostic], sources: Sources) -> Iterator[str]:
    """The document of `--format json` in parts, a line a node, so that it is never in memory as a whole."""
    yield '{\n  "schema": "compatlang.check/1",\n  "nodes": ['
    comma = ""
    for line in fleet_json_lines(fleet, tally, sources):
        yield f"{comma}\n    {line.rstrip()}"
        comma = ","
    rest = {"summary": _summary(tally), "diagnostics": diagnostic_values(found, sources)}
    yield "\n  ],\n" + as_json(rest).removeprefix("{\n")


def fleet_json_lines(fleet: Fleet, tally: Tally, sources: Sources) -> Iterator[str]:
    """The lines of `--format jsonl`."""
    errors = [diagnostic_values(policy.errors, sources) for policy in tally.policies]
    for node, decisions in counted_decisions(fleet, tally):
        results = [
            _decision(policy, decision, error)
            for policy, decision, error in zip(tally.policies, decisions, errors, strict=True)
        ]
        verdict = worst_verdict(each.verdict for each in decisions)
        yield as_json({"node": node, "verdict": verdict, "results": results, "diagnostics": []}, indent=None)


def _decision(policy: PolicyTally, decision: Decision, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "policy": policy.policy,
        "file": policy.file,
        "verdict": decision.verdict,
        "degraded": decision.degraded,
        "score": decision.score._asdict(),
        "chosen": list(decision.chosen),
        "open": [{"name": each.name, "truth": each.truth.word} for each in decision.open],
        "diagnostics": errors,
    }


def _summary(tally: Tally) -> dict[str, Any]:
    verdicts = tuple(reversed(WORST_FIRST))
    return {
        "nodes": tally.nodes.total(),
        **{verdict: tally.nodes[verdict] for verdict in verdicts},
        "policies": [
            {
                "policy": each.policy,
                "file": each.file,
                **{verdict: each.verdicts[verdict] for verdict in verdicts},
                "degraded": each.degraded.total(),
            }
            for each in tally.policies
        ],
    }
