"""`check` as text for many nodes: the nodes of a policy that are open for the same cause stand together.

    incompatible with train: 152 nodes
      driver: 112 nodes, gpu.driver is 525.60.13 (80), 470.57.02 (32), needs >= 550.54.14    train.compat:34
        node-001, node-004, node-007, … and 109 more
        fix: install NVIDIA driver 550.54.14 or newer

Two nodes have the same cause where the same requirements are open at the same places of the policy. However many nodes
and causes there are, it takes at most `MOST_LINES` lines: details are left out first, then rare causes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.cli.checked import Checked
from compatlang.cli.show.limits import MOST_LINES
from compatlang.cli.show.nodes import summary_lines
from compatlang.cli.show.reasons import tightest
from compatlang.cli.show.words import coloured, counted, is_scored, score_text, some
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.diagnostics.render.text import counts, place
from compatlang.evaluate.report import WORST_FIRST, PolicyResult, Reason, RequirementResult, Score, Verdict
from compatlang.source import Span
from compatlang.values.truth import Truth

_LINES_A_POLICY = 8
"""Room that a policy's causes need to say something; the worst policies get it, the others have only the summary."""

_MOST_VALUES = 3
"""Observed values that are listed before the rest is counted."""

_ENOUGH = 0.75
"""Where the causes that have room explain this part of the nodes, the rest is only counted."""

_MOST_ALTERNATIVES = 2
"""Alternatives of a group that are named before the rest is counted."""

_LEAST_ROOM = 5
"""With fewer lines than this, the requirements are only named."""

Found = tuple[str, PolicyResult]
"""A node's name and what a policy's verdict on it was."""


class _Cause(NamedTuple):
    """Nodes on which the same requirements are open; one list a requirement, one entry a node."""

    nodes: list[str]
    requirements: list[list[RequirementResult]]


class _Section(NamedTuple):
    """The nodes on which one policy has one verdict."""

    label: str
    verdict: Verdict
    found: list[Found]


