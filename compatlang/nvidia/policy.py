"""The policy itself: a requirement for each variable, and above it what they say, in words and as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang.nvidia import words
from compatlang.nvidia.environment import DISABLE, LEGACY, PREFIX, USUAL
from compatlang.nvidia.features import path
from compatlang.nvidia.questions import Question, Questions
from compatlang.nvidia.tree import Alternative, Requirement
from compatlang.values.pattern import Bound, Literal, Pattern, show
from compatlang.writing import spelling
from compatlang.writing.condition import All, Among, Atom, Condition, either, equal, unequal
from compatlang.writing.layout import STEP, statement

BRANDS = (
    *("unknown", "grid", "tesla", "nvidia", "quadro", "quadrortx"),
    *("nvidiartx", "vapps", "vpc", "vcs", "vws", "cloudgaming"),
)
"""The brands that NVIDIA's own images for CUDA 12.6 to 13.2 name, each with all branches of drivers that the image runs on."""

_ALL_BRANDS = "These are all brands that NVIDIA's own images for CUDA 12.6 to 13.2 name; geforce is none of them."


class Asked(NamedTuple):
    """A requirement, its alternatives as questions, and those left out since no GPU can meet them."""

    requirement: Requirement
    alternatives: list[Questions]
    impossible: list[Alternative]


def policy(name: str, asked: Sequence[Asked], *, disabled: bool) -> list[str]:
    """The policy as lines. Where the image turns its requirements off, it says so, and asks for nothing."""
    if disabled:
        body = spelling.comment(
            f"{DISABLE} is true, so nothing is checked, and every node has what is asked.", "#", STEP
        )
    else:
        names = spelling.Names()
        body = [line for each in asked for line in ("", *_statement(_name(each.requirement, names), each))][1:]
    return [*_described(asked), f"policy {name} {{", *body, "}"]


def _name(requirement: Requirement, names: spelling.Names) -> str:
    """`cuda` for NVIDIA_REQUIRE_CUDA."""
    return names.take(requirement.variable.removeprefix(PREFIX), "requirement")


def _described(asked: Iterable[Asked]) -> list[str]:
    lines: list[str] = []
    for requirement, alternatives, _ in asked:
        lines += ["##"] if lines else []
        variable = words.short(requirement.variable)
        since = f", which counts where {USUAL} is empty," if requirement.variable == LEGACY else ""
        told = f"{variable}{since} asks for {words.asked(alternatives)}. It says"
        lines += spelling.comment(told, "##")
        lines += spelling.comment(requirement.text.strip(), "##  ")
    return lines


def _statement(name: str, asked: Asked) -> list[str]:
    condition = either(_all(each) for each in asked.alternatives)
    lines = spelling.comment(_ALL_BRANDS, "#", STEP) if _names_all_brands(asked.alternatives) else []
    lines += statement(f"require {name}", condition)
    because = f"the image's {words.short(asked.requirement.variable)} asks for it"
    lines.append(f"{STEP * 2}because {spelling.quoted(because)}")
    lines.append(f"{STEP * 2}fix {spelling.quoted(words.remedy(asked.alternatives))}")
    return lines


def _names_all_brands(alternatives: Iterable[Questions]) -> bool:
    named = [
        {each.text for each in question.patterns if isinstance(each, Literal)}
        for row in alternatives
        for question in row
    ]
    return set(BRANDS) in named


def _all(questions: Questions) -> Condition:
    asked = tuple(map(_question, questions))
    return asked[0] if len(asked) == 1 else All(asked)


def _question(question: Question) -> Condition:
    subject = path(question.key)
    texts = [_written(question, each) for each in question.patterns]
    if question.negated:
        return unequal(subject, texts)
    match question.patterns:
        case (Bound(),):
            return Atom(f"{subject} {texts[0]}")
        case (Literal(text),) if not text.endswith(".*") or question.key == "brand":
            return equal(subject, texts)
        case _:
            return Among(subject, tuple(texts), "in", "in")


def _written(question: Question, pattern: Pattern) -> str:
    if question.key == "brand" and isinstance(pattern, Literal):
        return spelling.quoted(pattern.text)
    return show(pattern, "version")
