"""Survivors that an author accepts, by a comment that says why.

    all of { not kernel.config is reported; carried_back() }  # test: survives carried_back() is never yes

As with lints, a comment behind something is for its line, and one on a line of its own for the next line with something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from compatlang.source import SourceFile

_OWN_LINE = re.compile(r"\s*#+\s*test:\s*survives\b\s*(.*)")
_BEHIND = re.compile(r"\s#+\s*test:\s*survives\b\s*([^\"]*)$")
"""With a quotation mark behind it, it may be a part of a string."""


def accepted_lines(source: SourceFile) -> Mapping[int, str]:
    """The reason for each line whose survivors are accepted."""
    found: dict[int, str] = {}
    waiting: str | None = None
    for number in range(1, len(source.line_starts) + 1):
        text = source.line_text(number)
        own, behind = _OWN_LINE.fullmatch(text), _BEHIND.search(text)
        if own is not None:
            waiting = own[1].strip()
        elif text.strip() and not text.lstrip().startswith("#"):
            reason = behind[1].strip() if behind is not None else waiting
            if reason is not None:
                found[number] = reason
            waiting = None
    return found
