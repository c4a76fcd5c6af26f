"""What became of the alternatives of a rule, of which one is enough."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.evaluate.explain.explainer import capped
from compatlang.evaluate.report import Reason
from compatlang.nfd.features import Features
from compatlang.nfd.model import MatchAnyElement
from compatlang.nfd.reasons import terms
from compatlang.nfd.reasons.told import Told, Where


def tell(alternatives: Sequence[MatchAnyElement], features: Features, where: Where) -> list[Told]:
    """What NFD fails on in any alternative; else the first that holds; else why none does."""
    tried = [
        terms.tell(each.match_features, features, where.at(place, "matchFeatures"))
        for place, each in enumerate(alternatives)
    ]
    failing = [each for told in tried for each in told if each.failures]
    if failing:
        return failing
    for told in tried:
        if all(each.holds for each in told):
            return told
    unmet = [[each for each in told if not each.holds] for told in tried]
    return [_none(unmet, where)] if len(unmet) > 1 else [each for told in unmet for each in told]


def _none(unmet: Sequence[Sequence[Told]], where: Where) -> Told:
    children = [
        _all_needed(place, told, where.at(place)) if len(told) > 1 else told[0].reason
        for place, told in enumerate(unmet)
    ]
    return Told(False, Reason(f"none of {len(unmet)} alternatives holds", where.span, children=capped(children)))


def _all_needed(place: int, unmet: Sequence[Told], where: Where) -> Reason:
    children = capped([each.reason for each in unmet])
    return Reason(f"alternative {place + 1}: all of these are needed", where.span, children=children)
