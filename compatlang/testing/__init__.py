"""Running the `test` declarations of a policy."""

from compatlang.testing.result import TestResult
from compatlang.testing.run import run_tests

__all__ = ["TestResult", "run_tests"]
