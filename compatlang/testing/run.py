"""Runs tests: asks the reference evaluator, compares with what is expected, and says where the two differ."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import evaluation
from compatlang.evaluate import outcome
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.report import PolicyResult, RequirementResult
from compatlang.loader import Loader
from compatlang.schema import Catalog
from compatlang.snapshot import Snapshot
from compatlang.testing.expectation import differences
from compatlang.testing.prepared import Prepared, Unprepared, prepare
from compatlang.testing.result import TestResult
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth


def run_tests(
    program: typed.Program, catalog: Catalog, loader: Loader, select: Sequence[str] = ()
) -> tuple[TestResult, ...]:
    """Run the program's tests whose title contains any of `select`, in their order. The program must be free of errors."""
    return tuple(run(program, each) for each in prepare(program, catalog, loader, select))


def run(program: typed.Program, prepared: Prepared | Unprepared) -> TestResult:
    """Run one test."""
    test = prepared.test
    if isinstance(prepared, Unprepared):
        return TestResult(test.title, test.span, prepared.failures)
    found = (_failure(program, prepared.snapshot, each) for each in test.expects)
    return TestResult(test.title, test.span, tuple(each for each in found if each is not None))


def _failure(program: typed.Program, snapshot: Snapshot, expect: typed.Expect) -> Diagnostic | None:
    found = differences(Evaluator(program, snapshot), expect)
    if not found:
        return None
    if isinstance(expect, typed.ExpectRule):
        name = program.rules[expect.rule].name
        return evaluation.FAILED_EXPECTATION.at(expect.span, f"rule `{name}` {found[0]}")
    result = outcome.report(program, {expect.policy: expect.arguments}, snapshot).results[0]
    return evaluation.FAILED_EXPECTATION.at(
        expect.span,
        f"policy `{result.policy}`{'' if found[0].startswith('is ') else ':'} {'; '.join(found)}",
        labels=[
            Label(
                each.span,
                f"{each.name}: {each.reasons[0].message}" if each.reasons else f"{each.name} is {each.truth.word}",
            )
            for each in _open(result)[:5]
        ],
    )


def _open(result: PolicyResult) -> list[RequirementResult]:
    """What `at` may name: requirements and warnings that are not yes, of profiles too where none is chosen."""
    warnings = [each for each in result.warnings if each.truth is not Truth.YES]
    return [*result.open(), *warnings]
