"""Results as JSON values, of the shapes that docs/schemas publishes. The same input gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.json import diagnostic_values, span_value
from compatlang.evaluate.report import (
    WORST_FIRST,
    GroupResult,
    PreferenceResult,
    ProfileResult,
    Reason,
    RequirementResult,
    Score,
    Verdict,
)
from compatlang.source import SourceFile

if TYPE_CHECKING:
    from compatlang.analyze.nearest import Nearest

Sources = Mapping[str, SourceFile]


def as_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON in ASCII, so that it can be printed anywhere and carries whatever a snapshot held."""
    return json.dumps(value, indent=indent).replace("\x7f", "\\u007f") + "\n"


def check_document(checked: Checked) -> dict[str, Any]:
    """A whole run of `check`."""
    return {
        "schema": "compatlang.check/1",
        "nodes": [node_value(node, checked.sources) for node in checked.nodes],
        "summary": _summary(checked),
        "diagnostics": diagnostic_values(checked.diagnostics, checked.sources),
    }


def explain_document(
    node: Node, diagnostics: Iterable[Diagnostic], sources: Sources, nearest: Nearest | None = None
) -> dict[str, Any]:
    """One policy on one node; where it is a file of rules of NFD, their outputs instead of a result."""
    value = {
        "schema": "compatlang.explain/1",
        "node": node.name,
        "result": _outcome(node.outcomes[0], sources) if node.outcomes else None,
        "nearest": msgspec.to_builtins(nearest),
        "diagnostics": diagnostic_values((*diagnostics, *node.diagnostics), sources),
    }
    return value | _outputs(node, sources)


def node_value(node: Node, sources: Sources) -> dict[str, Any]:
    """One node of `check`: an entry of `nodes`, or a line of `--format jsonl`."""
    value = {
        "node": node.name,
        "verdict": node.verdict if node.outcomes else None,
        "results": [_outcome(each, sources) for each in node.outcomes],
        "diagnostics": diagnostic_values(node.diagnostics, sources),
    }
    return value | _outputs(node, sources)


def _outputs(node: Node, sources: Sources) -> dict[str, Any]:
    """What rules of NFD yield on a node, where there are any."""
    if not node.outputs:
        return {}
    from compatlang.cli.show.outputs import outputs_value

    return {"outputs": [outputs_value(each, sources) for each in node.outputs]}


def _summary(checked: Checked) -> dict[str, Any]:
    policies: dict[str, list[Outcome]] = {}
    for node in checked.nodes:
        for outcome in node.outcomes:
            policies.setdefault(outcome.label, []).append(outcome)
    return {
        "nodes": len(checked.nodes),
        **_tally(node.verdict for node in checked.nodes if node.outcomes),
        "policies": [
            {
                "policy": outcomes[0].result.policy,
                "file": outcomes[0].file,
                **_tally(each.result.verdict for each in outcomes),
                "degraded": sum(each.result.degraded for each in outcomes),
            }
            for outcomes in policies.values()
        ],
    }


def _tally(verdicts: Iterable[Verdict]) -> dict[str, int]:
    count = Counter(verdicts)
    return {verdict: count[verdict] for verdict in reversed(WORST_FIRST)}


def _outcome(outcome: Outcome, sources: Sources) -> dict[str, Any]:
    result = outcome.result
    return {
        "policy": result.policy,
        "file": outcome.file,
        "verdict": result.verdict,
        "degraded": result.degraded,
        "score": _score(result.score),
        "chosen": list(result.chosen),
        "requirements": [_requirement(each, sources) for each in result.requirements],
        "warnings": [_requirement(each, sources) for each in result.warnings],
        "preferences": [_preference(each, sources) for each in result.preferences],
        "groups": [_group(each, sources) for each in result.groups],
        "diagnostics": diagnostic_values(result.diagnostics, sources),
    }


def _score(score: Score) -> dict[str, int]:
    return {"certain": score.certain, "possible": score.possible}


def _requirement(requirement: RequirementResult, sources: Sources) -> dict[str, Any]:
    return {
        "name": requirement.name,
        "kind": requirement.kind,
        "truth": requirement.truth.word,
        "span": span_value(requirement.span, sources),
        "reasons": [reason_value(each, sources) for each in requirement.reasons],
        "because": requirement.because,
        "fix": requirement.fix,
    }


def reason_value(reason: Reason, sources: Sources) -> dict[str, Any]:
    """Why something is as it is."""
    return {
        "message": reason.message,
        "span": span_value(reason.span, sources),
        "subject": reason.subject,
        "observed": reason.observed,
        "accepted": reason.accepted,
        "seen": None if reason.seen is None else span_value(reason.seen, sources),
        "children": [reason_value(each, sources) for each in reason.children],
    }


def _preference(preference: PreferenceResult, sources: Sources) -> dict[str, Any]:
    return {
        "name": preference.name,
        "weight": preference.weight,
        "truth": preference.truth.word,
        "span": span_value(preference.span, sources),
    }


def _group(group: GroupResult, sources: Sources) -> dict[str, Any]:
    return {
        "owner": group.owner,
        "chosen": group.chosen or None,
        "profiles": [_profile(each, sources) for each in group.profiles],
    }


def _profile(profile: ProfileResult, sources: Sources) -> dict[str, Any]:
    return {
        "name": profile.name,
        "weight": profile.weight,
        "tag": profile.tag,
        "truth": profile.truth.word,
        "span": span_value(profile.span, sources),
        "requirements": [_requirement(each, sources) for each in profile.requirements],
    }
