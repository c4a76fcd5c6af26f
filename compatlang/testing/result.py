"""What a test yields."""

from __future__ import annotations

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.source import Span


class TestResult(msgspec.Struct, frozen=True):
    """A test and the expectations that were not met; `span` is its title's."""

    __test__ = False  # pytest takes every class called Test… for a suite

    title: str
    span: Span
    failures: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures
