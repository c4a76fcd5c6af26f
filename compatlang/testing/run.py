"""Runs tests: builds what is given, asks the reference evaluator, and compares with what is expected."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import evaluation, loading
from compatlang.errors import LoadError
from compatlang.evaluate import outcome
from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.report import PolicyResult, RequirementResult
from compatlang.loader import Loader
from compatlang.schema import Catalog
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import read
from compatlang.testing.given import Builder
from compatlang.testing.result import TestResult
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth


def run_tests(program: typed.Program, catalog: Catalog, loader: Loader, select: str = "") -> tuple[TestResult, ...]:
    """Run the program's tests whose title contains `select`, in their order. The program must be free of errors."""
    domains = catalog.extended(list(program.domains.values()), [])
    return tuple(_run(program, domains, loader, each) for each in program.tests if select in each.title)


def _run(program: typed.Program, catalog: Catalog, loader: Loader, test: typed.TestCase) -> TestResult:
    builder = Builder(catalog.domains)
    for given in test.givens:
        if isinstance(given, typed.GivenSnapshot):
            loaded = _load(given, loader, test)
            if isinstance(loaded, tuple):
                return TestResult(test.title, test.span, loaded)
            builder.start_from(loaded)
        else:
            builder.apply(given)
    snapshot = builder.snapshot()
    failures = tuple(
        failure
        for each in test.expects
        if (
            failure := _policy(program, snapshot, each)
            if isinstance(each, typed.ExpectPolicy)
            else _rule(program, snapshot, each)
        )
        is not None
    )
    return TestResult(test.title, test.span, failures)


def _load(given: typed.GivenSnapshot, loader: Loader, test: typed.TestCase) -> Snapshot | tuple[Diagnostic, ...]:
    """The one snapshot in a file, or why there is none."""
    try:
        file = loader.load(given.path, test.file, limits.SNAPSHOT_BYTES)
    except LoadError as error:
        return (loading.CANNOT_LOAD.at(given.span, f"`{given.path}` cannot be loaded: {error}"),)
    reading = read([file])
    errors = tuple(each for each in reading.diagnostics if each.severity == "error")
    if errors:
        first = errors[0]
        line = file.position(first.span.start).line
        return (
            loading.CANNOT_LOAD.at(
                given.span,
                f"`{given.path}` cannot be read as a snapshot",
                notes=[f"{file.name}:{line}: {first.message}"],
            ),
        )
    if len(reading.snapshots) != 1:
        names = ", ".join(each.node for each in reading.snapshots[:5])
        return (
            loading.CANNOT_LOAD.at(
                given.span,
                f"`{given.path}` has {len(reading.snapshots)} nodes, and a test is about one",
                notes=[f"nodes: {names}"] if names else [],
            ),
        )
    return reading.snapshots[0]


def _rule(program: typed.Program, snapshot: Snapshot, expect: typed.ExpectRule) -> Diagnostic | None:
    evaluator = Evaluator(program, snapshot)
    rule = program.rules[expect.rule]
    outside = evaluator.call(expect.rule, expect.arguments, Environment({}))
    truth = evaluator.condition(rule.condition, outside)
    if truth.word == expect.outcome:
        return None
    return evaluation.FAILED_EXPECTATION.at(expect.span, f"rule `{rule.name}` is {truth.word}, not {expect.outcome}")


def _policy(program: typed.Program, snapshot: Snapshot, expect: typed.ExpectPolicy) -> Diagnostic | None:
    result = outcome.report(program, {expect.policy: expect.arguments}, snapshot).results[0]
    differences = list(_differences(result, expect))
    if not differences:
        return None
    return evaluation.FAILED_EXPECTATION.at(
        expect.span,
        f"policy `{result.policy}`{'' if differences[0].startswith('is ') else ':'} {'; '.join(differences)}",
        labels=[
            Label(
                each.span,
                f"{each.name}: {each.reasons[0].message}" if each.reasons else f"{each.name} is {each.truth.word}",
            )
            for each in _open(result)[:5]
        ],
    )


def _differences(result: PolicyResult, expect: typed.ExpectPolicy) -> Sequence[str]:
    found = []
    if result.verdict != expect.verdict:
        found.append(f"is {result.verdict}, not {expect.verdict}")
    if expect.degraded and not result.degraded:
        found.append("is not degraded")
    not_met = [each.name for each in _open(result)]
    missing = [each for each in expect.at if each not in not_met]
    if missing:
        found.append(f"{_names(missing)} {'is' if len(missing) == 1 else 'are'} met")
    extra = [each.name for each in result.open() if each.name not in expect.at]
    if expect.only and extra:
        found.append(f"{_names(extra)} {'is' if len(extra) == 1 else 'are'} not met either")
    if expect.profile is not None and expect.profile not in result.chosen:
        chosen = _names(list(result.chosen)) if result.chosen else "no profile"
        found.append(f"{chosen} is chosen, not `{expect.profile}`")
    if expect.score is not None and result.score.certain != expect.score:
        found.append(f"the score is {result.score.certain}, not {expect.score}")
    return found


def _open(result: PolicyResult) -> list[RequirementResult]:
    """What `at` may name: requirements and warnings that are not yes, of profiles too where none is chosen."""
    warnings = [each for each in result.warnings if each.truth is not Truth.YES]
    return [*result.open(), *warnings]


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)
