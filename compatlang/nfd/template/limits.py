"""The limits of templates: only the first is NFD's own, the others keep hostile templates from hanging or growing."""

from __future__ import annotations

from compatlang.nfd.template.errors import RefusedError

TEMPLATE_BYTES = 64 << 10
"""Size of one template; NFD refuses a longer one."""

NESTING = 64
"""Depth of parentheses and blocks in one template."""

DEPTH = 100
"""Depth of parentheses, blocks and template calls while a template runs."""

STEPS = 1_000_000
"""Steps that one expansion may take: nodes visited, elements compared or copied, pieces of 16 bytes read or written."""

TEXT_BYTES = 1 << 20
"""Size of the output, and of every single text that is made on the way."""

ELEMENTS = 100_000
"""Elements of a list that a function makes."""

VALUE_DEPTH = 50
"""Depth of lists and dicts in each other, so that one that contains itself is noticed."""

DIGITS = 5_000
"""Decimal digits of an intermediate result of decimal arithmetic."""

_STEP_BYTES = 16


class Work:
    """The work that one expansion has done so far; every loop that a template can lengthen spends from it."""

    def __init__(self) -> None:
        self.steps = 0

    def spend(self, steps: int = 1) -> None:
        """Count some steps, and give up when there were too many."""
        self.steps += steps
        if self.steps > STEPS:
            raise RefusedError(f"the template takes more than {STEPS} steps")

    def spend_bytes(self, size: int) -> None:
        """Count the making of a text of some size."""
        check_text(size)
        self.spend(1 + size // _STEP_BYTES)

    def spend_elements(self, count: int) -> None:
        """Count the making of a list of some length."""
        check_elements(count)
        self.spend(1 + count)


def check_text(size: int) -> None:
    """Give up before a text of this size is made, when it would be too large."""
    if size > TEXT_BYTES:
        raise RefusedError(f"the template makes a text of more than {TEXT_BYTES} bytes")


def check_elements(count: int) -> None:
    """Give up before a list of this length is made, when it would be too long."""
    if count > ELEMENTS:
        raise RefusedError(f"the template makes a list of more than {ELEMENTS} elements")


def check_depth(depth: int) -> None:
    """Give up on a value nested this deep, when that is too deep."""
    if depth > VALUE_DEPTH:
        raise RefusedError(f"a value is nested more than {VALUE_DEPTH} deep")
