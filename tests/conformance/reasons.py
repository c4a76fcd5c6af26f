"""The reasons of a result as vectors have them: what does not depend on the words of a sentence.

A reason says where the condition stands, what it asks about, what was observed and what would have been accepted; below it
stands what it comes down to. Requirements come first, then warnings that are not yes.
"""

from __future__ import annotations

from typing import Any

from compatlang.cli.show.documents import Sources
from compatlang.diagnostics.render.json import span_value
from compatlang.evaluate.report import PolicyResult, Reason, RequirementResult
from compatlang.values.truth import Truth
from tests.conformance.vectors import Reasons


def reasons_of(result: PolicyResult, sources: Sources) -> Reasons:
    """The reasons of a report."""
    warnings = [each for each in result.warnings if each.truth is not Truth.YES]
    return [_requirement(each, sources) for each in (*result.open(), *warnings)]


def reasons_in(result: dict[str, Any]) -> Reasons:
    """The reasons of an entry of `results` in what `check --format json` prints."""
    return [_entry(each) for each in (*open_in(result), *result["warnings"]) if each["truth"] != "yes"]


def open_in(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The requirements that are not yes; those of profiles too, of groups in which none is chosen."""
    profiles = [profile for group in result["groups"] if group["chosen"] is None for profile in group["profiles"]]
    inner = [each for profile in profiles for each in profile["requirements"]]
    return [each for each in (*result["requirements"], *inner) if each["truth"] != "yes"]


def _requirement(requirement: RequirementResult, sources: Sources) -> dict[str, Any]:
    why = [_reason(each, sources) for each in requirement.reasons]
    return {"name": requirement.name, "truth": requirement.truth.word, "why": why}


def _reason(reason: Reason, sources: Sources) -> dict[str, Any]:
    children = [_reason(each, sources) for each in reason.children]
    place = span_value(reason.span, sources)
    return _why(place, reason.subject, reason.observed, reason.accepted, children)


def _entry(requirement: dict[str, Any]) -> dict[str, Any]:
    why = _entries(requirement["reasons"])
    return {"name": requirement["name"], "truth": requirement["truth"], "why": why}


def _entries(reasons: list[dict[str, Any]]) -> Reasons:
    return [
        _why(each["span"], each["subject"], each["observed"], each["accepted"], _entries(each["children"]))
        for each in reasons
    ]


def _why(place: dict[str, Any], subject: str, observed: str, accepted: str, children: Reasons) -> dict[str, Any]:
    """What is empty is left out."""
    parts = {"subject": subject, "observed": observed, "accepted": accepted, "why": children}
    at = f"{place['file']}:{place['line']}:{place['column']}"
    return {"at": at, **{name: part for name, part in parts.items() if part}}
