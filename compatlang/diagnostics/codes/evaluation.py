"""Codes of running tests and of evaluation itself."""

from compatlang.diagnostics.diagnostic import Code

FAILED_EXPECTATION = Code("failed-expectation", "error", "a test expected another result")
UNPARSABLE_VALUE = Code("unparsable-value", "warning", "a value of a snapshot that does not parse as its type")
EVALUATORS_DISAGREE = Code(
    "evaluators-disagree", "error", "two evaluators do not decide the same: a mistake of compatlang"
)
