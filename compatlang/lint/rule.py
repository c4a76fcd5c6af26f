"""What a lint is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from compatlang.diagnostics import Code, Diagnostic
from compatlang.lint.view import View


class Lint(NamedTuple):
    """A code and the function that finds it in a file; `pedantic` ones run only where they are asked for."""

    code: Code
    find: Callable[[View], Iterator[Diagnostic]]
    pedantic: bool = False
