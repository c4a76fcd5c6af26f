"""How the oracle is asked and what it does where a case, NFD or its own process fails."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.go_programs import ENVIRONMENT
from tests.oracle.fixture import give_up
from tests.oracle.oracle import Answer, Oracle, OracleError, available


def rule(expressions: dict[str, object], elements: dict[str, str], **more: object) -> dict[str, object]:
    """A case of one rule over attributes of one feature."""
    return {
        "kind": "rule",
        "rule": {"name": "r", "matchFeatures": [{"feature": "d.f", "matchExpressions": expressions}]},
        "features": {"attributes": {"d.f": {"elements": elements}}},
        "failFast": True,
        **more,
    }


EXISTS = {"op": "Exists"}
NOT_A_NUMBER = {"op": "Gt", "value": ["many"]}


def test_answers_come_in_the_order_of_the_cases(oracle: Oracle) -> None:
    numbers = [str(number) for number in range(300)]
    answers = oracle.ask({"kind": "scalar", "function": "atoi", "text": number} for number in numbers)
    assert [answer["value"] for answer in answers] == list(range(300))


def test_a_case_and_its_answer_may_be_large(oracle: Oracle) -> None:
    text = "a" * 3_000_000
    [answer] = oracle.ask([{"kind": "document", "type": "any", "text": f"- {text}"}])
    assert json.loads(answer["document"]) == [text]


def test_a_panic_is_an_answer_and_the_next_case_is_answered(oracle: Oracle) -> None:
    panicked, fine = oracle.ask([rule({"a": None}, {"a": "1"}), rule({"a": EXISTS}, {"a": "1"})])
    assert "nil pointer" in panicked["panic"]
    assert fine["match"] is True


def test_an_error_leaves_no_verdict(oracle: Oracle) -> None:
    answer = oracle.answer(rule({"a": NOT_A_NUMBER}, {"a": "1"}))
    assert answer["match"] is None
    assert answer["error"] == 'not a number "many" in {op: "Gt", value: ["many"]}'


def test_repeating_finds_every_outcome_of_a_random_order(oracle: Oracle) -> None:
    answer = oracle.answer(rule({"a": NOT_A_NUMBER, "missing": EXISTS}, {"a": "1"}, repeat=400))
    assert {outcome["match"] for outcome in answer["outcomes"]} == {False, None}
    assert sum(answer["counts"]) == 400


def test_repeating_finds_one_outcome_where_the_order_does_not_matter(oracle: Oracle) -> None:
    answer = oracle.answer(rule({"a": NOT_A_NUMBER, "b": EXISTS}, {"a": "1", "b": "1"}, repeat=100))
    assert [outcome["match"] for outcome in answer["outcomes"]] == [None]


def test_null_and_empty_sets_are_told_apart(oracle: Oracle) -> None:
    case = {"kind": "set", "function": "MatchMulti", "matchExpressions": {}, "failFast": True}
    null, empty = oracle.ask([case, case | {"attributes": {}}])
    assert (null["match"], empty["match"]) == (False, True)


@pytest.mark.parametrize(
    "case",
    [
        {"kind": "unheard of"},
        {"kind": "set", "function": "unheard of"},
        {"kind": "rule", "rule": []},
        {"kind": "validate_node", "spec": "", "features": {"flags": {"nodomain": {"elements": {}}}}},
    ],
    ids=json.dumps,
)
def test_a_case_that_is_not_well_formed_is_an_error(oracle: Oracle, case: dict[str, object]) -> None:
    with pytest.raises(OracleError):
        oracle.answer(case)
    assert oracle.answer({"kind": "scalar", "function": "atoi", "text": "1"})["value"] == 1


def validated(oracle: Oracle, feature: str, features: dict[str, object]) -> Answer:
    spec = {"compatibilities": [{"rules": [{"name": "<r>", "matchFeatures": [{"feature": feature}]}]}]}
    return oracle.answer({"kind": "validate_node", "spec": json.dumps(spec), "features": features})


@pytest.mark.parametrize("domain", ["cpu", "vendor"], ids=["NFD has a source of it", "NFD has none"])
def test_the_validator_sees_the_features_of_its_case_only(oracle: Oracle, domain: str) -> None:
    """Matching says that they are there; matching no more, that nothing of an earlier case or of this machine is."""
    feature = f"{domain}.cpuid"
    with_it = validated(oracle, feature, {"flags": {feature: {"elements": {}}}})
    without = validated(oracle, feature, {})
    assert with_it["output"] == '[{"rules":[{"name":"\\u003cr\\u003e","isMatch":true}]}]'
    assert without["output"] == '[{"rules":[{"name":"\\u003cr\\u003e","isMatch":false}]}]'


def test_a_template_has_an_output_a_map_and_the_stage_where_it_fails(oracle: Oracle) -> None:
    texts = ["{{range .d.f}} {{.Name}}=1\n{{end}}", "{{", "{{.missing.f}}", "no value"]
    data = {"d": {"f": [{"Name": "a"}]}}
    fine, *failed = oracle.ask({"kind": "template", "template": text, "data": data} for text in texts)
    assert (fine["output"], fine["expanded"], fine["stage"]) == (" a=1\n", {"a": "1"}, None)
    assert [answer["stage"] for answer in failed] == ["parse", "execute", "expand"]
    assert failed[-1]["output"] == "no value"


def test_a_later_rule_sees_what_an_earlier_one_has_put_out(oracle: Oracle) -> None:
    def named(name: str, *rules: dict[str, object]) -> dict[str, object]:
        return {"metadata": {"name": name}, "spec": {"rules": rules}}

    back = {"feature": "rule.matched", "matchExpressions": {"v": {"op": "In", "value": ["1"]}}}
    objects = [
        named("b", {"name": "second", "labels": {"x": "@rule.matched.v"}, "matchFeatures": [back]}),
        named("a", {"name": "first", "vars": {"v": "1"}, "labels": {"refused.kubernetes.io/l": "1"}}),
    ]
    answer = oracle.answer({"kind": "rules", "objects": objects, "features": {}})
    assert [(each["rule"], each["match"]) for each in answer["rules"]] == [("first", True), ("second", True)]
    assert answer["raised"]["labels"] == {
        "refused.kubernetes.io/l": "1",
        "feature.node.kubernetes.io/x": "@rule.matched.v",
    }
    assert answer["node"]["labels"] == {"feature.node.kubernetes.io/x": "1"}


def test_what_kubectl_nfd_prints_is_caught(oracle: Oracle) -> None:
    rules = "spec: {rules: [{name: r, labels: {bare: x}}]}"
    validated, run = oracle.ask(
        [{"kind": "kubectl_validate", "rules": rules}, {"kind": "kubectl_dryrun", "rules": rules, "features": "{}"}]
    )
    assert validated["printed"] == "Validating rule:  r\n"
    assert validated["errors"] == ['invalid label "bare":"x" unprefixed keys are not allowed']
    assert run["printed"].startswith("Processing rule:  r\n***\tLabels\t***\nbare=x\n")
    assert run["errors"] == []


@pytest.mark.usefixtures("oracle")
def test_the_end_of_the_process_is_an_answer_and_the_next_case_is_answered() -> None:
    case = {"kind": "scalar", "function": "atoi", "text": "1"}
    with Oracle() as other:
        assert other.answer(case)["value"] == 1
        assert other.running is not None
        other.running.process.kill()
        assert "fatal" in other.answer(case)
        assert other.answer(case)["value"] == 1


@pytest.mark.usefixtures("oracle")
def test_cases_of_a_stream_are_answered_in_order_and_behind_the_end_of_the_process() -> None:
    cases = [{"kind": "scalar", "function": "atoi", "text": str(number)} for number in range(2000)]
    with Oracle() as other:
        answers = other.stream(cases)
        assert next(answers)["value"] == 0
        assert other.running is not None
        other.running.process.kill()
        rest = list(answers)
    values = [each.get("value") for each in rest]
    assert values.count(None) == 1
    assert "fatal" in rest[values.index(None)]
    assert [each for each in values if each is not None] == [
        each + 1 for each in range(1999) if values[each] is not None
    ]


@pytest.mark.usefixtures("oracle")
def test_a_stream_that_is_left_early_leaves_no_answers_behind() -> None:
    case = {"kind": "scalar", "function": "atoi", "text": "1"}
    with Oracle() as other:
        stream = other.stream([case, case, case])
        next(stream)
        stream.close()
        assert other.answer({**case, "text": "2"})["value"] == 2


def test_what_is_asked_is_counted(oracle: Oracle) -> None:
    before = Counter(oracle.counts)
    case = {"kind": "scalar", "function": "atoi", "text": "1"}
    oracle.ask([case, {**case, "repeat": 5}])
    assert oracle.counts - before == {"cases": 2, "answers": 6}


@pytest.mark.usefixtures("oracle")
def test_no_case_is_waited_for_without_end() -> None:
    with Oracle(seconds=0.05) as other:
        with pytest.raises(OracleError, match="no answer within"):
            other.answer(rule({"a": EXISTS}, {"a": "1"}, repeat=1_000_000_000))
        assert other.running is None


def test_without_go_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "PATH", "")
    assert available.__wrapped__() == "go is not installed"


@pytest.mark.usefixtures("oracle")
def test_without_the_module_proxy_there_is_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(ENVIRONMENT, "GOPROXY", "off")
    monkeypatch.setitem(ENVIRONMENT, "GOMODCACHE", str(tmp_path))
    reason = available.__wrapped__()
    assert reason is not None
    assert reason.startswith("go cannot get the modules of tests/oracle: ")


def test_missing_tools_fail_only_where_they_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESTS_REQUIRE_TOOLS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no go"):
        give_up("no go")
    monkeypatch.setenv("TESTS_REQUIRE_TOOLS", "1")
    with pytest.raises(pytest.fail.Exception, match="no go"):
        give_up("no go")
