"""The ways to run a vector: the library, the command line, a bundle, and every evaluator of tests/agreement.

A further way is one more entry of `WAYS`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import compatlang
from compatlang.cli.main import main
from compatlang.evaluate.report import Decision, Open, Report, Score
from compatlang.pipeline import load_bundle
from compatlang.snapshot import Section, Snapshot
from compatlang.values.truth import Truth
from tests.agreement.evaluators import EVALUATORS, Answers
from tests.conformance.reasons import open_in, reasons_in, reasons_of
from tests.conformance.vectors import Case, Reasons, SectionVector, Topic

COMPILER = "conformance"
"""What bundles of vectors say of who compiled them, so that a release changes none."""

SNAPSHOT = "snapshot.json"


class Found(NamedTuple):
    """What a way answers for one policy; `reasons` is None where it gives none."""

    decision: Decision
    reasons: Reasons | None = None


class Setting(NamedTuple):
    """A case with what it needs. Files may be written in the current folder."""

    topic: Topic
    case: Case


Way: TypeAlias = Callable[[Setting], list[list[Found]]]
"""The answers of all policies, as often as the way gives them."""


# The policies and the node of a case


@cache
def compiled(path: str, texts: tuple[tuple[str, str], ...]) -> compatlang.Policies:
    """The policies of a file that imports the others; remembered, as many cases ask for the same."""
    files = dict(texts)
    return compatlang.compile(files[path], name=path, loader=compatlang.MemoryLoader(files))


def whole(topic: Topic) -> compatlang.Policies:
    """The policies of a topic."""
    return compiled(topic.file, tuple(topic.texts.items()))


def selected(policies: compatlang.Policies, case: Case) -> compatlang.Policies:
    """The policies that a case asks for."""
    return policies.select(case.policies, case.parameters, case.tags) if case.selects else policies


def node_of(case: Case) -> Snapshot:
    """The node of a case, which its document names without a finding."""
    if case.sections is not None:
        return Snapshot("node", {name: _section(each) for name, each in case.sections.items()})
    reading = compatlang.parse_snapshots(json.dumps(case.snapshot), name=SNAPSHOT)
    assert reading.diagnostics == ()
    [snapshot] = reading.snapshots
    return snapshot


def _section(vector: SectionVector) -> Section:
    return Section(
        None if vector.flags is None else frozenset(vector.flags),
        vector.attributes,
        None if vector.instances is None else tuple(vector.instances),
        vector.partial,
    )


# The ways


def library(setting: Setting) -> list[list[Found]]:
    """`Policies.check`, which is the reference evaluator."""
    policies = selected(whole(setting.topic), setting.case)
    return [_reported(policies, policies.check(node_of(setting.case)))]


def command_line(setting: Setting) -> list[list[Found]]:
    """`compatlang check --format json`, with files."""
    for name, text in (setting.topic.texts | {SNAPSHOT: json.dumps(setting.case.snapshot)}).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(text.encode())
    out, err = io.StringIO(), io.StringIO()
    code = main(_arguments(setting), out, err, environ={}, folder=Path())
    [node] = json.loads(out.getvalue())["nodes"]
    assert code == _CODES[node["verdict"]], err.getvalue()
    return [[Found(_decision(each), reasons_in(each)) for each in node["results"]]]


def bundle(setting: Setting) -> list[list[Found]]:
    """A compiled bundle, written and loaded: its reasons, and what its graph decides."""
    policies = selected(_loaded(setting.topic), setting.case)
    snapshot = node_of(setting.case)
    return [_reported(policies, policies.check(snapshot)), _decided(policies.evaluator().evaluate(snapshot))]


def evaluator(name: str, setting: Setting) -> list[list[Found]]:
    """One of the evaluators that must agree with the reference."""
    policies, snapshot = selected(whole(setting.topic), setting.case), node_of(setting.case)
    if name == "bundle" and setting.case.selects:
        # A selection has no bundle of its own: it is made from that of the whole file.
        return [_decided(selected(_loaded(setting.topic), setting.case).evaluator().evaluate(snapshot))]
    return [_decided(answers) for _, answers in EVALUATORS[name](policies, [snapshot])]


WAYS: dict[str, Way] = {
    "library": library,
    "cli": command_line,
    "bundle": bundle,
    **{f"evaluator-{name.replace(', ', '-').replace(' ', '-')}": partial(evaluator, name) for name in EVALUATORS},
}
"""By the names that tests have."""


def ways_of(case: Case) -> Iterator[str]:
    """The ways that can run a case: a file cannot say `sections`, and what is not optimized knows no tags."""
    for name in WAYS:
        if not (name == "cli" and case.sections is not None) and not (name.endswith("not-optimized") and case.tags):
            yield name


_CODES = {"compatible": 0, "incompatible": 1, "unknown": 3}


def _arguments(setting: Setting) -> list[str]:
    case = setting.case
    arguments = ["check", setting.topic.file, "--snapshot", SNAPSHOT, "--format", "json"]
    arguments += [part for each in case.policies for part in ("--policy", each)]
    arguments += [part for name, value in case.parameters.items() for part in ("--param", f"{name}={value}")]
    return [*arguments, "--tags", ",".join(case.tags)] if case.tags else arguments


def _loaded(topic: Topic) -> compatlang.Policies:
    return load_bundle(whole(topic).bundle(COMPILER))


def _reported(policies: compatlang.Policies, report: Report) -> list[Found]:
    return [Found(each.decision, reasons_of(each, policies.sources)) for each in report.results]


def _decided(answers: Answers) -> list[Found]:
    assert answers.verdicts == tuple(each.verdict for each in answers.decisions)
    return [Found(each) for each in answers.decisions]


def _decision(result: dict[str, Any]) -> Decision:
    return Decision(
        result["policy"],
        result["verdict"],
        result["degraded"],
        Score(**result["score"]),
        tuple(Open(each["name"], Truth[each["truth"].upper()]) for each in open_in(result)),
        tuple(result["chosen"]),
    )
