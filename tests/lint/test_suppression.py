"""Which findings a comment suppresses, and what is said of comments that suppress nothing."""

from __future__ import annotations

import pytest

from tests.lint.linting import codes, linted

FORBID = "forbid swap: memory.swap.enabled"


def policy(*lines: str) -> str:
    return "policy p {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


@pytest.mark.parametrize(
    "text",
    [
        policy(f"{FORBID}  # lint: ignore[missing-because] it is slow"),
        policy("# lint: ignore[missing-because] it is slow", FORBID),
        policy("# lint: ignore[missing-because] it is slow", "# and that is known", "", FORBID),
        policy("#lint:ignore[ missing-because ]it is slow", FORBID),
        "# lint: ignore-file[missing-because] it is slow\n" + policy(FORBID),
        policy(FORBID) + "# lint: ignore-file[missing-because] it is slow\n",
        policy(f"{FORBID}  # lint: ignore[missing-because] it is slow").replace("\n", "\r\n"),
    ],
)
def test_a_comment_suppresses_what_it_names(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        policy(FORBID, "# lint: ignore[missing-because] it is slow"),
        policy("# lint: ignore[missing-because] it is slow", "warn a: memory.swap.enabled", FORBID),
        policy(f"{FORBID}  # lint: ignore[or-chain] it is slow"),
    ],
)
def test_a_comment_elsewhere_or_of_something_else_suppresses_nothing(text: str) -> None:
    assert sorted(codes(text)) == ["missing-because", "unused-suppression"]


def test_a_comment_may_name_several() -> None:
    condition = 'system.osrelease.ID == "a" or system.osrelease.ID == "b"'
    both = policy(f"forbid a: {condition}  # lint: ignore[or-chain, missing-because] they are told apart")
    assert codes(both) == []
    assert codes(both.replace("forbid", "require")) == ["unused-suppression"]


def test_what_is_half_used_is_named_and_left() -> None:
    [finding] = linted(policy(f"{FORBID}  # lint: ignore[or-chain, missing-because] it is slow")).findings
    assert finding.message == "`or-chain` is not found here"
    assert finding.edits == ()


def test_a_suppression_without_a_reason_still_suppresses() -> None:
    assert codes(policy(f"{FORBID}  # lint: ignore[missing-because]")) == ["bad-suppression"]


def test_a_code_that_is_not_known_is_told_what_it_may_be() -> None:
    [_, finding] = linted(policy(f"{FORBID}  # lint: ignore[missing-becuse] it is slow")).findings
    assert finding.help == "did you mean `missing-because`?"


def test_lints_that_do_not_run_are_not_missed() -> None:
    text = policy("warn a: memory.swap.enabled  # lint: ignore[missing-because] it is slow")
    assert codes(text, {"unused-suppression"}) == []
    assert codes(text, {"unused-suppression", "missing-because"}) == ["unused-suppression"]


def test_findings_about_suppressions_cannot_be_suppressed() -> None:
    text = "# lint: ignore-file[unused-suppression] there is none\n" + policy("warn a: memory.swap.enabled")
    assert codes(text) == ["unused-suppression"]