def cause_lines(checked: Checked, paint: Paint) -> list[str]:
    """The whole output for many nodes."""
    policies = checked.by_policy()
    by_badness = sorted(policies, key=lambda label: _badness(policies[label]), reverse=True)
    summary = _shortened(dict(zip(policies, summary_lines(checked, paint), strict=True)), by_badness)
    room = MOST_LINES - len(summary) - 2
    worst = by_badness[: room // _LINES_A_POLICY]
    if len(worst) < len(policies):
        summary = [
            f"{counted(len(worst), 'policy')} shown of {len(policies)}; --policy NAME shows another",
            *summary,
        ]
    sections = [each for label, found in policies.items() if label in worst for each in _sections(label, found)]
    room -= len(sections)
    wanted = [len(list(_section_lines(each, sys.maxsize, checked, paint))) - 1 for each in sections]
    shares = _shares(wanted, room)
    lines = [
        line
        for section, share in zip(sections, shares, strict=True)
        for line in _section_lines(section, share, checked, paint)
    ]
    return [*lines, "", *summary]


def _shortened(summary: dict[str, str], by_badness: list[str]) -> list[str]:
    """The summary of many policies: the worst come first and the last are only counted."""
    most = MOST_LINES // 3
    if len(summary) <= most:
        return list(summary.values())
    left = len(summary) - most
    return [*(summary[label] for label in by_badness[:most]), f"… and {counted(left, 'policy')} more, none worse"]


def _badness(found: list[Found]) -> tuple[int, ...]:
    verdicts = Counter(result.verdict for _, result in found)
    return tuple(verdicts[verdict] for verdict in WORST_FIRST)


def _sections(label: str, found: list[Found]) -> Iterator[_Section]:
    for verdict in WORST_FIRST:
        of_verdict = [each for each in found if each[1].verdict == verdict]
        if of_verdict:
            yield _Section(label, verdict, of_verdict)


def _shares(wanted: list[int], room: int) -> list[int]:
    """Room for each section: what it wants where that is less than its part, and what it leaves is for the others.

    >>> _shares([2, 30, 12], 24)
    [2, 11, 11]
    """
    shares = [0] * len(wanted)
    for done, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        shares[index] = min(wanted[index], room // (len(wanted) - done))
        room -= shares[index]
    return shares


def _section_lines(section: _Section, room: int, checked: Checked, paint: Paint) -> Iterator[str]:
    nodes = [node for node, _ in section.found]
    head = f"{coloured(section.verdict, section.verdict, paint)} with {plain(section.label)}"
    head = f"{head}: {counted(len(nodes), 'node')}"
    match section.verdict:
        case "error":
            yield f"{head}, {some(nodes)}"
            yield from _capped([f"  {each}" for each in _errors(section.found)], room)
        case "compatible":
            yield ", ".join([head, *_score(section.found), some(nodes)])
            degraded = [each for each in section.found if each[1].degraded]
            causes = _by_cause(degraded, degraded_by=True)
            yield from _fitted(causes, room, checked, "degraded by ", paint)
        case _:
            yield head
            yield from _fitted(_by_cause(section.found), room, checked, "", paint)


def _score(found: list[Found]) -> Iterator[str]:
    """The bounds of the scores of all these nodes, where the policy has any."""
    scores = [result.score for _, result in found if is_scored(result)]
    if scores:
        yield score_text(Score(min(each.certain for each in scores), max(each.possible for each in scores)))


def _errors(found: list[Found]) -> list[str]:
    messages = Counter(
        plain(result.diagnostics[0].message)
        if len(result.diagnostics) == 1
        else f"the policy has {counts(result.diagnostics)}"
        for _, result in found
    )
    return [f"{message} ({counted(count, 'node')})" for message, count in messages.most_common()]


def _by_cause(found: list[Found], *, degraded_by: bool = False) -> list[_Cause]:
    """The causes, that of most nodes first; of equals, the one met first."""
    causes: dict[object, _Cause] = {}
    for node, result in found:
        open_ = [each for each in result.warnings if each.truth is not Truth.YES] if degraded_by else result.open()
        shape = tuple((each.name, each.truth, tuple(reason.span for reason in each.reasons)) for each in open_)
        cause = causes.setdefault(shape, _Cause([], [[] for _ in open_]))
        cause.nodes.append(node)
        for column, requirement in zip(cause.requirements, open_, strict=True):
            column.append(requirement)
    return sorted(causes.values(), key=lambda each: -len(each.nodes))


def _by_requirement(causes: list[_Cause]) -> list[_Cause]:
    """A cause for each requirement alone. A node may stand under several."""
    single: dict[tuple[str, Truth], _Cause] = {}
    for cause in causes:
        for column in cause.requirements:
            into = single.setdefault((column[0].name, column[0].truth), _Cause([], [[]]))
            into.nodes.extend(cause.nodes)
            into.requirements[0].extend(column)
    return sorted(single.values(), key=lambda each: -len(each.nodes))


def _fitted(causes: list[_Cause], room: int, checked: Checked, lead: str, paint: Paint) -> list[str]:
    """As much of the causes as has room."""
    for detail in (3, 2, 1):
        lines = [line for cause in causes for line in _cause_lines(cause, detail, checked, lead, paint)]
        if len(lines) <= room:
            return lines
    total = sum(len(cause.nodes) for cause in causes)
    first = causes[: max(room - 1, 0)]
    left = causes[len(first) :]
    nodes_left = sum(len(cause.nodes) for cause in left)
    if first and total - nodes_left >= _ENOUGH * total:
        lines = [line for cause in first for line in _cause_lines(cause, 1, checked, lead, paint)]
        return [*lines, f"  … and {counted(nodes_left, 'node')} with {counted(len(left), 'other cause')}"]
    single = _by_requirement(causes)
    if room < _LEAST_ROOM:
        names = [f"{cause.requirements[0][0].name} ({len(cause.nodes)})" for cause in single]
        return [f"  {lead}{some(names, 6)}"][: max(room, 0)]
    note = f"  {counted(len(causes), 'combination')} of causes; by requirement, where a node may stand under several:"
    lines = [line for cause in single for line in _cause_lines(cause, 1, checked, lead, paint)]
    return [note, *_capped(lines, room - 1)][: max(room, 0)]


def _capped(lines: list[str], room: int) -> list[str]:
    if len(lines) <= room:
        return lines
    kept = max(room - 1, 0)
    return [*lines[:kept], f"  … and {len(lines) - kept} more"][: max(room, 0)]


def _cause_lines(cause: _Cause, detail: int, checked: Checked, lead: str, paint: Paint) -> Iterator[str]:
    """A cause: with 1 in a line, with 2 each requirement's and some nodes, with 3 what the policy says of it."""
    nodes = counted(len(cause.nodes), "node")
    if len(cause.requirements) == 1:
        (column,) = cause.requirements
        name = _name(column[0], paint)
        yield f"  {lead}{name}: {nodes}, {_described(column)}    {paint.dim(_place(column, checked))}".rstrip()
    else:
        names = some([column[0].name for column in cause.requirements])
        colour = paint.red if any(column[0].truth is Truth.NO for column in cause.requirements) else paint.yellow
        first = f"    {some(cause.nodes)}" if detail == 1 else ""
        yield f"  {lead}{colour(names) if names else 'no requirement'}: {nodes}{first}"
        for column in cause.requirements if detail > 1 else ():
            where = paint.dim(_place(column, checked))
            yield f"    {_name(column[0], paint)}: {_described(column)}    {where}".rstrip()
    if detail > 1:
        yield f"    {some(cause.nodes)}"
    for column in cause.requirements if detail > 2 else ():
        about = f" ({plain(column[0].name)})" if len(cause.requirements) > 1 else ""
        if column[0].because:
            yield f"    {paint.bold('because')}{about}: {plain(column[0].because)}"
        if column[0].fix:
            yield f"    {paint.bold('fix')}{about}: {plain(column[0].fix)}"


def _name(requirement: RequirementResult, paint: Paint) -> str:
    name = plain(requirement.name)
    return paint.red(name) if requirement.truth is Truth.NO else paint.yellow(name)


def _place(column: Sequence[RequirementResult], checked: Checked) -> str:
    first = column[0]
    span: Span = tightest(first.span, first.reasons[0].span) if first.reasons else first.span
    return place(span, checked.sources)


def _described(column: Sequence[RequirementResult]) -> str:
    """Why a requirement is open on several nodes, in one line."""
    if not column[0].reasons:
        return "cannot be decided" if column[0].truth is Truth.UNKNOWN else "not met"
    reasons = [each.reasons[0] for each in column if each.reasons]
    more = len(column[0].reasons) - 1
    return _together(reasons) + (f"; and {counted(more, 'more reason')}" if more else "")


def _together(reasons: Sequence[Reason]) -> str:
    """Reasons at one place: the observed values with their counts where the question is one, else the usual message."""
    messages = Counter(each.message for each in reasons)
    if len(messages) == 1:
        return plain(reasons[0].message) + _alternatives(reasons[0])
    questions = {(each.subject, each.accepted) for each in reasons}
    if len(questions) == 1 and reasons[0].subject and all(each.observed for each in reasons):
        observed = Counter(each.observed for each in reasons)
        distinct = len(observed) == len(reasons)
        values = [
            plain(value) if distinct else f"{plain(value)} ({count})"
            for value, count in observed.most_common(_MOST_VALUES)
        ]
        left = len(observed) - len(values)
        rest = f", … and {counted(left, 'other value')}" if left else ""
        needs = f", needs {plain(reasons[0].accepted)}" if reasons[0].accepted else ""
        return f"{plain(reasons[0].subject)} is {', '.join(values)}{rest}{needs}"
    message, count = messages.most_common(1)[0]
    return f"{plain(message)} ({count}); {counted(len(reasons) - count, 'other')} otherwise"


def _alternatives(reason: Reason) -> str:
    """What a group that has no question of its own comes down to."""
    if reason.subject or not reason.children:
        return ""
    shown = [each.message for each in reason.children[:_MOST_ALTERNATIVES]]
    left = len(reason.children) - len(shown)
    return f": {plain('; '.join(shown))}" + (f"; and {counted(left, 'other')}" if left else "")
