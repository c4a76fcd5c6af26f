"""Whether what a test expects is so, by the reference evaluator; nothing is explained here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.verdict import Answer, Evaluation, evaluate, is_warning
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth


def differences(evaluator: Evaluator, expect: typed.Expect) -> list[str]:
    """What is not as it is expected, each as the end of a sentence about the policy or rule; empty where all is."""
    if isinstance(expect, typed.ExpectRule):
        truth = rule_truth(evaluator, expect)
        return [] if truth.word == expect.outcome else [f"is {truth.word}, not {expect.outcome}"]
    return _of_policy(evaluate(evaluator, expect.policy, expect.arguments), expect)


def rule_truth(evaluator: Evaluator, expect: typed.ExpectRule) -> Truth:
    """What the rule answers; asked as a call, as any other."""
    return evaluator.condition(typed.RuleCall(expect.rule, expect.arguments, span=expect.span), Environment({}))


def _of_policy(evaluated: Evaluation, expect: typed.ExpectPolicy) -> list[str]:
    decision = evaluated.decision
    found = []
    if decision.verdict != expect.verdict:
        found.append(f"is {decision.verdict}, not {expect.verdict}")
    if expect.degraded and not decision.degraded:
        found.append("is not degraded")
    required = [each.name for each in decision.open]
    not_met = {*required, *_open_warnings(evaluated)}
    missing = [each for each in expect.at if each not in not_met]
    if missing:
        found.append(f"{_names(missing)} {'is' if len(missing) == 1 else 'are'} met")
    extra = [each for each in required if each not in expect.at]
    if expect.only and extra:
        found.append(f"{_names(extra)} {'is' if len(extra) == 1 else 'are'} not met either")
    if expect.profile is not None and expect.profile not in decision.chosen:
        chosen = _names(list(decision.chosen)) if decision.chosen else "no profile"
        found.append(f"{chosen} is chosen, not `{expect.profile}`")
    if expect.score is not None and decision.score.certain != expect.score:
        found.append(f"the score is {decision.score.certain}, not {expect.score}")
    return found


def _open_warnings(evaluated: Evaluation) -> Iterable[str]:
    """The warnings that are not yes, of the policy and of the profiles that are chosen."""
    answers: list[Answer] = list(evaluated.answers)
    for group in evaluated.groups:
        answers += group.chosen.answers if group.chosen is not None else ()
    return (each.placed.name for each in answers if is_warning(each) and each.truth is not Truth.YES)


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)
