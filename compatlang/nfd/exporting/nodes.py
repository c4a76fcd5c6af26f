"""Rules as nodes of a YAML document."""

from __future__ import annotations

from compatlang.nfd.exporting import yaml
from compatlang.nfd.exporting.expressions import Expression
from compatlang.nfd.exporting.rules import Rule, Term, Terms


def rule_node(made: Rule) -> dict[str, yaml.Node]:
    """What a rule matches, as its fields."""
    node: dict[str, yaml.Node] = {}
    if made.features:
        node["matchFeatures"] = _terms_node(made.features)
    if made.alternatives:
        node["matchAny"] = [{"matchFeatures": _terms_node(each)} for each in made.alternatives]
    return node


def _terms_node(terms: Terms) -> list[yaml.Node]:
    return [_term_node(each) for each in terms]


def _term_node(term: Term) -> yaml.Node:
    if term.expressions is None:
        return {"feature": term.feature}
    asked: dict[str, yaml.Node] = {name: _expression_node(each) for name, each in term.expressions.items()}
    return {"feature": term.feature, "matchExpressions": asked}


def _expression_node(expression: Expression) -> yaml.Node:
    return {"op": expression.op, **({"value": list(expression.value)} if expression.value else {})}
