"""Whether what NFD's own code answers to a case is what we say it may answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from compatlang.nfd.elements import NAME, STABLE
from compatlang.nfd.outcomes import Failure, Outcomes
from tests.nfd import ours
from tests.oracle.oracle import Answer, Case, Oracle

OFTEN = 12
"""How often a case is asked. Go walks maps in random order, and so another answer may come each time."""

MORE_OFTEN = (300, 10_000, 500_000)
"""How often a case is asked of which we say that it has several answers, before one of them is held to be impossible."""

FEW = 6
"""Where there are more answers than these, some are too rare to be waited for."""

NO_JSON = "the text is no JSON"
"""What `mustFromJson` fails with, the one error for which we have no words of Go's."""


class Judgement(NamedTuple):
    """What NFD's own code says to a case, and what is wrong with what we say."""

    case: Case
    possible: Outcomes[Answer]
    given: list[Answer]
    wrong: str = ""

    def __str__(self) -> str:
        """The case, which can be asked again, and beside it what both say."""
        told = {
            "wrong": self.wrong,
            "case": self.case,
            "nfd": self.given,
            "ours": [*self.possible.results, *map(ours.failed, sorted(self.possible.failures))],
        }
        return json.dumps(told)


def judge(case: Case, given: list[Answer], oracle: Oracle) -> Judgement:
    """Hold ours against the answers that NFD has given to a case; it is asked again where some have not come yet."""
    possible = ours.answers(case)
    if possible.more:
        return Judgement(case, possible, given)
    if not all(is_among(each, possible) for each in given):
        return Judgement(case, possible, given, "NFD's answer is not among ours")
    if len(possible.results) + len(possible.failures) > FEW:
        return Judgement(case, possible, given)
    for times in MORE_OFTEN:
        if is_complete(possible, given):
            break
        given = oracle.outcomes(case, times)
    wrong = "" if is_complete(possible, given) else "NFD never gives an answer that is among ours"
    return Judgement(case, possible, given, wrong)


def is_among(answer: Answer, possible: Outcomes[Answer]) -> bool:
    """Whether an answer of NFD's is a possible one."""
    return any(is_failure(answer, each) for each in possible.failures) or any(
        is_result(answer, each) for each in possible.results
    )


def is_complete(possible: Outcomes[Answer], given: Iterable[Answer]) -> bool:
    """Whether each possible answer has been given."""
    answers = list(given)
    return all(any(is_failure(each, failure) for each in answers) for failure in possible.failures) and all(
        any(is_result(each, result) for each in answers) for result in possible.results
    )


def is_failure(answer: Answer, failure: Failure) -> bool:
    if failure.panics:
        return failure.text in answer.get("panic", "")
    return _says(answer.get("error"), failure.text)


def _says(given: str | None, said: str) -> bool:
    """Whether an error of NFD's is one of ours."""
    return given == said or (
        given is not None and said.endswith(NO_JSON) and given.startswith(said.removesuffix(NO_JSON))
    )


def is_result(answer: Answer, result: Answer) -> bool:
    """Whether an answer is a result of ours, as far as we tell it; null and empty are one in what Go hands on."""
    if "panic" in answer or "fatal" in answer:
        return False
    if "printed" in result:
        return _lines(answer) == _lines(result) and _are_alike(answer["errors"], result["errors"])
    given = {name: answer.get(name) for name in result}
    if isinstance(result.get("value"), dict) and isinstance(given["value"], dict):
        given["value"] = {name: given["value"][name] for name in result["value"]}
    if "rules" in result:
        given["rules"] = [_told_like(*each) for each in zip(answer["rules"], result["rules"], strict=True)]
    if _says(given.get("error"), result.get("error") or ""):
        given["error"] = result["error"]
    return bool(bare(given) == bare(result))


Verdict = Literal["true", "false", "error"]


def verdict(answer: Answer) -> Verdict:
    """What an answer comes to; of several rules, whether one failed or else one matched."""
    rules = answer.get("rules", ())
    if answer.get("error") or answer.get("errors") or not answer.keys().isdisjoint(("panic", "fatal")):
        return "error"
    if any(each["match"] is None for each in rules):
        return "error"
    if "rules" in answer:
        return "true" if any(each["match"] for each in rules) else "false"
    if str(answer.get("output")).startswith("["):
        return "true" if '"isMatch":true' in answer["output"] else "false"
    return "false" if answer.get("match", answer.get("value")) is False else "true"


def bare(answer: Any) -> Any:
    """An answer without what is null or empty, and in one order where Go leaves the order open."""
    if isinstance(answer, dict):
        inner = {name: bare(each) for name, each in answer.items()}
        return {name: each for name, each in inner.items() if each is not None} or None
    if isinstance(answer, list):
        inner_list = [bare(each) for each in answer]
        return (sorted(inner_list, key=_text) if _in_any_order(inner_list) else inner_list) or None
    return None if answer == "" else answer


def _text(answer: Any) -> str:
    """One text for equal answers, whatever the order of their names."""
    return json.dumps(answer, sort_keys=True)


def _in_any_order(answers: list[Any]) -> bool:
    """Whether these are errors found in a map, or elements so many that Go may exchange two of the same name."""
    first = answers[0] if answers else None
    return isinstance(first, dict) and ("is" in first or "text" in first or (NAME in first and len(answers) > STABLE))


def _told_like(answer: Answer, result: Answer) -> Answer:
    """What NFD says of one of several rules, as far as we tell it; we tell all errors with which it may fail."""
    told = {name: answer.get(name) for name in result}
    if isinstance(result["error"], list) and any(_says(answer["error"], each) for each in result["error"]):
        told["error"] = result["error"]
    return told


def _lines(answer: Answer) -> list[str]:
    """What was printed, in one order: NFD prints what is in a map in any."""
    return sorted(answer["printed"].split("\n"))


def _are_alike(given: list[str], said: list[str]) -> bool:
    """Whether errors are the same, in whatever order."""
    return len(given) == len(said) and all(
        any(_is_like(*pair) for pair in pairs) for pairs in ([(one, other) for other in said] for one in given)
    )


def _is_like(given: str, said: str) -> bool:
    """Whether an error is ours; where a rule may fail in several ways, we tell them all."""
    start, _, ways = said.partition(" - ")
    return _says(given, said) or any(_says(given, f"{start} - {way}") for way in ways.split(" / "))
