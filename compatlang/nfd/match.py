"""One term of a rule against one feature set, after `MatchMulti` and `MatchNamesMulti` of nodefeaturerule/expression.go.

A feature set may have flags, attributes and instances at once. Flags and attributes are one: an expression holds where it
holds for either, except that what must not exist must not exist in both. Instances are apart: one of them must satisfy all
expressions. Either part is enough.

NFD walks the expressions of a term in random order. With `fail_fast` it stops at the first that does not hold, so that an
expression that fails may or may not be met before; without, every failure is met, and only which is first varies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compatlang.nfd.elements import NAME, NONE, VALUE, Element, Elements, by_name, listed
from compatlang.nfd.expression import evaluate
from compatlang.nfd.features import Attributes, FeatureSet, Flags, Instances
from compatlang.nfd.model import Expressions, MatchExpression
from compatlang.nfd.outcomes import Failure, Outcomes, certain, failing


class Matched(NamedTuple):
    """Whether a term holds, the elements that templates get to see, and the expressions that held, perhaps in part."""

    holds: bool
    elements: Elements = NONE
    expressions: Mapping[str, MatchExpression | None] = {}


class _Look(NamedTuple):
    """What looking one element up has found: whether that satisfies the expression, and where it was met."""

    holds: bool
    met: tuple[Element, ...] = ()


def match_expressions(asked: Expressions, features: FeatureSet, fail_fast: bool) -> Outcomes[Matched]:
    """`MatchMulti`: flags and attributes first, then instances; a failure of the first hides those of the second."""
    return _among_elements(asked, features.flags, features.attributes, fail_fast).then(
        lambda first: match_instances(asked, features.instances, fail_fast).map(lambda second: _either(first, second))
    )


def match_instances(asked: Expressions, instances: Instances, fail_fast: bool) -> Outcomes[Matched]:
    """`MatchGetInstances`: some instance satisfies all expressions. The first instance that fails ends the search."""
    failures: frozenset[Failure] = frozenset()
    whole: list[Element] = []
    held: dict[str, MatchExpression | None] = {}
    for attributes in instances:
        found = _among_elements(asked, None, attributes, fail_fast)
        failures |= found.failures
        if not found.results:
            return Outcomes((), failures)
        [one] = found.results
        if one.holds:
            whole.append(attributes)
        held.update(one.expressions)
    return Outcomes((Matched(bool(whole), listed(whole), held),), failures)


def match_name(asked: MatchExpression, features: FeatureSet) -> Outcomes[Matched]:
    """`MatchNamesMulti`: an expression about names, asked of each flag, each attribute and each instance's attributes.

    Nothing ends the walk but a failure, so that only its words vary.
    """
    flags, attributes = features.flags or frozenset(), features.attributes or {}
    met: list[Element] = []
    for names in (flags, attributes):
        found = _names(asked, names)
        if isinstance(found, frozenset):
            return failing(*found)
        met.extend({NAME: name, VALUE: attributes[name]} if names is attributes else {NAME: name} for name in found)
    whole: list[Element] = []
    for instance in features.instances:
        found = _names(asked, instance)
        if isinstance(found, frozenset):
            return failing(*found)
        if found:
            whole.append(instance)
    return certain(Matched(bool(met or whole), by_name(met) + listed(whole)))


def _names(asked: MatchExpression, names: Iterable[str]) -> list[str] | frozenset[Failure]:
    """The names for which an expression holds, or the failures that may be met first."""
    answers = {name: evaluate(asked, True, name) for name in sorted(names)}
    failures = frozenset(each for each in answers.values() if isinstance(each, Failure))
    return failures or [name for name, holds in answers.items() if holds]


def _among_elements(
    asked: Expressions, flags: Flags | None, attributes: Attributes | None, fail_fast: bool
) -> Outcomes[Matched]:
    """All expressions against flags and attributes, in every order at once; at most one result is possible."""
    looks = {name: _look_up(name, expression, flags, attributes) for name, expression in asked.items()}
    failures = frozenset(look for look in looks.values() if isinstance(look, Failure))
    done = {name: look for name, look in looks.items() if not isinstance(look, Failure)}
    holds = (flags is not None or attributes is not None) and all(look.holds for look in done.values())
    if failures and (holds or not fail_fast):
        return failing(*failures)
    if fail_fast and not holds:
        return Outcomes((Matched(False),), failures)
    elements = by_name(element for look in done.values() for element in look.met)
    held = {name: asked[name] for name, look in done.items() if look.met}
    return Outcomes((Matched(holds, elements, held),), failures)


def _look_up(
    name: str, expression: MatchExpression | None, flags: Flags | None, attributes: Attributes | None
) -> _Look | Failure:
    """One expression against flags, then attributes. What must not exist is not looked for again once it was found."""
    met: tuple[Element, ...] = ()
    if flags is not None:
        holds = evaluate(expression, name in flags, None)
        if isinstance(holds, Failure):
            return holds
        if holds:
            met = ({NAME: name},)
        elif _must_not_exist(expression):
            return _Look(False)
    if attributes is not None:
        holds = evaluate(expression, name in attributes, attributes.get(name, ""))
        if isinstance(holds, Failure):
            return holds
        if holds:
            met += ({NAME: name, VALUE: attributes.get(name, "")},)
        elif _must_not_exist(expression):
            return _Look(False, met)
    return _Look(bool(met), met)


def _must_not_exist(expression: MatchExpression | None) -> bool:
    return expression is not None and expression.op == "DoesNotExist"


def _either(first: Matched, second: Matched) -> Matched:
    return Matched(
        first.holds or second.holds,
        first.elements + second.elements,
        {**first.expressions, **second.expressions},
    )
