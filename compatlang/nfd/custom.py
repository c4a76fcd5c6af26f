"""Rules of the custom source, custom.d and worker configuration, after source/custom of NFD.

What is read here has its short forms written out, so that `rule` can run it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from compatlang.nfd.custom_expression import Json, Path, Wrong, read, read_set
from compatlang.nfd.features import Features
from compatlang.nfd.model import Expressions, MatchAnyElement, MatchExpression, Rule, Term
from compatlang.nfd.outcomes import Outcomes
from compatlang.nfd.references import Run, labels_and_vars, run
from compatlang.nfd.rule import RuleOutput

T = TypeVar("T")

STATIC = (
    Rule(
        name="RDMA capable static rule",
        labels={"rdma.capable": "true"},
        match_features=(
            Term(feature="pci.device", match_expressions={"vendor": MatchExpression(op="In", value=("15b3",))}),
        ),
    ),
    Rule(
        name="RDMA available static rule",
        labels={"rdma.available": "true"},
        match_features=(
            Term(
                feature="kernel.loadedmodule",
                match_expressions={name: MatchExpression(op="Exists") for name in ("ib_uverbs", "rdma_ucm")},
            ),
        ),
    ),
)
"""The rules that the custom source always has."""


def labels(rules: Sequence[Rule], features: Features) -> Outcomes[Mapping[str, str]]:
    """The labels that the custom source asks for: its own rules, then those given; a later rule wins."""
    return run((*STATIC, *rules), features, labels_and_vars).map(_labels)


def _labels(end: Run) -> Mapping[str, str]:
    yielded = (each.labels for each in end.results if isinstance(each, RuleOutput))
    return {key: value for each in yielded for key, value in each.items()}


def convert(rules: Sequence[Mapping[str, Json]], wrong: list[Wrong]) -> tuple[Rule, ...]:
    """Rules as decoded, expressions still as they stand; what is refused is added to `wrong`, and left out.

    Everything is gone through in the order in which NFD does, so that the first of `wrong` is what NFD reports.
    """
    return tuple(_rule(each, (number,), wrong) for number, each in enumerate(rules))


def _rule(raw: Mapping[str, Json], path: Path, wrong: list[Wrong]) -> Rule:
    alternatives = tuple(
        MatchAnyElement(
            match_features=_terms(each["matchFeatures"], (*path, "matchAny", number, "matchFeatures"), wrong)
        )
        for number, each in enumerate(_list(raw["matchAny"]))
    )
    terms = _terms(raw["matchFeatures"], (*path, "matchFeatures"), wrong)
    said = {key: value for key, value in raw.items() if key not in ("matchAny", "matchFeatures")}
    return Rule.model_validate({**said, "match_any": alternatives, "match_features": terms})


def _terms(raw: Json, path: Path, wrong: list[Wrong]) -> tuple[Term, ...]:
    return tuple(_term(each, (*path, number), wrong) for number, each in enumerate(_list(raw)))


def _list(raw: Json) -> list[Mapping[str, Json]]:
    return raw if isinstance(raw, list) else []


def _term(raw: Mapping[str, Json], path: Path, wrong: list[Wrong]) -> Term:
    """Null stands for no expressions, and for no expression about names."""
    expressions: Expressions | None = None
    name: MatchExpression | None = None
    if raw["matchExpressions"] is not None:
        expressions = _kept(read_set(raw["matchExpressions"]), (*path, "matchExpressions"), wrong)
    if raw["matchName"] is not None:
        name = _kept(read(raw["matchName"]), (*path, "matchName"), wrong)
    return Term.model_validate({"feature": raw["feature"], "match_expressions": expressions, "match_name": name})


def _kept(found: T | Wrong, path: Path, wrong: list[Wrong]) -> T | None:
    if not isinstance(found, Wrong):
        return found
    wrong.append(Wrong(found.text, path + found.path))
    return None
