"""What `analyze` found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.dead import Deadness, Finding
from compatlang.analyze.rows import DeadRow
from compatlang.cli.show.witness import witness_lines
from compatlang.cli.show.words import counted
from compatlang.cli.witnesses import witness_document
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain

Relation = Literal["implies", "equal", "disjoint"]


class Analyzed(NamedTuple):
    """One policy of a file."""

    file: str
    policy: str
    deadness: Deadness


class Rows(NamedTuple):
    """The dead rows of the tables of a file."""

    file: str
    rows: tuple[DeadRow, ...]


class Related(NamedTuple):
    """A question about two policies, and its answer: proof is yes, a witness is no."""

    relation: Relation
    first: str
    second: str
    answer: Answer


class Analysis(NamedTuple):
    """Everything that was asked."""

    policies: Sequence[Analyzed] = ()
    tables: Sequence[Rows] = ()
    relations: Sequence[Related] = ()


# Text


def analysis_lines(analysis: Analysis, paint: Paint, *, verbose: bool) -> Iterator[str]:
    """Each policy with what is dead in it, each row, each relation with a node that shows why it does not hold."""
    width = max((len(plain(each.policy)) for each in analysis.policies), default=0)
    for policy in analysis.policies:
        yield from _policy_lines(policy, width, paint, verbose=verbose)
    for table in analysis.tables:
        yield from _row_lines(table, paint)
    for related in analysis.relations:
        yield from _relation_lines(related, paint)
    if analysis.policies:
        yield _summary(analysis)


def _policy_lines(policy: Analyzed, width: int, paint: Paint, *, verbose: bool) -> Iterator[str]:
    deadness = policy.deadness
    name = plain(policy.policy).ljust(width)
    match deadness.satisfiable:
        case Witness(snapshot):
            yield f"{paint.bold(name)}  {paint.green('satisfiable')}  {plain(policy.file)}"
            if verbose:
                yield from witness_lines(snapshot)
        case Proved():
            yield f"{paint.bold(name)}  {paint.red('unsatisfiable')}  {plain(policy.file)}"
            yield f"  no node can meet {_together(deadness.contradiction)}"
        case Undecided() as undecided:
            yield f"{paint.bold(name)}  {paint.yellow('undecided')}{_why(undecided)}  {plain(policy.file)}"
    yield from (f"  {_finding(each)}" for each in deadness.findings)


def _together(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{plain(each)}`" for each in names)
    return f"{shown} together" if len(names) > 1 else shown or "it"


def _finding(finding: Finding) -> str:
    what = f"{finding.kind} `{plain(finding.name)}`"
    if finding.state == "undecided":
        return f"{what}: undecided"
    verb = "is always met" if finding.state == "always" else "is never chosen"
    because = ", ".join(f"`{plain(each)}`" for each in finding.because)
    return f"{what} {verb}{f', because of {because}' if because else ''}"


def _row_lines(rows: Rows, paint: Paint) -> Iterator[str]:
    for each in rows.rows:
        table = paint.bold(plain(each.table))
        others = ", ".join(map(str, each.covered_by[:5])) + (", …" if len(each.covered_by) > 5 else "")
        cover = f"row {others} admits" if len(each.covered_by) == 1 else f"rows {others} admit"
        yield f"{table}  row {each.number} never decides: {cover} what it does  {plain(rows.file)}"


def _relation_lines(related: Related, paint: Paint) -> Iterator[str]:
    first, second = f"`{plain(related.first)}`", f"`{plain(related.second)}`"
    match related.answer:
        case Proved():
            yield f"{_holding(related.relation, first, second)}: {paint.green('proved')}"
        case Undecided() as undecided:
            yield f"{_holding(related.relation, first, second)}: {paint.yellow('undecided')}{_why(undecided)}"
        case Witness(snapshot):
            yield f"{_failing(related.relation, first, second)}, as this node shows"
            yield from witness_lines(snapshot)


def _holding(relation: Relation, first: str, second: str) -> str:
    words = {"implies": f"{first} implies {second}", "equal": f"{first} and {second} are equal"}
    return words.get(relation, f"{first} and {second} are disjoint")


def _failing(relation: Relation, first: str, second: str) -> str:
    match relation:
        case "implies":
            return f"{first} does not imply {second}: one can be compatible where the other is not"
        case "equal":
            return f"{first} and {second} are not equal: one can be compatible where the other is not"
        case "disjoint":
            return f"{first} and {second} are not disjoint: both can be compatible"


def _why(undecided: Undecided) -> str:
    return " within the budget" if undecided.past_budget else ": no proof, and no node that could be made"


def _summary(analysis: Analysis) -> str:
    answers = [each.deadness.satisfiable for each in analysis.policies]
    dead = sum(each.state != "undecided" for policy in analysis.policies for each in policy.deadness.findings)
    dead += sum(len(each.rows) for each in analysis.tables)
    parts = [f"{sum(isinstance(each, Witness) for each in answers)} satisfiable"]
    parts += [f"{sum(isinstance(each, Proved) for each in answers)} unsatisfiable"] * any(
        isinstance(each, Proved) for each in answers
    )
    parts += [f"{sum(isinstance(each, Undecided) for each in answers)} undecided"] * any(
        isinstance(each, Undecided) for each in answers
    )
    return f"{counted(len(answers), 'policy')}: {', '.join(parts)}; {dead} dead"


# JSON

_SATISFIABLE = {Witness: "yes", Proved: "no", Undecided: "undecided"}
_HOLDS = {Witness: "no", Proved: "yes", Undecided: "undecided"}


def analysis_document(analysis: Analysis, diagnostics: Any) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "schema": "compatlang.analyze/1",
        "policies": [_policy_value(each) for each in analysis.policies],
        "rows": [
            {"file": table.file, "table": each.table, "row": each.number, "covered_by": list(each.covered_by)}
            for table in analysis.tables
            for each in table.rows
        ],
        "relations": [
            {
                "relation": each.relation,
                "first": each.first,
                "second": each.second,
                "holds": _HOLDS[type(each.answer)],
                "witness": _witness(each.answer),
            }
            for each in analysis.relations
        ],
        "diagnostics": diagnostics,
    }


def _policy_value(policy: Analyzed) -> dict[str, Any]:
    deadness = policy.deadness
    return {
        "file": policy.file,
        "policy": policy.policy,
        "satisfiable": _SATISFIABLE[type(deadness.satisfiable)],
        "witness": _witness(deadness.satisfiable),
        "contradiction": list(deadness.contradiction),
        "findings": [
            {"kind": each.kind, "name": each.name, "state": each.state, "because": list(each.because)}
            for each in deadness.findings
        ],
    }


def _witness(answer: Answer) -> dict[str, Any] | None:
    return witness_document(answer.snapshot) if isinstance(answer, Witness) else None
