"""What a node may have where a feature set is reported in part.

NFD knows nothing of partial sets: what is not there is absent to it. To be honest about a node of which not all is known, its
answers on every completion of those sets are taken together. Only what is asked by name can be completed, there or not there;
where an answer needs more than that, a reason says that there may be other answers.

The catalog tells what a set may have: there is no hidden attribute in a domain that never has any. A set that it does not
know may have whatever it reports. A kind that nobody reported is absent to NFD, and not completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, product
from math import prod
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from compatlang.nfd.expression import OPERATORS
from compatlang.nfd.features import Features, of_snapshot
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import GroupRule, MatchExpression, Rule, Term
from compatlang.nfd.outcomes import MOST
from compatlang.schema.catalog import BASE
from compatlang.snapshot import Section, Snapshot

_OF_PRESENCE = ("Exists", "DoesNotExist")
"""The operators that look at whether an element is there. The others need its value, which no flag has, or do not look."""

ElementKind: TypeAlias = Literal["flag", "attribute"]
Found: TypeAlias = tuple[str, str, ElementKind | None]
"""Feature set, name and kind of something that was not observed; None where it is not there."""


class Completions(NamedTuple):
    """What the node may have, first what was observed; `more` says why there may be others beside these."""

    features: tuple[Features, ...]
    more: frozenset[str] = frozenset()


def completions(snapshot: Snapshot, rules: Iterable[GroupRule]) -> Completions:
    """The features of a node, completed in every way that can matter to these rules."""
    observed = of_snapshot(snapshot)
    hidden = {name: _Hidden(name, section) for name, section in snapshot.sections.items() if section.partial}
    if not hidden:
        return Completions((observed,))
    asked = _Asked(hidden)
    for rule in rules:
        asked.add(rule)
    if prod(1 + len(kinds) for kinds in asked.names.values()) > MOST:
        some = " and ".join(sorted({name for name, _ in asked.names}))
        why = f"{some} is partial, and more names of it are asked than are tried"
        return Completions((observed,), asked.more | {why})
    choices = [[(*where, kind) for kind in (None, *kinds)] for where, kinds in sorted(asked.names.items())]
    return Completions(tuple(_completed(observed, each) for each in product(*choices)), asked.more)


class _Hidden:
    """What a partial set may have beside what was observed."""

    def __init__(self, name: str, section: Section) -> None:
        self._section = section
        known = BASE.domains.get(name)
        self._domain = None if known is None or known.kind == "instances" else known
        self.instances = section.instances is not None
        self.attributes = section.has("attributes") and (
            self._domain is None or self._domain.open or bool(self._domain.elements)
        )

    def may_be_attribute(self, name: str) -> bool:
        """Whether an attribute of that name may be there that nobody has seen."""
        return (
            self.attributes
            and name not in (self._section.attributes or {})
            and (self._domain is None or self._domain.element(name) is not None)
        )

    def kinds(self, name: str, op: str) -> tuple[ElementKind, ...]:
        """What may be there of that name, where that makes a difference to `Exists` or `DoesNotExist`.

        A flag answers both. `Exists` takes one kind for the other; of what must not exist, the details tell them apart.
        """
        flags, attributes = self._section.flags, self._section.attributes or {}
        if name in (flags or ()) or (op == "Exists" and name in attributes):
            return ()
        possible: tuple[ElementKind, ...] = ("flag",) if flags is not None else ()
        if self.may_be_attribute(name):
            possible += ("attribute",)
        return possible[:1] if op == "Exists" else possible


class _Asked:
    """What rules ask of partial sets: by name whatever may be there, and what of it cannot be tried."""

    def __init__(self, hidden: dict[str, _Hidden]) -> None:
        self.names: dict[tuple[str, str], tuple[ElementKind, ...]] = {}
        self.more: frozenset[str] = frozenset()
        self._hidden = hidden

    def add(self, rule: GroupRule) -> None:
        """One rule more."""
        for term in _terms(rule):
            name = go_lower(term.feature)
            if name in self._hidden:
                self._add_term(name, self._hidden[name], term, _has_templates(rule))
        if isinstance(rule, Rule):
            self._add_values(rule)

    def _add_term(self, name: str, hidden: _Hidden, term: Term, templates: bool) -> None:
        if term.match_name is not None:
            self._give_up(name, "a term asks for any of its names")
        if term.match_expressions is None:
            return
        if hidden.instances:
            self._give_up(name, "nobody knows the instances that were not seen")
        if templates and hidden.attributes:
            self._give_up(name, "a template shows the attributes that a term finds")
        for element, expression in term.match_expressions.items():
            self._add_expression((name, element), hidden, expression)

    def _add_expression(self, where: tuple[str, str], hidden: _Hidden, expression: MatchExpression | None) -> None:
        name, element = where
        if expression is None or expression.op not in OPERATORS or not expression.op:
            return
        if expression.op in _OF_PRESENCE:
            kinds = hidden.kinds(element, expression.op)
            if len(kinds) > len(self.names.get(where, ())):
                self.names[where] = kinds
        elif hidden.may_be_attribute(element):
            self._give_up(name, f"nobody knows the value of {element}")

    def _add_values(self, rule: Rule) -> None:
        """Values of the form `@domain.feature.element` are read from attributes, by names taken as they are written."""
        written = [*rule.labels.values(), *rule.extended_resources.values()]
        for value in written:
            domain, _, rest = value.removeprefix("@").partition(".")
            feature, _, element = rest.partition(".")
            hidden = self._hidden.get(f"{domain}.{feature}")
            if value.startswith("@") and hidden is not None and hidden.may_be_attribute(element):
                self._give_up(f"{domain}.{feature}", f"nobody knows the value of {element}")
        if "@" in rule.labels_template:
            for name, hidden in self._hidden.items():
                if hidden.attributes:
                    self._give_up(name, "a template may ask for any of its attributes")

    def _give_up(self, name: str, why: str) -> None:
        self.more |= {f"{name} is partial, and {why}"}


def _has_templates(rule: GroupRule) -> bool:
    return bool(rule.vars_template or (isinstance(rule, Rule) and rule.labels_template))


def _terms(rule: GroupRule) -> Iterator[Term]:
    return chain(rule.match_features, *(alternative.match_features for alternative in rule.match_any))


def _completed(features: Features, found: Iterable[Found]) -> Features:
    """The features with some elements more. Nobody looks at the value of an attribute: a reason is given where it counts."""
    flags, attributes = dict(features.flags), dict(features.attributes)
    for name, element, kind in found:
        if kind == "flag":
            flags[name] = (flags.get(name) or frozenset()) | {element}
        elif kind == "attribute":
            attributes[name] = {**(attributes.get(name) or {}), element: ""}
    return msgspec.structs.replace(features, flags=flags, attributes=attributes)
