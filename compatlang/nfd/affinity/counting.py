"""How NFD counts instances: by a template over those that a rule has matched.

An expression asks for some instance; the template of the same rule has all that answer it, and can tell how many they are:

    matchFeatures: [{feature: pci.device, matchExpressions: {class: …, vendor: …}}]
    varsTemplate: "{{ if ge (len .pci.device) 2 }}compatlang.pci.device.5f0c81d2=true{{ end }}"

So a rule sets a variable where there are at least so many, and rules behind it ask for the variable, as for any element of the
feature `rule.matched`. A variable has a digest of what it says in its name, so it says the same whoever sets it.

Where there is no instance a template is not even expanded. So that there are at most so many is what a template says, or that
the feature is reported and a rule without a template has not found some. Where a template fails nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from compatlang.digest import digest
from compatlang.ir.accepted import Names
from compatlang.nfd.affinity import instance_template
from compatlang.nfd.exporting import formula, yaml
from compatlang.nfd.exporting.asking import AllBut, AtLeast, Counted, refused
from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.nfd.exporting.formula import And, Element, Formula, Instance, Or, Reported
from compatlang.nfd.exporting.nodes import rule_node
from compatlang.nfd.exporting.questions import ABSENT, Among, Question
from compatlang.nfd.exporting.rules import Rule, rule
from compatlang.nfd.template.limits import TEMPLATE_BYTES
from compatlang.source import Span

MATCHED = "rule.matched"
"""The feature whose elements are the variables of the rules before."""

_TRUE = Among("string", Names(frozenset({"true"})))

_DIGITS = 8
"""Of a digest."""

_OF_THE_NODE = Inexpressible(
    "NFD counts instances by what each says of itself, and here the node is asked as well",
    "ask the node beside the count",
)
_TOO_LONG = Inexpressible(f"NFD would need a template of more than {TEMPLATE_BYTES} bytes")
_ROOM = 512
"""Bytes of a template that are left for what it sets."""


class Count(NamedTuple):
    """What a rule matches, and when its template sets something: where `holds`, once `before` has been done."""

    matches: dict[str, yaml.Node]
    before: str
    holds: str

    def setting(self, name: str) -> str:
        """The template that sets a label or variable."""
        return f"{self.before}{{{{ if {self.holds} }}}}{name}=true{{{{ end }}}}"


class Counting:
    """The counts of one policy, and what matches where a feature has instances, by the names of their variables."""

    def __init__(self) -> None:
        self._counts: dict[str, Count] = {}
        self._some: dict[str, dict[str, yaml.Node]] = {}

    def asked(self, literal: Counted, span: Span) -> Formula:
        """A question about the number of instances, as one about a variable."""
        refusals = formula.refusals(literal.inner)
        if refusals:
            return formula.all_of(map(formula.Refused, refusals))
        if not instance_template.speaks_of_instances(literal.inner):
            return refused(_OF_THE_NODE, span)
        made = _count(literal, span)
        if isinstance(made, Inexpressible):
            return refused(made, span)
        name = f"compatlang.{literal.feature}.{digest(msgspec.json.encode(made))[:_DIGITS]}"
        self._counts[name] = made
        holds = _variable(name, _TRUE)
        return holds if isinstance(literal, AtLeast) else formula.any_of([self._none(literal.feature, span), holds])

    def _none(self, feature: str, span: Span) -> Formula:
        """A feature is reported, and has no instance."""
        name = f"compatlang.{feature}.some"
        self._some[name] = _matching(Instance(feature, ()), span)
        return formula.all_of([Reported(feature), _variable(name, ABSENT)])

    def single(self, wanted: Formula) -> Count | None:
        """The count that a formula is, and nothing else."""
        match wanted:
            case Element(feature, name, question) if feature == MATCHED and question == _TRUE:
                return self._counts[name]
            case _:
                return None

    def rules(self, wanted: Formula) -> Iterator[tuple[str, dict[str, yaml.Node]]]:
        """The variables that a formula asks for, with the rules that set them."""
        for name in _variables(wanted):
            if name in self._some:
                yield name, {"name": name, "vars": {name: "true"}, **self._some[name]}
            else:
                made = self._counts[name]
                yield name, {"name": name, "varsTemplate": made.setting(name), **made.matches}


def _count(literal: Counted, span: Span) -> Count | Inexpressible:
    path = _path(literal.feature)
    alone = _alone(literal)
    if alone is not None:
        return Count(_matching(alone, span), "", f"ge (len {path}) {literal.number}")
    found = instance_template.condition(literal.inner)
    if isinstance(found, Inexpressible):
        return found
    counted, compared = (f"(not {found})", "le") if isinstance(literal, AllBut) else (found, "ge")
    adding = f"{{{{ if {counted} }}}}{{{{ $n = add1 $n }}}}{{{{ end }}}}"
    before = f"{{{{ $n := 0 }}}}{instance_template.each_instance(path, adding)}"
    if len(before.encode()) > TEMPLATE_BYTES - _ROOM:
        return _TOO_LONG
    return Count(_matching(Instance(literal.feature, ()), span), before, f"{compared} $n {literal.number}")


def _alone(literal: Counted) -> Instance | None:
    """What the expressions of one term ask of each instance; None where they cannot, or where others are counted than those."""
    alternatives = formula.alternatives(literal.inner) if isinstance(literal, AtLeast) else None
    if alternatives is None or len(alternatives) != 1:
        return None
    asked = [(each.name, each.question) for each in alternatives[0] if isinstance(each, Element)]
    names = {name for name, _ in asked}
    return Instance(literal.feature, tuple(asked)) if len(names) == len(asked) else None


def _matching(instance: Instance, span: Span) -> dict[str, yaml.Node]:
    made = rule(instance, span)
    assert isinstance(made, Rule), "questions that cannot be asked of an instance are refused before"
    return rule_node(made)


def _path(feature: str) -> str:
    """The instances of a feature in a template.

    NFD parts its name at the first dot.

    >>> _path("pci.device"), _path("acme.rack.slot")
    ('.pci.device', '(index . "acme" "rack.slot")')
    """
    domain, _, name = feature.partition(".")
    return f'(index . "{domain}" "{name}")' if "." in name else f".{feature}"


def _variable(name: str, question: Question) -> Element:
    return Element(MATCHED, name, question)


def _variables(wanted: Formula) -> Iterator[str]:
    match wanted:
        case And(operands) | Or(operands):
            for each in operands:
                yield from _variables(each)
        case Element(feature, name, _) if feature == MATCHED:
            yield name
        case _:
            pass
