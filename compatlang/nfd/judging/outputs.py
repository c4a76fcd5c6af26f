"""What rules yield on a node: what nfd-master would put on it, and what became of each rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from compatlang.evaluate.report import Reason
from compatlang.nfd import custom, master
from compatlang.nfd.importing.documents import Placed, independent_rules
from compatlang.nfd.judging.states import Judged, Walk, named
from compatlang.nfd.load import Document
from compatlang.nfd.master import Merged, NodeOutput
from compatlang.nfd.model import CustomRules, NodeFeatureRule, Rule, RuleSpec
from compatlang.nfd.outcomes import Outcomes, union
from compatlang.nfd.outputs import Config
from compatlang.nfd.partial import Completions, completions
from compatlang.nfd.references import labels_and_vars, run
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
        """Whether NFD can give no other answer."""
        return self.possible.only is not None


def of_rules(file: str, documents: Sequence[Document], snapshot: Snapshot, *, met: bool) -> Outputs:
    """What nfd-master makes of all NodeFeatureRules of a file together: their rules by the names of the objects."""
    placed = [
        (each, independent_rules(each) or []) for each in sorted(documents, key=lambda each: _rules(each).metadata.name)
    ]
    start = completions(snapshot, [rule for _, those in placed for rule, _ in those])
    objects = [_rules(each) for each, _ in placed]
    done = union((master.process(Merged(each), objects, WITH_TAINTS) for each in start.features), more=start.more)
    return Outputs(file, snapshot.node, done, _states(placed, start, met))


def of_custom(file: str, document: Document, snapshot: Snapshot, *, met: bool) -> Outputs:
    """What comes of a file of custom.d: its labels, as nfd-worker asks for them and nfd-master lets them through.

    The rules that the custom source has of its own go before, and their labels are not shown.
    """
    model = document.model
    assert isinstance(model, CustomRules), "that is what the kind of the document says"
    given = completions(snapshot, (*custom.STATIC, *model.rules))
    states = [end.features for each in given.features for end in run(custom.STATIC, each, labels_and_vars).results]
    start = Completions(tuple(states), given.more)
    object_ = NodeFeatureRule(spec=RuleSpec(rules=tuple(map(_only_labels, model.rules))))
    done = union((master.process(Merged(each), [object_]) for each in start.features), more=start.more)
    placed = independent_rules(document) or []
    return Outputs(file, snapshot.node, done, _states([(document, placed)], start, met))


def _only_labels(rule: Rule) -> Rule:
    """Nothing but labels comes out of the custom source."""
    return rule.model_copy(update={"annotations": {}, "taints": (), "extended_resources": {}})


def _rules(document: Document) -> NodeFeatureRule:
    assert isinstance(document.model, NodeFeatureRule), "that is what the kind of the document says"
    return document.model


def _states(
    placed: Sequence[tuple[Document, Sequence[Placed]]], start: Completions, met: bool
) -> tuple[RuleState, ...]:
    states: list[RuleState] = []
    for document, rules in placed:
        walk = Walk(document.source, start, labels_and_vars, fail_fast=True, met=met)
        judged = [walk.judge(each) for each in rules]
        names = named([each.rule for each in rules])
        states += [_state(document, name, each) for name, each in zip(names, judged, strict=True)]
        start = Completions(tuple(walk.states), start.more)
    return tuple(states)


def _state(document: Document, name: str, judged: Judged) -> RuleState:
    state = "fails" if judged.fails else _STATES[judged.truth]
    object_ = document.model.metadata.name if isinstance(document.model, NodeFeatureRule) else ""
    return RuleState(object_, name, state, document.source.span(judged.placed.path), judged.reasons)
