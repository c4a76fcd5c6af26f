"""SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/, as GitHub's code scanning and editors read it.

A problem is one result, whatever number of items has it: `occurrenceCount` says of how many, and the nodes stand beside
its place as logical locations. What is unknown is a warning: SARIF has the kind `open` for it, which viewers leave out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from compatlang import __version__
from compatlang.cli.formats.causes import Cause, causes
from compatlang.cli.formats.results import Fix, Place, Problem, Results, Status
from compatlang.cli.formats.safe import block, line
from compatlang.cli.rule_page import rule_page
from compatlang.cli.show.documents import as_json
from compatlang.digest import digest

_LEVELS: dict[Status, str] = {"error": "error", "failed": "error", "unknown": "warning", "warning": "warning"}

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(results: Results) -> str:
    """The whole log, of one run."""
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(results)]})


def _run(results: Results) -> dict[str, Any]:
    found = causes(results)
    rules: dict[str, Problem] = {}
    for each in found:
        rules.setdefault(each.problem.rule, each.problem)
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {"name": "compatlang", "version": __version__, "rules": [_rule(each) for each in rules.values()]}
    return {
        "tool": {"driver": driver},
        # Without it, GitHub takes the log of one command for a newer one of another.
        "automationDetails": {"id": f"{line(results.title).replace(' ', '-')}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": results.status != "error"}],
        "results": [
            _result(each, numbers[each.problem.rule], fingerprint, results.noun)
            for each, fingerprint in zip(found, _fingerprints(found), strict=True)
        ],
        "properties": {"summary": [line(each) for each in results.summary]},
    }


def _rule(problem: Problem) -> dict[str, Any]:
    """A requirement or a code; its help is what a viewer shows beside any of its results."""
    about = _text(problem.about or problem.rule)
    return {
        "id": line(problem.rule),
        "shortDescription": about,
        "fullDescription": about,
        "help": _help(problem),
        "defaultConfiguration": {"level": _LEVELS[problem.status]},
    }


def _help(problem: Problem) -> dict[str, str]:
    """The page of a code; of a requirement, what its author says is to be done."""
    page = rule_page(problem.rule)
    return {"text": page, "markdown": page} if page else _text(problem.help or problem.about or problem.rule)


def _result(cause: Cause, rule: int, fingerprint: str, noun: str) -> dict[str, Any]:
    problem = cause.problem
    result = {
        "ruleId": line(problem.rule),
        "ruleIndex": rule,
        "level": _LEVELS[problem.status],
        "message": _text(_message(cause, noun)),
        "locations": [_location(cause, noun)],
        "occurrenceCount": len(cause.items),
        "partialFingerprints": {"compatlang/v1": fingerprint},
        "properties": {"status": problem.status},
    }
    known = problem.fixes and all(each.place.line is not None for each in problem.fixes)
    return result | ({"fixes": [_fix(problem)]} if known else {})


def _message(cause: Cause, noun: str) -> str:
    where = [] if noun == "file" else [cause.whose(noun)]
    return "\n".join(line(each) for each in [*cause.lines(), *where])


def _text(text: str) -> dict[str, str]:
    """A message. SARIF makes links of `[text](target)`, so that a bracket and a parenthesis are kept apart."""
    return {"text": block(text).replace("](", "] (") or "-"}


def _location(cause: Cause, noun: str) -> dict[str, Any]:
    names = [] if noun == "file" else list(dict.fromkeys(line(each.name) for each in cause.items))
    logical = [{"name": each, "fullyQualifiedName": each, "kind": noun} for each in names]
    return {"physicalLocation": _physical(cause.problem.place)} | ({"logicalLocations": logical} if logical else {})


def _physical(place: Place) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place.file)} | ({} if place.line is None else {"region": _region(place)})


def _artifact(file: str) -> dict[str, str]:
    """A file relative to where the run began, which is the checkout on a runner; an absolute one as it is."""
    path = quote(line(file))
    if path.startswith("/"):
        return {"uri": f"file://{path}"}
    return {"uri": path} if path.startswith("../") else {"uri": path, "uriBaseId": "%SRCROOT%"}


def _region(place: Place) -> dict[str, int | None]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(problem: Problem) -> dict[str, Any]:
    """All edits of a problem, file by file."""
    files: dict[str, list[Fix]] = {}
    for each in problem.fixes:
        files.setdefault(each.place.file, []).append(each)
    changes = [
        {"artifactLocation": _artifact(file), "replacements": [_replacement(each) for each in fixes]}
        for file, fixes in files.items()
    ]
    return {"description": _text(problem.help or problem.message), "artifactChanges": changes}


def _replacement(fix: Fix) -> dict[str, Any]:
    return {"deletedRegion": _region(fix.place), "insertedContent": {"text": fix.text}}


def _fingerprints(found: Sequence[Cause]) -> Iterable[str]:
    """What stays the same of a result when lines are put in above it, or other values are observed."""
    met: Counter[tuple[str, str, str]] = Counter()
    for each in found:
        key = (each.problem.rule, each.problem.place.file, each.problem.place.text)
        met[key] += 1
        yield digest("\0".join([*key, str(met[key])]).encode("utf-8", "backslashreplace"))[:32]
