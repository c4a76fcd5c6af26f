"""What became of the terms of one matcher, which must all hold."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.evaluate.report import Reason
from compatlang.nfd.features import Features, FeatureSet
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import Expressions, Term
from compatlang.nfd.reasons import elements, instances, names, wording
from compatlang.nfd.reasons.told import Told, Where


def tell(terms: Sequence[Term], features: Features, where: Where) -> list[Told]:
    """All terms in order.

    NFD does not ask for names behind a term that did not hold, unless there are expressions as well. What names there are
    is told all the same: whoever repairs the one term comes to the other.
    """
    told: list[Told] = []
    for place, term in enumerate(terms):
        name = go_lower(term.feature)
        there = features.find(name)
        here = where.at(place)
        told += [_missing(term, name, here)] if there is None else _term(term, name, there, here)
    return told


def _missing(term: Term, name: str, where: Where) -> Told:
    feature = wording.clipped(name)
    written = f"; {wording.clipped(term.feature)} is looked up in lower case" if name != term.feature else ""
    message = f"{feature} is not reported, and NFD takes that for no{written}"
    return Told(False, Reason(message, where.at("feature").span, feature, "not reported", "to be reported"))


def _term(term: Term, name: str, there: FeatureSet, where: Where) -> list[Told]:
    """The expressions of a term, and where those hold, the names."""
    feature = wording.clipped(name)
    if term.match_expressions is None and term.match_name is None:
        return [Told(True, Reason(f"{feature} is reported", where.at("feature").span, feature, "reported"))]
    told: list[Told] = []
    if term.match_expressions is not None:
        told += _expressions(term.match_expressions, feature, there, where.at("matchExpressions"))
    if term.match_name is not None and all(each.holds for each in told):
        told.append(names.tell(term.match_name, feature, there, where.at("matchName")))
    return told


def _expressions(asked: Expressions, feature: str, there: FeatureSet, where: Where) -> list[Told]:
    """Flags and attributes are one part and instances another; either is enough, and NFD fails where either fails."""
    has_elements = there.flags is not None or there.attributes is not None
    if not asked:
        return [_something(feature, has_elements or bool(there.instances), where)]
    first = elements.tell(asked, feature, there, where) if has_elements else []
    if has_elements and (not there.instances or any(each.failures for each in first)):
        return first
    second = instances.tell(asked, feature, there.instances, where)
    if not has_elements or any(each.failures for each in second):
        return second
    holding = [part for part in (first, second) if all(each.holds for each in part)]
    return [each for part in holding for each in part] or [_neither(feature, [*first, *second], where)]


def _something(feature: str, holds: bool, where: Where) -> Told:
    """What becomes of expressions that are none: NFD wants elements, of which there may be none, or an instance."""
    if holds:
        return Told(True, Reason(f"{feature} is reported, and nothing is asked of it", where.span, feature, "reported"))
    needed = "at least one instance"
    return Told(False, Reason(f"{feature} is empty, needs {needed}", where.span, feature, "empty", needed))


def _neither(feature: str, told: Sequence[Told], where: Where) -> Told:
    message = f"neither the flags and attributes of {feature} nor one of its instances have what is needed"
    children = tuple(each.reason for each in told if not each.holds)
    return Told(False, Reason(message, where.span, feature, children=children))
