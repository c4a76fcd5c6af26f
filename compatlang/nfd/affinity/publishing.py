"""What no label says, as rules of one NodeFeatureRule that has NFD publish a label for exactly that.

A formula is cut where labels end: whatever in it asks no label of Kubernetes becomes one rule, and one label in its place. So a
requirement about features alone is one label, named after it.

No rule matches where a feature is missing. So that is a label with two texts: a rule that always matches sets `false`, and one
behind it `true` where the feature is reported. Where neither has been evaluated there is no label, and nothing rests on that.

The end of a label's name is a digest of what its rule asks. So a label says one thing for ever, and what two policies of one
name ask is never taken for each other, nor what a policy has asked before it was changed.
"""

from __future__ import annotations

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.digest import digest
from compatlang.nfd.affinity.counting import Count, Counting
from compatlang.nfd.affinity.labels import FALSE, LABELS, OTHERS, asked_of_both, label
from compatlang.nfd.exporting import formula, names, yaml
from compatlang.nfd.exporting.asking import AllBut, AtLeast, Counted, Joined
from compatlang.nfd.exporting.formula import And, Asking, Element, Formula, Or, Reported, Unreported
from compatlang.nfd.exporting.nodes import rule_node
from compatlang.nfd.exporting.notes import notes, shown
from compatlang.nfd.exporting.rules import Rule, rule
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.expand import Placed

_PREFIX = "compatlang.feature.node.kubernetes.io/"

_NAME_CHARACTERS = 63
"""Of the name of a label, behind the prefix."""

_DIGITS = 8
"""Of a digest."""


class Publisher:
    """Collects the rules of one policy."""

    def __init__(self, policy: typed.Policy) -> None:
        self._policy = policy
        self._rules: dict[str, list[yaml.Node]] = {}
        self._counting = Counting()
        self.refused: list[Diagnostic] = []

    def asked(self, literal: Asking | Counted | Joined, span: Span) -> Formula:
        """A question to labels where they answer it, and to rules of NFD otherwise, which count where they have to."""
        if isinstance(literal, AtLeast | AllBut) and literal.feature not in OTHERS:
            return self._counting.asked(literal, span)
        return asked_of_both(literal, span)

    def cut(self, wanted: Formula, placed: Placed) -> Formula:
        """A formula that asks nothing but labels, those that are published with it included."""
        return self._cut(wanted, placed, tuple(notes(placed)))

    def _cut(self, wanted: Formula, placed: Placed, comments: tuple[str, ...]) -> Formula:
        if _is_for_rules(wanted):
            return wanted if wanted in (formula.ALWAYS, formula.NEVER) else self._published(wanted, placed, comments)
        if isinstance(wanted, Unreported):
            return self._unreported(wanted.feature, placed.statement.span)
        if not isinstance(wanted, And | Or):
            return wanted
        join = formula.all_of if isinstance(wanted, And) else formula.any_of
        own = join(each for each in wanted.operands if _is_for_rules(each))
        parts = [each for each in wanted.operands if not _is_for_rules(each)]
        return join(self._cut(each, placed, (f"part of {shown(placed)}",)) for each in (*parts, own))

    def document(self) -> dict[str, yaml.Node]:
        """The NodeFeatureRule; empty where nothing is published."""
        if not self._rules:
            return {}
        name = f"affinity-{names.object_name(self._policy.name)}"
        complaint = names.name_complaint(name)
        if complaint:
            why = f"Kubernetes takes no name of a policy that is so long: {complaint}"
            self.refused.append(NOT_EXPRESSIBLE.at(self._policy.span, why))
        return {
            "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
            "kind": "NodeFeatureRule",
            "metadata": {"name": name},
            "spec": {"rules": [each for rules in self._rules.values() for each in rules]},
        }

    def _published(self, wanted: Formula, placed: Placed, comments: tuple[str, ...]) -> Formula:
        name = placed.name.replace("/", ".")
        counted = self._counting.single(wanted)
        if counted is not None:
            key = self._key(name, counted)
            self._rules.setdefault(key, [yaml.Commented(_counting(key, counted), comments)])
            return label(key)
        for variable, setting in self._counting.rules(wanted):
            self._rules.setdefault(variable, [yaml.Commented(setting, (f"part of {shown(placed)}",))])
        matches = self._matches(wanted, placed.statement.span)
        key = self._key(name, matches)
        self._rules.setdefault(key, [yaml.Commented(_labelling(key, "true", matches), comments)])
        return label(key)

    def _unreported(self, feature: str, span: Span) -> Formula:
        matches = self._matches(Reported(feature), span)
        key = self._key(feature, matches)
        unless = _labelling(key, "false", {}, ".default")
        self._rules.setdefault(
            key, [yaml.Commented(unless, (f"whether {feature} is reported",)), _labelling(key, "true", matches)]
        )
        return label(key, FALSE)

    def _matches(self, wanted: Formula, span: Span) -> dict[str, yaml.Node]:
        made = rule(wanted, span)
        if isinstance(made, Rule):
            return rule_node(made)
        self.refused += made
        return {}

    def _key(self, name: str, matches: dict[str, yaml.Node] | Count) -> str:
        """The label of a rule: what it stands for, as far as there is room, and the digest of what it asks.

        Names of a policy may begin with `_`, those of labels may not.
        """
        plain = f"{self._policy.name}.{name}"[: _NAME_CHARACTERS - _DIGITS - 1]
        shown = f"{plain}.{digest(msgspec.json.encode(matches))[:_DIGITS]}".lstrip("_.")
        return f"{_PREFIX}{shown}"


def _labelling(key: str, text: str, matches: dict[str, yaml.Node], suffix: str = "") -> dict[str, yaml.Node]:
    """A rule that sets a label, named after it."""
    return {"name": f"{key.removeprefix(_PREFIX)}{suffix}", "labels": {key: text}, **matches}


def _counting(key: str, counted: Count) -> dict[str, yaml.Node]:
    """A rule that sets a label by its template."""
    return {"name": key.removeprefix(_PREFIX), "labelsTemplate": counted.setting(key), **counted.matches}


def _is_for_rules(wanted: Formula) -> bool:
    """Whether a rule can ask all that is in a formula: no label, nor that a feature is missing, nor what is refused."""
    match wanted:
        case And(operands) | Or(operands):
            return all(_is_for_rules(each) for each in operands)
        case Element(feature, _, _):
            return feature != LABELS
        case formula.Refused() | Unreported():
            return False
        case _:
            return True
