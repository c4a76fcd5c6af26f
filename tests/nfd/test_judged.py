"""Random cases, answered by NFD's own code and by compatlang's evaluation.

Each case is asked several times, since Go walks maps in random order. Every answer of NFD's is among ours, so that where we
say that only one is possible, it is the same; and where we say that a few are, NFD gives each of them some time.
`python -m tests.nfd.judged` asks as many cases as one has time for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compatlang.nfd.elements import STABLE
from compatlang.nfd.expression import OPERATORS, evaluate
from compatlang.nfd.model import MatchExpression
from compatlang.nfd.outcomes import Failure, certain, failing
from tests.nfd import judged, ours
from tests.nfd.disagreements import MORE_OFTEN, OFTEN, Verdict, bare, judge, verdict
from tests.nfd.judged import COLUMNS, SHARES, Batch, batches, table
from tests.nfd.strategies import CASES, Seen, expressions
from tests.oracle.oracle import Oracle
from tests.strategies import examples

Tree = dict[str, Any]

CASES_OF_A_RUN = 4_000
"""How many different cases a normal run of the tests asks."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", CASES)
def test_nfd_says_the_same(oracle: Oracle, kind: str) -> None:
    agreed = set[str]()

    @examples(CASES_OF_A_RUN * SHARES[kind] // 100)
    @given(CASES[kind])
    def agree(case: Tree) -> None:
        text = json.dumps(case)
        assume(text not in agreed)
        judgement = judge(case, oracle.outcomes(case, OFTEN), oracle)
        assert not judgement.wrong, judgement
        agreed.add(text)

    agree()


FEATURES: Tree = {"flags": {"d.f": {"elements": {"a": {}}}}}
MISSING: Tree = {"feature": "none.f", "matchName": {"op": "Exists"}}
HELD: Tree = {"feature": "d.f", "matchExpressions": {"a": {"op": "Exists"}}}

ONCE_WRONG: dict[str, Tree] = {
    "what was found is forgotten where a feature set is missing": {
        "kind": "grouprule",
        "rule": {"matchFeatures": [HELD, MISSING]},
        "features": FEATURES,
        "failFast": True,
    },
    "but not where evaluation goes on": {
        "kind": "grouprule",
        "rule": {"matchFeatures": [HELD, MISSING]},
        "features": FEATURES,
        "failFast": False,
    },
    "functions that we do not run are no mistake": {"kind": "validate", "function": "Template", "template": "{{now}}"},
    "and what stands behind them is read": {"kind": "validate", "function": "Template", "template": "{{now}}{{end}}"},
}


@pytest.mark.parametrize("case", ONCE_WRONG.values(), ids=ONCE_WRONG)
def test_what_was_once_wrong(oracle: Oracle, case: Tree) -> None:
    assert not judge(case, oracle.outcomes(case, OFTEN), oracle).wrong


def verdicts(case: Tree) -> set[Verdict]:
    """All that a case may come to."""
    possible = ours.answers(case)
    return {verdict(each) for each in [*possible.results, *map(ours.failed, possible.failures)]}


@pytest.mark.parametrize("kind", ["expression", "set", "rule", "grouprule", "rules", "validate_node"])
def test_cases_come_to_everything(kind: str) -> None:
    """Of the cases of each kind enough match, enough do not, and enough fail."""
    cases = judged.drawn(Batch(1, 0, kind, 300))
    counts = Counter(each for case in cases for each in verdicts(case))
    assert all(counts[each] >= len(cases) / 20 for each in ("true", "false", "error")), counts


SEEN = (
    *(Seen("n", True, "1"), Seen("v", True, "1.2"), Seen("t", True, "a")),
    *(Seen("b", True, "true"), Seen("b", True, "false"), Seen("b", True), Seen("b")),
)


def test_every_operator_holds_and_does_not() -> None:
    """And every one of them fails; the empty operator holds always, unless it fails."""
    counts: Counter[tuple[str, str]] = Counter()

    @settings(derandomize=True, database=None, parent=examples(6000))
    @given(st.sampled_from(SEEN).flatmap(lambda seen: st.tuples(st.just(seen), expressions(seen))))
    def count(drawn: tuple[Seen, Tree]) -> None:
        seen, raw = drawn
        answer = evaluate(MatchExpression.model_validate(raw), seen.present, seen.value)
        counts[raw["op"], "error" if isinstance(answer, Failure) else str(answer)] += 1

    count()
    wanted = {(op, each) for op in OPERATORS for each in ("True", "False", "error")} - {("", "False")}
    assert wanted - counts.keys() == set()


@pytest.fixture
def own_oracles(oracle: Oracle) -> Iterator[None]:
    """The oracles of a run of the command, which end with the test."""
    yield
    for each in judged.oracles():
        each.close()
    judged.oracles.cache_clear()


@pytest.mark.usefixtures("own_oracles")
def test_a_disagreement_is_printed_and_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setitem(ours.ANSWERED, "scalar", lambda case: certain({"value": "wrong", "error": None}))
        outcome = judged.run(Batch(1, 0, "scalar", 10))
        assert len(outcome.disagreements) == outcome.counts["disagreements"] == outcome.counts["cases"]
        assert outcome.counts["answers"] == outcome.counts["cases"] * OFTEN
        file = tmp_path / "found"
        file.write_text("\n".join(["10 cases", *outcome.disagreements]), encoding="utf-8")
        assert judged.replay(file) == 1
    assert capsys.readouterr().out.splitlines()[:-1] == outcome.disagreements
    assert judged.replay(file) == 0
    assert capsys.readouterr().out.endswith(" cases, disagreements: 0\n")


SETS: Tree = {"kind": "set", "function": "MatchValueNames", "attributes": {"a": "1", "b": "1"}, "failFast": True}


@pytest.mark.parametrize(
    ("failures", "wrong"),
    [
        ({"a", "b"}, ""),
        ({"a"}, "NFD's answer is not among ours"),
        ({"a", "b", "c"}, "NFD never gives an answer that is among ours"),
    ],
)
def test_neither_too_little_nor_too_much_may_be_possible(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch, failures: set[str], wrong: str
) -> None:
    said = failing(*(Failure(f'not a number "{each}"') for each in failures))
    monkeypatch.setitem(ours.ANSWERED, "set", lambda case: said)
    case = SETS | {"matchName": {"op": "Gt", "value": ["1"]}}
    # Of two keys Go may begin with the second in one of eight times only.
    assert judge(case, oracle.outcomes(case, MORE_OFTEN[0]), oracle).wrong == wrong


def test_equal_answers_are_equal_whatever_the_order_of_their_names() -> None:
    """Of many elements the order is Go's, and of the names in one element nobody's."""
    elements: list[Tree] = [{"Name": f"x{number}", "Value": "a"} for number in range(STABLE)]
    one, other = {"v": "1", "t": "a"}, {"t": "a", "v": "1"}
    assert bare([*elements, {"u": "b"}, one]) == bare([*elements, {"u": "b"}, other])
    assert bare([*elements, {"u": "b"}, one]) != bare([*elements, {"u": "b"}, {"t": "a", "v": "2"}])


def test_a_run_has_as_many_cases_as_it_is_told() -> None:
    cases = Counter[str]()
    for each in batches(20_000, 1):
        cases[each.kind] += each.cases
    assert cases == {kind: 200 * share for kind, share in SHARES.items()}
    assert SHARES.keys() == CASES.keys()


def test_the_table_adds_up() -> None:
    rows = [
        line.split() for line in table({"set": Counter(cases=1_000), "rule": Counter(cases=1, true=1)}).splitlines()
    ]
    assert rows[0][:4] == ["kind", *COLUMNS[:3]]
    assert [row[:4] for row in rows[1:]] == [
        ["set", "1,000", "0", "0"],
        ["rule", "1", "0", "1"],
        ["all", "1,001", "0", "1"],
    ]
