"""An image's environment as a policy file: header, the module whose features it reads, the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nvidia as codes
from compatlang.nvidia.environment import PREFIX, USUAL, parse
from compatlang.nvidia.features import DIFFERENCES, DIFFERENCES_OF, MODULE
from compatlang.nvidia.policy import Asked, policy
from compatlang.nvidia.questions import Questions, is_never, joined, questions
from compatlang.nvidia.tree import KEYS, Alternative, Key, Requirement
from compatlang.nvidia.words import short
from compatlang.source import Span
from compatlang.writing import spelling

_COMPARED = (
    "It decides as NVIDIA's container runtime does for one GPU, wherever what it reads is known. Not every mode of the runtime "
    "checks requirements: with CDI none is."
)


class Imported(msgspec.Struct, frozen=True):
    """What became of an environment: the source, empty where there is an error or nothing to import, and what was found.

    Spans point into the value of the variable that `span.file` names.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def imported(environment: Mapping[str, str], origin: str = "", name: str = "") -> Imported:
    """The environment of an image as a policy. `origin` says whose it is, and `name` what the policy shall be called.

    One mistake makes all of it fail: without a requirement the policy would be more lenient than the image.
    """
    read = parse(environment)
    if any(each.severity == "error" for each in read.diagnostics):
        return Imported("", read.diagnostics)
    if not read.required:
        message = f"no {PREFIX}* variable asks for anything, so there is nothing to import"
        return Imported("", (*read.diagnostics, codes.NOTHING.at(Span(USUAL, 0, 0), message)))
    asked = [_asked(each) for each in read.required]
    found = (*read.diagnostics, *map(_never, (alternative for each in asked for alternative in each.impossible)))
    text = _text(asked, origin, spelling.Names([MODULE]).take(name, "nvidia_require"), disabled=read.disabled)
    if len(text.encode("utf-8", "surrogatepass")) > limits.SOURCE_BYTES:
        message = f"the policy would have more than {limits.SOURCE_BYTES} bytes, which no policy file may have"
        return Imported("", (*found, codes.LIMIT.at(read.required[0].span, message)))
    return Imported(text, found)


def _asked(requirement: Requirement) -> Asked:
    """The questions of a requirement, and apart from them what no GPU can meet."""
    possible: list[Questions] = []
    impossible: list[Alternative] = []
    for each in requirement.alternatives:
        row = questions(each)
        if is_never(row):
            impossible.append(each)
        else:
            possible.append(row)
    return Asked(requirement, joined(possible), impossible)


def _never(alternative: Alternative) -> Diagnostic:
    return codes.NEVER.at(alternative.span, "no GPU meets all of this, so it is left out")


def _text(asked: Sequence[Asked], origin: str, name: str, *, disabled: bool) -> str:
    named = {question.key for each in asked for row in each.alternatives for question in row}
    keys = [each for each in KEYS if each in named and not disabled]
    header = _header([each.requirement.variable for each in asked], origin, keys)
    sections = ["edition 1", "\n".join(header), *([f"import {MODULE}"] if keys else [])]
    return "\n\n".join([*sections, "\n".join(policy(name, asked, disabled=disabled))]) + "\n"


def _header(variables: Sequence[str], origin: str, keys: Sequence[Key]) -> list[str]:
    lines = spelling.comment(f"Imported from {', '.join(map(short, variables))}{f' of {origin}' if origin else ''}.")
    lines += ["#", *spelling.comment(_COMPARED), "#", "# What differs by design:"]
    for each in (*DIFFERENCES, *(DIFFERENCES_OF[key] for key in keys if key in DIFFERENCES_OF)):
        lines += spelling.comment(f"- {each}", hanging="  ")
    return lines
