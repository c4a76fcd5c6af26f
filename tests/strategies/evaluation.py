"""Asking the reference evaluator what it makes of a text."""

from __future__ import annotations

import compatlang
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.verdict import Evaluation, evaluate
from compatlang.snapshot import Snapshot
from compatlang.typed import tree as typed
from compatlang.values.scalar import ScalarType
from compatlang.values.truth import Truth
from tests.strategies.policies import MAIN
from tests.strategies.universe import DECLARED, DOMAINS

NAME = "random.compat"
"""What random files are called."""

WORDS: dict[Truth, bool | None] = {Truth.YES: True, Truth.NO: False, Truth.UNKNOWN: None}
"""Truth as `naive` has it."""


def compiled(text: str) -> compatlang.Policies:
    """The policies of a text in which nothing is wrong."""
    made = compatlang.compile(text, name=NAME)
    assert not made.diagnostics, (text, made.diagnostics)
    return made


def mentioned(text: str) -> list[str]:
    """The domains that a text speaks of."""
    spoken = text.replace(DECLARED, "")
    return [each for each in DOMAINS if each in spoken]


def features(program: typed.Program) -> dict[str, ScalarType]:
    """The features that a program declares, with their types."""
    return {path: each.type for path, each in program.features.items()}


def evaluated(program: typed.Program, snapshot: Snapshot, policy: str = MAIN) -> Evaluation:
    """What becomes of a policy that takes no arguments."""
    return evaluate(Evaluator(program, snapshot), f"{NAME}#{policy}", ())


def truths(evaluation: Evaluation) -> list[Truth]:
    """The answers to all statements, those in profiles too, and whether each profile holds."""
    profiles = [profile for group in evaluation.groups for profile in group.profiles]
    return [
        *(each.truth for each in evaluation.answers),
        *(each.truth for profile in profiles for each in profile.answers),
        *(profile.truth for profile in profiles),
    ]


def asking(declarations: str, *conditions: str) -> str:
    """A file whose policy requires conditions, one after the other."""
    requirements = "\n".join(f"  require asked_{index}: {each}" for index, each in enumerate(conditions))
    return f"{declarations}\npolicy {MAIN} {{\n{requirements}\n}}"


def answers(program: typed.Program, snapshot: Snapshot) -> list[Truth]:
    """The answers to the conditions of `asking`."""
    return [each.truth for each in evaluated(program, snapshot).answers]
