"""`test` as text and as JSON: a line a file, and below it what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from compatlang.cli.show.words import counted
from compatlang.cli.tested import Tested
from compatlang.diagnostics.render.json import diagnostic_values, span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, plain
from compatlang.diagnostics.render.text import counts, render
from compatlang.testing import TestResult


def tested_lines(files: Sequence[Tested], paint: Paint, *, verbose: bool) -> Iterator[str]:
    """A line for each file that has tests or is faulty, and the summary."""
    shown = [each for each in files if each.results or each.not_run or each.faulty]
    width = max((columns(plain(each.file)) for each in shown), default=0)
    for each in shown:
        lead = plain(each.file) + " " * (width - columns(plain(each.file)))
        if each.faulty:
            yield f"{lead}  {paint.red('not run')}: the policy has {counts(each.diagnostics)}"
            continue
        yield f"{lead}  {_tally(len(each.results), each.failed, each.not_run, paint)}"
        if verbose:
            yield from (f"  {paint.green('passed')}: {plain(test.title)}" for test in each.results if test.passed)
        for test in each.results:
            if not test.passed:
                yield from _failure(test, each, paint)
    yield ""
    yield summary(files, paint)


def summary(files: Sequence[Tested], paint: Paint) -> str:
    """How many tests there are, and what came of them."""
    run = sum(len(each.results) for each in files)
    failed, not_run = sum(each.failed for each in files), sum(each.not_run for each in files)
    return f"{counted(run + not_run, 'test')}: {_tally(run, failed, not_run, paint)}"


def _tally(run: int, failed: int, not_run: int, paint: Paint) -> str:
    parts = [paint.green(f"{run - failed} passed")] if run > failed or not (failed or not_run) else []
    parts += [paint.red(f"{failed} failed")] if failed else []
    return ", ".join([*parts, *([paint.yellow(f"{not_run} not run")] if not_run else [])])


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
    run, failed = sum(len(each.results) for each in files), sum(each.failed for each in files)
    not_run = sum(each.not_run for each in files)
    return {
        "schema": "compatlang.test/1",
        "files": [_file(each) for each in files],
        "summary": {"tests": run + not_run, "passed": run - failed, "failed": failed, "not_run": not_run},
    }


def _file(file: Tested) -> dict[str, Any]:
    return {
        "file": file.file,
        "faulty": file.faulty,
        "not_run": file.not_run,
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
