"""The model of the scheduler answers as the code of Kubernetes does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nfd.affinity.judged import judged
from tests.nfd.affinity.scheduler import InvalidTermError, Node, admits, refused, score
from tests.oracle.oracle import Oracle
from tests.strategies import examples

Answer = TypeVar("Answer")

KEYS = ("a", "acme.example/gpus", "b.c_d-e")
NO_KEYS = ("", "/a", "a/", "a/b/c", "Acme/a", "a..b/c", "-a", "a.", "ä", "x" * 64, f"{'x' * 254}/a", "a\n")
TEXTS = ("", "x", "true", "0", "1", "7", "007", "9223372036854775807")
ODD_TEXTS = ("+7", "-7", "1_0", "7 ", "\u0667", "9223372036854775808", "a b", "-a", "x" * 63, "x" * 64, "x\n")
OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")


def expressions(keys: tuple[str, ...], texts: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Expressions with all operators, and often with the number of values that each wants."""
    counts = {"In": (1, 3), "NotIn": (1, 3), "Exists": (0, 0), "DoesNotExist": (0, 0), "Gt": (1, 1), "Lt": (1, 1)}

    def of(operator: str) -> st.SearchStrategy[Any]:
        low, high = counts[operator]
        values = st.lists(st.sampled_from(texts), min_size=low, max_size=high)
        return st.fixed_dictionaries(
            {"key": st.sampled_from(keys), "operator": st.just(operator), "values": values},
        )

    return st.sampled_from(OPERATORS).flatmap(of)


def odd_expressions() -> st.SearchStrategy[Any]:
    """Expressions that Kubernetes refuses, most of them."""
    return st.fixed_dictionaries(
        {
            "key": st.sampled_from(KEYS + NO_KEYS),
            "operator": st.sampled_from([*OPERATORS, "", "in", "Ge"]),
            "values": st.lists(st.sampled_from(TEXTS + ODD_TEXTS), max_size=2),
        }
    )


FIELDS = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["metadata.name", "metadata.name", "metadata.uid", ""]),
        "operator": st.sampled_from(["In", "NotIn", "In", "NotIn", "Exists"]),
        "values": st.sampled_from([["node"], ["other"], [""], [], ["node", "other"]]),
    }
)


def terms(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Terms, those without anything in them too."""
    return st.fixed_dictionaries(
        {}, optional={"matchExpressions": st.lists(inner, max_size=3), "matchFields": st.lists(FIELDS, max_size=1)}
    )


def affinities(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Required and preferred terms, none of either too."""
    weighted = st.fixed_dictionaries({"weight": st.sampled_from([0, 1, 50, 100]), "preference": terms(inner)})
    return st.fixed_dictionaries(
        {},
        optional={
            "requiredDuringSchedulingIgnoredDuringExecution": st.fixed_dictionaries(
                {"nodeSelectorTerms": st.lists(terms(inner), max_size=3)}
            ),
            "preferredDuringSchedulingIgnoredDuringExecution": st.lists(weighted, max_size=3),
        },
    )


NODES = st.builds(
    Node,
    st.dictionaries(st.sampled_from(KEYS + NO_KEYS[:3]), st.sampled_from(TEXTS + ODD_TEXTS)),
    st.sampled_from(["node", "other", ""]),
)

PLAIN = affinities(expressions(KEYS, TEXTS[3:]))
ANY = affinities(st.one_of(expressions(KEYS, TEXTS), expressions(KEYS, TEXTS), odd_expressions()))


def answer(asked: Callable[[Any, Node], Answer], affinity: Any, node: Node) -> Answer | None:
    """What the model says; None where it refuses."""
    try:
        return asked(affinity, node)
    except InvalidTermError:
        return None


@pytest.mark.parametrize("drawn", [PLAIN, ANY], ids=["plain", "any"])
def test_the_model_answers_as_kubernetes(oracle: Oracle, drawn: st.SearchStrategy[Any]) -> None:
    @examples(400)
    @given(drawn, st.lists(NODES, min_size=1, max_size=4))
    def agree(affinity: Any, nodes: list[Node]) -> None:
        theirs = judged(oracle, affinity, nodes)
        assert theirs == [(answer(admits, affinity, each), answer(score, affinity, each)) for each in nodes]

    agree()


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("values", [[], ["7"], ["x"], ["7", "8"]])
def test_each_operator_with_each_number_of_values(oracle: Oracle, operator: str, values: list[str]) -> None:
    term = {"matchExpressions": [{"key": "a", "operator": operator, "values": values}]}
    affinity = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    nodes = [Node(labels) for labels in ({}, {"a": ""}, {"a": "x"}, {"a": "6"}, {"a": "8"}, {"a": "007"})]
    theirs = [match for match, _ in judged(oracle, affinity, nodes)]
    assert theirs == [answer(admits, affinity, each) for each in nodes]
    assert refused(affinity) is (None in theirs)


def test_a_term_without_anything_matches_nothing_and_no_terms_at_all_are_refused(oracle: Oracle) -> None:
    empty: Any = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{}]}}
    assert judged(oracle, empty, [Node({})]) == [(False, 0)] == [(admits(empty, Node({})), 0)]
    assert not refused(empty)
    assert refused({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}})


@pytest.mark.parametrize("weight", [-1, 0, 101])
def test_weights_go_from_1_to_100(weight: int) -> None:
    preference = {"matchExpressions": [{"key": "a", "operator": "Exists"}]}
    assert refused({"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": weight, "preference": preference}]})
