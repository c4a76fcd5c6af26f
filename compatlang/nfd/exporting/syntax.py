r"""Where Go's regular expressions are others than those of RE2's C++ library, which the language has.

Both follow one syntax. But C++ alone has `\C`, one byte of a character, and finds `\B` within a character; and the two know
Unicode as it was in different years, which `\pL` depends on. What else Go refuses, it says itself.
"""

from __future__ import annotations

import re

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.regexp import compile_

_ESCAPES = re.compile(r"\\Q.*?(?:\\E|\Z)|\\(.)", re.DOTALL)

_OTHERS = {
    "C": r"Go has no `\C`",
    "B": r"`\B` is not the same in Go",
    "p": r"Unicode classes such as `\pL` are not the same in Go",
    "P": r"Unicode classes such as `\PL` are not the same in Go",
}


def syntax_problem(regex: str) -> str | None:
    """Why Go, which NFD is written in, would not read an expression as the language does; None where it would."""
    for escape in _ESCAPES.finditer(regex):
        if escape[1] in _OTHERS:
            return _OTHERS[escape[1]]
    compiled = compile_(regex)
    return f"Go does not take it: {compiled.text}" if isinstance(compiled, GoError) else None
