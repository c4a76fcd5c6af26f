"""A policy as a document of NFD that decides as the policy does, or the reasons why there is none.

The three kinds of documents say "compatible" differently:

- an image compatibility spec has a *set* of rules for every way in which the policy can be met, one rule for each requirement:
  a node is compatible where all rules of some set match. Without profiles there is one set; with several groups of profiles,
  one for each choice from them, the heaviest first;
- a NodeFeatureRule has one rule, which sets the label `feature.node.kubernetes.io/compatible-POLICY` to `true`;
- a NodeFeatureGroup has one rule, which takes the node into the group.

Warnings and preferences never decide. They are left out, with a warning that says so, and named in a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Literal, NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import LEFT_OUT, NOT_EXPRESSIBLE
from compatlang.nfd.exporting import formula, names, notes, yaml
from compatlang.nfd.exporting.conditions import Conditions
from compatlang.nfd.exporting.formula import Formula
from compatlang.nfd.exporting.nodes import rule_node
from compatlang.nfd.exporting.rules import Rule, rule
from compatlang.nfd.exporting.statements import met
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.expand import Expansion, Placed, PlacedProfile, expand, with_tags

Kind = Literal["spec", "rule", "group"]

SETS = 64
"""How many compatibility sets one spec may have."""


class Exported(NamedTuple):
    """The document as YAML, None where something cannot be expressed; and what was refused or left out."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...]


def export(
    program: typed.Program,
    policy: str,
    arguments: Sequence[typed.Value],
    kind: Kind,
    tags: frozenset[str] = frozenset(),
) -> Exported:
    """The policy with the identifier `policy`, given one value for each of its parameters."""
    expansion = with_tags(expand(program, policy, arguments), tags)
    writer = _Writer(program, program.policies[policy], expansion)
    document = writer.spec() if kind == "spec" else writer.object(kind)
    text = None if writer.refused else yaml.document(document, writer.head())
    found = [*writer.refused, *(LEFT_OUT.at(each.statement.span, notes.left_out(each)) for each in writer.left_out)]
    return Exported(text, tuple(dict.fromkeys(found)))


class _Writer:
    """Writes one policy, and collects what it has to refuse."""

    def __init__(self, program: typed.Program, policy: typed.Policy, expansion: Expansion) -> None:
        self._conditions = Conditions(program)
        self._policy = policy
        self._expansion = expansion
        self.refused: list[Diagnostic] = []
        self._every = [
            *expansion.statements,
            *(each for group in expansion.groups for one in group.profiles for each in one.statements),
        ]
        self.left_out = [each for each in self._every if not notes.decides(each)]

    def head(self) -> tuple[str, ...]:
        """The comments at the top of the document."""
        title = f": {self._policy.title}" if self._policy.title else ""
        return (
            f"Exported by compatlang from policy {self._policy.name}{title}",
            *(f"left out: {notes.shown(each)}" for each in self.left_out),
        )

    def spec(self) -> dict[str, yaml.Node]:
        """An image compatibility spec."""
        groups = [group.profiles for group in self._expansion.groups]
        if prod(map(len, groups)) > SETS:
            self._refuse(self._policy.span, f"the profiles of `{self._policy.name}` combine to more than {SETS} sets")
            return {}
        choices = sorted(product(*groups), key=_weight, reverse=True)
        base = self._rules(self._expansion.statements)
        return {"version": "v1alpha1", "compatibilities": [self._set(each, base) for each in choices]}

    def object(self, kind: Kind) -> dict[str, yaml.Node]:
        """A NodeFeatureRule, or a NodeFeatureGroup."""
        ways = [
            formula.any_of(self._all(each.statements) for each in group.profiles) for group in self._expansion.groups
        ]
        made = self._rule(formula.all_of([self._all(self._expansion.statements), *ways]), self._policy.span)
        name = names.object_name(self._policy.name)
        body: dict[str, yaml.Node] = {"name": self._policy.name}
        if kind == "rule":
            label = names.label(name)
            body["labels"] = {label: "true"}
            complaint = names.label_complaint(label)
        else:
            complaint = names.name_complaint(name)
        if complaint:
            self._refuse(self._policy.span, f"Kubernetes takes no name of a policy that is so long: {complaint}")
        comments = [note for each in self._every if notes.decides(each) for note in notes.notes(each)]
        return {
            "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
            "kind": "NodeFeatureRule" if kind == "rule" else "NodeFeatureGroup",
            "metadata": {"name": name},
            "spec": {
                "rules" if kind == "rule" else "featureGroupRules": [yaml.Commented({**body, **made}, tuple(comments))]
            },
        }

    def _set(self, profiles: tuple[PlacedProfile, ...], base: list[yaml.Node]) -> yaml.Node:
        title = self._policy.title or self._policy.name
        described = [title, *(f"profile {each.name}" for each in profiles)]
        tags = {each.profile.tag for each in profiles if each.profile.tag}
        made: dict[str, yaml.Node] = {"description": ", ".join(described)}
        if profiles:
            made["weight"] = _weight(profiles)
        if len(tags) == 1:
            made["tag"] = tags.pop()
        own = [each for profile in profiles for each in self._rules(profile.statements)]
        return {**made, "rules": [*base, *own]}

    def _rules(self, statements: Iterable[Placed]) -> list[yaml.Node]:
        """One rule a requirement."""
        found: list[yaml.Node] = []
        for each in statements:
            if notes.decides(each):
                made = self._rule(met(self._conditions, each), each.statement.span)
                found.append(yaml.Commented({"name": each.name, **made}, tuple(notes.notes(each))))
        return found

    def _rule(self, wanted: Formula, span: Span) -> dict[str, yaml.Node]:
        made = rule(wanted, span)
        if isinstance(made, Rule):
            return rule_node(made)
        self.refused += made
        return {}

    def _refuse(self, span: Span, why: str) -> None:
        self.refused.append(NOT_EXPRESSIBLE.at(span, why))

    # Formulas

    def _all(self, statements: Iterable[Placed]) -> Formula:
        return formula.all_of(met(self._conditions, each) for each in statements if notes.decides(each))


def _weight(profiles: tuple[PlacedProfile, ...]) -> int:
    return sum(each.profile.weight for each in profiles)
