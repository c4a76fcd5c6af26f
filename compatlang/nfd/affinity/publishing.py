"""What no label says, as rules of one NodeFeatureRule that has NFD publish a label for exactly that.

A formula is cut where labels end: whatever in it asks no label of Kubernetes becomes one rule, and one label in its place. So a
requirement about features alone is one label, named after it.
"""

from __future__ import annotations

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.nfd.affinity.labels import LABELS, label
from compatlang.nfd.exporting import formula, names, yaml
from compatlang.nfd.exporting.formula import And, Element, Formula, Or
from compatlang.nfd.exporting.nodes import rule_node
from compatlang.nfd.exporting.notes import notes, shown
from compatlang.nfd.exporting.rules import Rule, rule
from compatlang.typed.expand import Placed

_PREFIX = "compatlang.feature.node.kubernetes.io/"


class Publisher:
    """Collects the rules of one policy."""

    def __init__(self, policy: str) -> None:
        self._policy = policy
        self._keys: dict[str, Formula] = {}
        self._rules: list[yaml.Node] = []
        self.refused: list[Diagnostic] = []

    def cut(self, wanted: Formula, placed: Placed) -> Formula:
        """A formula that asks nothing but labels, those that are published with it included."""
        return self._cut(wanted, placed, tuple(notes(placed)))

    def _cut(self, wanted: Formula, placed: Placed, comments: tuple[str, ...]) -> Formula:
        if not _asks_labels(wanted):
            return wanted if wanted in (formula.ALWAYS, formula.NEVER) else self._published(wanted, placed, comments)
        if not isinstance(wanted, And | Or):
            return wanted
        join = formula.all_of if isinstance(wanted, And) else formula.any_of
        own = join(each for each in wanted.operands if not _asks_labels(each))
        parts = [each for each in wanted.operands if _asks_labels(each)]
        return join(self._cut(each, placed, (f"part of {shown(placed)}",)) for each in (*parts, own))

    def document(self) -> dict[str, yaml.Node]:
        """The NodeFeatureRule; empty where nothing is published."""
        if not self._rules:
            return {}
        return {
            "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
            "kind": "NodeFeatureRule",
            "metadata": {"name": f"affinity-{names.object_name(self._policy)}"},
            "spec": {"rules": self._rules},
        }

    def _published(self, wanted: Formula, placed: Placed, comments: tuple[str, ...]) -> Formula:
        key = self._key(wanted, placed)
        if key in self._keys:
            return label(key)
        self._keys[key] = wanted
        made = rule(wanted, placed.statement.span)
        complaint = names.label_complaint(key)
        if not isinstance(made, Rule):
            self.refused += made
        elif complaint:
            why = f"Kubernetes takes no label `{key}`: {complaint}"
            self.refused.append(NOT_EXPRESSIBLE.at(placed.statement.span, why, help="choose another name"))
        else:
            node: dict[str, yaml.Node] = {"name": key.removeprefix(_PREFIX), "labels": {key: "true"}, **rule_node(made)}
            self._rules.append(yaml.Commented(node, comments))
        return label(key)

    def _key(self, wanted: Formula, placed: Placed) -> str:
        """The label of a formula: numbered where a requirement has several."""
        plain = f"{_PREFIX}{self._policy}.{placed.name.replace('/', '.')}"
        key, number = plain, 1
        while self._keys.get(key, wanted) != wanted:
            number += 1
            key = f"{plain}.{number}"
        return key


def _asks_labels(wanted: Formula) -> bool:
    """Whether a label is asked anywhere in a formula, or something is refused there."""
    match wanted:
        case And(operands) | Or(operands):
            return any(_asks_labels(each) for each in operands)
        case Element(feature, _, _):
            return feature == LABELS
        case formula.Refused():
            return True
        case _:
            return False
