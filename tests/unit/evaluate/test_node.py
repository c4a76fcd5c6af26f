"""The node evaluator: what it remembers, what tests give, and what is unknown."""

from __future__ import annotations

import pytest

from compatlang.evaluate import remembered
from compatlang.evaluate.report import Open, Score
from compatlang.snapshot import EMPTY, Given, Section, Snapshot
from compatlang.values.truth import Truth
from tests.agreement.disagreements import disagreements
from tests.agreement.evaluators import copied
from tests.strategies.evaluation import compiled

POLICIES = """
feature gpu.driver: version = node.label.driver
closed feature gpu.count: int = node.label.count
policy driver { require recent: gpu.driver >= 550; prefer many weight 10: gpu.count >= 4 }
policy fast {
  profile rdma weight 5 { require module: kernel.loadedmodule has "rdma_cm" }
  profile plain weight 1 { warn speed: false }
}
"""


def _node(labels: dict[str, str] | None = None, *modules: str, given: dict[str, Given] | None = None) -> Snapshot:
    sections = {"kernel.loadedmodule": Section(flags=frozenset(modules))}
    if labels is not None:
        sections["node.label"] = Section(attributes=labels)
    return Snapshot("n", sections, (), given or {})


def test_a_decision() -> None:
    evaluator = compiled(POLICIES).evaluator()
    answers = evaluator.evaluate(_node({"driver": "535", "count": "8"}, "rdma_cm"))
    driver, fast = answers
    assert answers.verdicts == ("incompatible", "compatible")
    assert (driver.policy, driver.score, driver.open) == ("driver", Score(10, 10), (Open("recent", Truth.NO),))
    assert (fast.chosen, fast.degraded, fast.score) == (("rdma",), False, Score(5, 5))
    _, fast = evaluator.evaluate(_node({}))
    assert (fast.chosen, fast.degraded, fast.score) == (("plain",), True, Score(1, 1))


def test_equal_states_are_one_answer() -> None:
    evaluator = compiled(POLICIES).evaluator()
    snapshot = _node({"driver": "550.1", "unrelated": "a"})
    first = evaluator.evaluate(snapshot)
    assert evaluator.evaluate(snapshot) is first
    assert evaluator.evaluate(copied(snapshot)) is first
    assert evaluator.evaluate(_node({"driver": "560", "unrelated": "b"})) is first
    assert evaluator.evaluate(_node({"driver": "535"})) is not first


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_REMEMBERED", 2)
    evaluator = compiled(POLICIES).evaluator()
    for driver in ("550", "535", "what") * 2:
        for count in ("1", "4"):
            verdict, _ = evaluator.evaluate(_node({"driver": driver, "count": count})).verdicts
            assert verdict == {"550": "compatible", "535": "incompatible", "what": "unknown"}[driver]
            assert len(evaluator._answers) <= 2


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (Given("known", "550.54"), "compatible"),
        (Given("known", "535"), "incompatible"),
        (Given("known", "what"), "unknown"),
        (Given("absent"), "incompatible"),
        (Given("unreported"), "unknown"),
    ],
)
@pytest.mark.parametrize("label", ["550", "535", None])
def test_what_a_test_gives_goes_before_what_the_node_has(given: Given, verdict: str, label: str | None) -> None:
    labels = {} if label is None else {"driver": label}
    evaluator = compiled(POLICIES).evaluator()
    plain, with_given = _node(labels), _node(labels, given={"gpu.driver": given})
    before = evaluator.evaluate(plain).verdicts
    assert evaluator.evaluate(with_given).verdicts[0] == verdict
    assert evaluator.evaluate(plain).verdicts == before, "what was given is not remembered of the sections"


def test_a_node_of_which_nothing_is_known() -> None:
    evaluator = compiled(POLICIES).evaluator()
    for snapshot in (EMPTY, _node()):
        driver, fast = evaluator.evaluate(snapshot)
        assert (driver.verdict, driver.score, driver.open) == (
            "unknown",
            Score(0, 10),
            (Open("recent", Truth.UNKNOWN),),
        )
        assert (fast.verdict, fast.chosen) == ("compatible", ("plain",))
    assert evaluator.evaluate(EMPTY).decisions[1].score == Score(1, 5)


UNKNOWN_TWINS = [
    (Section(flags=frozenset({"rdma_cm"})), Section(flags=frozenset({"rdma_cm"}), partial=True)),
    (Section(flags=frozenset()), Section(flags=frozenset(), partial=True)),
    (Section(flags=frozenset()), Section()),
]


@pytest.mark.parametrize(("known", "twin"), UNKNOWN_TWINS)
def test_a_section_and_its_twin_of_which_less_is_known(known: Section, twin: Section) -> None:
    """Both are read in turn, so that what is remembered of one is not taken for the other."""
    text = 'policy p { require r: kernel.loadedmodule has "rdma_cm" and not (kernel.loadedmodule has "x") }'
    sections = (known, twin, known, twin)
    snapshots = [Snapshot(f"n{index}", {"kernel.loadedmodule": each}) for index, each in enumerate(sections)]
    assert disagreements(text, snapshots) == []
    evaluator = compiled(text).evaluator()
    first, second, *again = [evaluator.evaluate(each).verdicts for each in snapshots]
    assert again == [first, second]
    assert second == ("unknown",) != first
