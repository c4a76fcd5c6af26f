"""A policy as the `affinity` of a pod, or the reasons why there is none.

Requirements, and one profile of each group, become terms of which a node must match one: their product, since terms are
alternatives. A preference becomes preferred terms of its weight. Of the profiles of a group each adds its weight where none
that is heavier holds, so that a node's score is that of the profiles that the policy chooses.

Where labels cannot say what a preference says it is refused as a requirement is: to leave it out would rank nodes otherwise.
Warnings never decide, and are named in a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.nfd.affinity.documents import HEAVIEST, affinity
from compatlang.nfd.affinity.gpu_feature_discovery import relied_on
from compatlang.nfd.affinity.labels import OTHERS, asked_of_labels
from compatlang.nfd.affinity.publishing import Publisher
from compatlang.nfd.affinity.selector import Term
from compatlang.nfd.affinity.terms import TERMS, disjoint, has_no_opposite, joined, terms
from compatlang.nfd.exporting import formula, notes, yaml
from compatlang.nfd.exporting.conditions import Conditions
from compatlang.nfd.exporting.formula import Formula
from compatlang.nfd.exporting.statements import counts, met
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.expand import Expansion, Group, Placed, PlacedProfile, expand, with_tags

_TOO_MANY = f"node affinity would need more than {TERMS} terms"


class Affinity(NamedTuple):
    """The affinity, and the NodeFeatureRule that its labels need, empty where they need none; or what is refused."""

    affinity: dict[str, yaml.Node]
    rules: dict[str, yaml.Node]
    comments: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def refused(self) -> bool:
        """Whether there is no affinity; `diagnostics` say why."""
        return bool(self.diagnostics)

    def yaml(self) -> str:
        """The field `affinity` of a pod."""
        return yaml.document(self.affinity, self.comments)

    def json(self) -> str:
        """The same as JSON, which has no comments."""
        return msgspec.json.format(msgspec.json.encode(self.affinity), indent=2).decode() + "\n"

    def rules_yaml(self) -> str:
        """The NodeFeatureRule; empty where none is needed."""
        return yaml.document(self.rules, self.comments) if self.rules else ""


def export(
    program: typed.Program,
    policy: str,
    arguments: Sequence[typed.Value],
    tags: frozenset[str] = frozenset(),
    *,
    publish: bool = False,
) -> Affinity:
    """The policy with the identifier `policy`, given one value for each of its parameters."""
    expansion = with_tags(expand(program, policy, arguments), tags)
    writer = _Writer(program, program.policies[policy], expansion, publish=publish)
    required, preferred, rules = writer.required(), writer.preferred(), writer.publisher.document()
    refused = tuple(dict.fromkeys(writer.refused))
    if refused:
        return Affinity({}, {}, (), refused)
    asked = frozenset(each.key for term in (*required, *(term for _, term in preferred)) for each in term)
    return Affinity(affinity(required, preferred), rules, (*writer.comments(), *relied_on(asked)), ())


class _Writer:
    """Writes one policy, and collects what it has to refuse."""

    def __init__(self, program: typed.Program, policy: typed.Policy, expansion: Expansion, *, publish: bool) -> None:
        self._policy = policy
        self._expansion = expansion
        self._publish = publish
        self.publisher = Publisher(policy)
        self._of_labels = Conditions(program, asked_of_labels, OTHERS)
        self._of_both = Conditions(program, self.publisher.asked, OTHERS)
        self._refused: list[Diagnostic] = []

    @property
    def refused(self) -> list[Diagnostic]:
        """What has been refused, by labels and by rules."""
        return [*self._refused, *self.publisher.refused]

    def comments(self) -> tuple[str, ...]:
        """What stands at the top of the documents."""
        title = f": {self._policy.title}" if self._policy.title else ""
        warnings = [each for each in self._every() if not notes.decides(each) and not _is_preference(each)]
        return (
            f"Exported by compatlang from policy {self._policy.name}{title}",
            *(f"left out: {notes.shown(each)}" for each in warnings),
        )

    def required(self) -> list[Term]:
        """The terms of which a node must match one."""
        always = self._requirements(self._expansion.statements)
        ways = [formula.any_of(self._holds(each) for each in group.profiles) for group in self._expansion.groups]
        return self._terms(formula.all_of([*always, *ways]), self._policy.span)

    def preferred(self) -> list[tuple[int, Term]]:
        """Terms whose weights add up to the score of a node."""
        preferences = [each for each in self._expansion.statements if _is_preference(each)]
        found = [term for each in preferences for term in self._preference(each)]
        return [*found, *(term for each in self._expansion.groups for term in self._ranked(each))]

    def _every(self) -> Iterable[Placed]:
        yield from self._expansion.statements
        for group in self._expansion.groups:
            for profile in group.profiles:
                yield from profile.statements

    # Formulas

    def _formula(self, placed: Placed) -> Formula:
        """When a requirement is met, or a preference counts, as questions to labels."""
        certain = counts if _is_preference(placed) else met
        found = certain(self._of_labels, placed)
        if self._publish and formula.refusals(found):
            found = self.publisher.cut(certain(self._of_both, placed), placed)
        self._refused += formula.refusals(found)
        return found

    def _requirements(self, statements: Iterable[Placed]) -> list[Formula]:
        return [self._formula(each) for each in statements if notes.decides(each)]

    def _holds(self, profile: PlacedProfile) -> Formula:
        return formula.all_of(self._requirements(profile.statements))

    # Terms

    def _terms(self, wanted: Formula, span: Span) -> list[Term]:
        if formula.refusals(wanted):
            return []
        found = terms(wanted)
        if found is None:
            self._refuse(span, _TOO_MANY)
        return found or []

    def _disjoint(self, ordered: list[tuple[int, Term]], span: Span) -> list[tuple[int, Term]]:
        found = disjoint(ordered)
        if found is None:
            self._refuse(span, "several alternatives of this may hold, and node affinity would add up their weights")
        return found or []

    def _preference(self, placed: Placed) -> list[tuple[int, Term]]:
        assert isinstance(placed.statement, typed.Preference)
        weight, span = placed.statement.weight, placed.statement.span
        found = sorted(self._terms(self._formula(placed), span), key=has_no_opposite)
        return self._disjoint([(weight, each) for each in found], span)

    def _ranked(self, group: Group) -> list[tuple[int, Term]]:
        """The weight of the heaviest profile that holds, and of the preferences in it."""
        profiles = sorted(group.profiles, key=lambda each: each.profile.weight, reverse=True)
        ordered = [
            (index, term)
            for index, each in enumerate(profiles)
            for term in self._terms(self._holds(each), each.profile.span)
        ]
        chosen = self._disjoint(ordered, self._policy.span)
        found: list[tuple[int, Term]] = []
        for index, each in enumerate(profiles):
            where = [term for at, term in chosen if at == index]
            found += [(each.profile.weight, term) for term in where]
            self._check_weight(each, sum(map(bool, where)))
            for inner in filter(_is_preference, each.statements):
                found += self._preference_where(inner, where)
        return found

    def _preference_where(self, placed: Placed, where: list[Term]) -> list[tuple[int, Term]]:
        """A preference of a profile, in each of the disjoint terms where the profile is chosen."""
        own = self._preference(placed)
        if len(own) * len(where) > TERMS:
            self._refuse(placed.statement.span, _TOO_MANY)
            return []
        both = [(weight, joined((*there, *term))) for weight, term in own for there in where]
        return [(weight, term) for weight, term in both if term is not None]

    def _check_weight(self, placed: PlacedProfile, terms: int) -> None:
        """No term is heavier than `HEAVIEST`, so a profile that is takes several, which are bounded."""
        weight, span = placed.profile.weight, placed.profile.span
        count = -(-weight // HEAVIEST) * terms
        if count > TERMS:
            why = f"a weight of {weight} takes {count} preferred terms, each of {HEAVIEST} at most, and {TERMS} are allowed"
            self._refused.append(NOT_EXPRESSIBLE.at(span, why, help="choose lesser weights in the same order"))

    def _refuse(self, span: Span, why: str) -> None:
        self._refused.append(NOT_EXPRESSIBLE.at(span, why))


def _is_preference(placed: Placed) -> bool:
    return isinstance(placed.statement, typed.Preference)
