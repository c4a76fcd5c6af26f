"""Testing one policy file, and many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from compatlang.cli.inputs import PolicyFile, load_policies
from compatlang.cli.jobs import in_order
from compatlang.cli.policy_folders import Folders
from compatlang.diagnostics import Diagnostic
from compatlang.pipeline import Policies
from compatlang.schema.catalog import BASE
from compatlang.source import SourceFile
from compatlang.testing import TestResult
from compatlang.testing.coverage import Coverage, record
from compatlang.testing.prepared import Prepared, Unprepared, is_selected, prepare
from compatlang.testing.run import run


class Tested(NamedTuple):
    """A policy file and its tests; where the file is faulty, its diagnostics and no tests.

    `not_run` counts the selected tests that were left out after one had failed; `titles` are those of all tests.
    """

    file: str
    results: tuple[TestResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, SourceFile]
    faulty: bool
    path: str = ""
    """The file as the system calls it."""
    not_run: int = 0
    titles: tuple[str, ...] = ()
    coverage: Coverage = Coverage()

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(not each.passed for each in self.results)


class Selection(NamedTuple):
    """Which tests are run, and what is made of them."""

    folders: Folders
    filters: tuple[str, ...] = ()
    fail_fast: bool = False
    coverage: bool = False


Load = Callable[[str], PolicyFile]


def load(path: str) -> PolicyFile:
    """The policies of a file."""
    (file,) = load_policies([path])
    return file


def run_files(paths: Sequence[str], selection: Selection, jobs: int) -> Iterator[Tested]:
    """The files, tested one after the other. With `fail_fast`, the tests behind the first that fails are only counted."""
    done = 0
    for each in in_order(partial(run_file, selection), paths, jobs):
        done += 1
        yield each
        if selection.fail_fast and each.failed:
            break
    yield from (count_file(selection, each) for each in paths[done:])


def run_file(selection: Selection, path: str, load: Load = load) -> Tested:
    """Run the selected tests of a file."""
    file = load(path)
    counted = _counted(path, file, selection)
    if file.policies is None or file.faulty:
        return counted
    tests = list(prepare(file.policies.program, BASE, file.policies.loader, selection.filters))
    results = tuple(_run(file.policies, tests, selection.fail_fast))
    coverage = _coverage(file.policies, tests[: len(results)], selection.folders) if selection.coverage else Coverage()
    return counted._replace(results=results, not_run=len(tests) - len(results), coverage=coverage)


def count_file(selection: Selection, path: str) -> Tested:
    """Run none of the selected tests of a file."""
    return _counted(path, load(path), selection)


def _counted(path: str, file: PolicyFile, selection: Selection) -> Tested:
    if file.policies is None or file.faulty:
        sources = dict(file.policies.sources) if file.policies is not None else {}
        return Tested(file.name, (), file.diagnostics, sources, faulty=True, path=path)
    titles = tuple(each.title for each in file.policies.program.tests)
    selected = sum(is_selected(each, selection.filters) for each in titles)
    return Tested(file.name, (), file.diagnostics, dict(file.policies.sources), False, path, selected, titles)


def _run(policies: Policies, tests: Sequence[Prepared | Unprepared], fail_fast: bool) -> Iterator[TestResult]:
    for each in tests:
        result = run(policies.program, each)
        yield result
        if fail_fast and not result.passed:
            return


def _coverage(policies: Policies, tests: Sequence[Prepared | Unprepared], folders: Folders) -> Coverage:
    """What the tests see of the files below the folders."""
    watched = [each for each in tests if isinstance(each, Prepared)]
    return record(policies.program, watched).renamed(folders.name)
