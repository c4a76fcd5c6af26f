"""The policy of an image: requirements where it has one set of rules, otherwise a profile for each set."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang import limits
from compatlang.nfd.importing.translation import Refusal
from compatlang.nfd.importing.written import Written, as_requirement, title_of
from compatlang.nfd.model import CompatibilitySet, ImageSpec
from compatlang.writing import spelling
from compatlang.writing.layout import STEP


def refusals(spec: ImageSpec) -> list[Refusal]:
    """Weights that no profile can have; those of a single set decide nothing."""
    if len(spec.compatibilities) < 2:
        return []
    return [
        Refusal(
            ("compatibilities", place, "weight"), f"{each.weight} is no weight between 0 and {limits.PROFILE_WEIGHT}"
        )
        for place, each in enumerate(spec.compatibilities)
        if not 0 <= each.weight <= limits.PROFILE_WEIGHT
    ]


def policy(name: str, spec: ImageSpec, sets: Sequence[Sequence[Written]]) -> list[str]:
    """The policy. Profiles stand in the order in which they are preferred, the heaviest first."""
    if len(sets) == 1:
        return _single(name, spec.compatibilities[0], sets[0])
    lines = [f"policy {name} {{"]
    names = spelling.Names()
    pairs = sorted(zip(spec.compatibilities, sets, strict=True), key=lambda pair: -pair[0].weight)
    for place, (given, rules) in enumerate(pairs):
        lines += [""] if place else []
        lines += _profile(names.take(given.tag or given.description, "set"), given, rules)
    return [*lines, "}"]


def _single(name: str, given: CompatibilitySet, rules: Sequence[Written]) -> list[str]:
    title = f" {spelling.quoted(title_of(given.description))}" if given.description else ""
    lines = [f"policy {name}{title} {{"]
    if given.tag:
        lines += spelling.comment(f"Its only set has the tag {given.tag} and the weight {given.weight}.", "#", STEP)
    return [*lines, *_requirements(rules, STEP), "}"]


def _profile(name: str, given: CompatibilitySet, rules: Sequence[Written]) -> list[str]:
    tag = f" tag {spelling.quoted(given.tag)}" if given.tag else ""
    described = spelling.comment(given.description, "#", STEP) if given.description else []
    head = f"{STEP}profile {name} weight {given.weight}{tag} {{"
    return [*described, head, *_requirements(rules, STEP * 2), f"{STEP}}}"]


def _requirements(rules: Sequence[Written], indent: str) -> list[str]:
    lines: list[str] = []
    for place, each in enumerate(rules):
        written = as_requirement(each, indent)
        lines += [""] if place and len(written) > 1 else []
        lines += written
    return lines or [f"{indent}# It asks for nothing, so every node has it."]
