"""`test` as text and as JSON: a line a file, and below it what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from compatlang.cli.show.words import counted
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.json import diagnostic_values, span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, plain
from compatlang.diagnostics.render.text import counts, render
from compatlang.source import SourceFile
from compatlang.testing import TestResult


class Tested(NamedTuple):
    """A policy file and its tests; where the file is faulty, its diagnostics and no tests."""

    file: str
    results: tuple[TestResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, SourceFile]
    faulty: bool

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(not each.passed for each in self.results)


def tested_lines(files: Sequence[Tested], paint: Paint, *, verbose: bool) -> Iterator[str]:
    """A line for each file that has tests or is faulty, and the summary."""
    shown = [each for each in files if each.results or each.faulty]
    width = max((columns(plain(each.file)) for each in shown), default=0)
    for each in shown:
        lead = plain(each.file) + " " * (width - columns(plain(each.file)))
        if each.faulty:
            yield f"{lead}  {paint.red('not run')}: the policy has {counts(each.diagnostics)}"
            continue
        yield f"{lead}  {_tally(len(each.results), each.failed, paint)}"
        if verbose:
            yield from (f"  {paint.green('passed')}: {plain(test.title)}" for test in each.results if test.passed)
        for test in each.results:
            if not test.passed:
                yield from _failure(test, each, paint)
    tests = sum(len(each.results) for each in shown)
    yield ""
    yield f"{counted(tests, 'test')}: {_tally(tests, sum(each.failed for each in shown), paint)}"


def _tally(tests: int, failed: int, paint: Paint) -> str:
    parts = [paint.green(f"{tests - failed} passed")] if tests > failed or not failed else []
    return ", ".join([*parts, *([paint.red(f"{failed} failed")] if failed else [])])


def _failure(result: TestResult, file: Tested, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"  {paint.red('failed')}: {plain(result.title)}"
    for index, failure in enumerate(result.failures):
        if index:
            yield ""
        for line in render(failure, file.sources, paint).splitlines():
            yield f"  {line}".rstrip()


def test_document(files: Sequence[Tested]) -> dict[str, Any]:
    """A whole run of `test`."""
    tests = sum(len(each.results) for each in files)
    failed = sum(each.failed for each in files)
    return {
        "schema": "compatlang.test/1",
        "files": [_file(each) for each in files],
        "summary": {"tests": tests, "passed": tests - failed, "failed": failed},
    }


def _file(file: Tested) -> dict[str, Any]:
    return {
        "file": file.file,
        "faulty": file.faulty,
        "tests": [
            {
                "title": each.title,
                "span": span_value(each.span, file.sources),
                "passed": each.passed,
                "failures": diagnostic_values(each.failures, file.sources),
            }
            for each in file.results
        ],
        "diagnostics": diagnostic_values(file.diagnostics, file.sources),
    }
