"""What rules yield on a node: what nfd-master would put on it, and what became of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from compatlang.evaluate.report import Reason
from compatlang.nfd import custom, master
from compatlang.nfd.features import Features
from compatlang.nfd.importing.documents import independent_rules
from compatlang.nfd.judging.states import Judged, Walk, named
from compatlang.nfd.load import Document
from compatlang.nfd.master import Merged, NodeOutput
from compatlang.nfd.model import CustomRules, NodeFeatureRule
from compatlang.nfd.outcomes import Outcomes, union
from compatlang.nfd.outputs import Config
from compatlang.nfd.partial import completions
from compatlang.nfd.references import Result, labels_and_vars, run
from compatlang.nfd.rule import RuleOutput, Texts
from compatlang.snapshot import Snapshot
from compatlang.source import Span
from compatlang.values.truth import Truth

WITH_TAINTS = Config(enable_taints=True)
"""What nfd-master is taken to be told: it sets taints, which it does not unless it is told so, and else its defaults."""

State = Literal["matches", "does not match", "fails", "unknown"]
_STATES: dict[Truth, State] = {Truth.YES: "matches", Truth.NO: "does not match", Truth.UNKNOWN: "unknown"}


class RuleState(msgspec.Struct, frozen=True):
    """What became of one rule, and why where it does not match."""

    object: str
    name: str
    state: State
    span: Span
    reasons: tuple[Reason, ...] = ()


class Outputs(msgspec.Struct, frozen=True):
    """What the rules of one file yield on one node: all that nfd-master may put on it, most often one thing."""

    file: str
    node: str
    possible: Outcomes[NodeOutput]
    rules: tuple[RuleState, ...]

    @property
    def fails(self) -> bool:
        """Whether a rule certainly fails, or NFD itself would crash."""
        return self.possible.fails or any(each.state == "fails" for each in self.rules)

    @property
    def certain(self) -> bool:
        """Whether NFD can put nothing else on the node, and can decide no rule in another way."""
        return self.possible.only is not None and all(each.state != "unknown" for each in self.rules)


def of_rules(file: str, documents: Sequence[Document], snapshot: Snapshot, *, met: bool) -> Outputs:
    """What nfd-master makes of all NodeFeatureRules of a file together: their rules by the names of the objects."""
    by_name = sorted(documents, key=lambda each: _rules(each).metadata.name)
    objects = [_rules(each) for each in by_name]
    rules = [rule for each in objects for rule in each.spec.rules]
    start = completions(snapshot, rules)
    done = union((master.process(Merged(each), objects, WITH_TAINTS) for each in start.features), more=start.more)
    walk = Walk(snapshot, rules, labels_and_vars, fail_fast=True, met=met)
    states = tuple(state for each in by_name for state in _states(each, walk))
    return Outputs(file, snapshot.node, done.map(_what_is_put), states)


def of_custom(file: str, document: Document, snapshot: Snapshot, *, met: bool) -> Outputs:
    """What comes of a file of custom.d: its labels, as nfd-worker asks for them and nfd-master lets them through.

    The rules that the custom source has of its own go before, and their labels are not shown.
    """
    model = document.model
    assert isinstance(model, CustomRules), "that is what the kind of the document says"
    start = completions(snapshot, (*custom.STATIC, *model.rules))
    done = union((_labelled(model, each) for each in start.features), more=start.more)
    walk = Walk(snapshot, (*custom.STATIC, *model.rules), labels_and_vars, fail_fast=True, met=met)
    for each in custom.STATIC:
        walk.go_past(each)
    return Outputs(file, snapshot.node, done, tuple(_states(document, walk)))


def _labelled(model: CustomRules, features: Features) -> Outcomes[NodeOutput]:
    """The labels as nfd-worker writes them into a NodeFeature: nfd-master knows nothing of the rules that they come from."""
    rules = (*custom.STATIC, *model.rules)
    labels = run(rules, features, labels_and_vars).map(lambda end: _labels(end.results[len(custom.STATIC) :]))
    return labels.then(lambda given: master.process(Merged(features, given), []))


def _labels(results: Sequence[Result]) -> Texts:
    return {key: value for each in results if isinstance(each, RuleOutput) for key, value in each.labels.items()}


def _what_is_put(output: NodeOutput) -> NodeOutput:
    """The same without what became of the rules: it may be put there in several ways, and is told with its reasons."""
    return msgspec.structs.replace(output, rules=())


def _rules(document: Document) -> NodeFeatureRule:
    assert isinstance(document.model, NodeFeatureRule), "that is what the kind of the document says"
    return document.model


def _states(document: Document, walk: Walk) -> Iterator[RuleState]:
    judged = [walk.judge(each, document.source) for each in independent_rules(document) or ()]
    names = named([each.placed.rule for each in judged])
    return (_state(document, name, each) for name, each in zip(names, judged, strict=True))


def _state(document: Document, name: str, judged: Judged) -> RuleState:
    state = "fails" if judged.fails else _STATES[judged.truth]
    object_ = document.model.metadata.name if isinstance(document.model, NodeFeatureRule) else ""
    return RuleState(object_, name, state, document.source.span(judged.placed.path), judged.reasons)
