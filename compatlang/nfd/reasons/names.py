"""What the names of a feature answer to `matchName`, of which one must satisfy it."""

from __future__ import annotations

from compatlang.evaluate.report import Reason
from compatlang.nfd.expression import evaluate
from compatlang.nfd.features import FeatureSet
from compatlang.nfd.match import match_name
from compatlang.nfd.model import MatchExpression
from compatlang.nfd.reasons import wording
from compatlang.nfd.reasons.told import Told, Where


def tell(asked: MatchExpression, feature: str, there: FeatureSet, where: Where) -> Told:
    """The names that satisfy an expression, or that none does, or one on which NFD fails."""
    names = sorted(
        {*(there.flags or ()), *(there.attributes or ()), *(name for each in there.instances for name in each)}
    )
    needed = wording.needs(asked)
    failures = match_name(asked, there).failures & where.failures
    if failures:
        failure = min(failures)
        name = next(each for each in names if evaluate(asked, True, each) == failure)
        message = wording.fails(f"{feature} has the name {wording.clipped(name)}", failure)
        return Told(False, Reason(message, where.span, feature, wording.clipped(name), needed), failures)
    holding = [name for name in names if evaluate(asked, True, name) is True]
    if holding:
        number = f"{len(holding)} name{'s' if len(holding) > 1 else ''} in {feature}"
        message = f"{number} {'are' if len(holding) > 1 else 'is'} {needed}: {wording.listed(holding)}"
        return Told(True, Reason(message, where.span, feature, wording.listed(holding), needed))
    seen = wording.listed(names) or "none"
    message = f"no name in {feature} is {needed} (" + (f"names: {seen})" if names else "there are none)")
    return Told(False, Reason(message, where.span, feature, seen, needed))
