"""A line at the end of a run of tests: how much NFD's own code was asked, and how many cases of the corpus passed.

A case of the corpus counts once, whoever answers it, and only if every test of it passed. The hooks are those of
tests/conftest.py; the workers of a parallel run hand on what they have asked, and tests are reported to the run itself.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.corpus import FOLDER
from tests.oracle.oracle import Oracle

CORPUS = ("tests/nfd/test_corpus.py", "tests/oracle/test_corpus.py", "tests/integration/host/test_corpus.py")

_passed = set[str]()
_failed = set[str]()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remembers what has become of a case of the corpus."""
    file, _, rest = report.nodeid.partition("::")
    case = rest.partition("[")[2].removesuffix("]")
    if file not in CORPUS or not case or (FOLDER / f"{case}.json").exists():
        return
    if report.failed:
        _failed.add(case)
    elif report.passed and report.when == "call":
        _passed.add(case)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a parallel run hands on what it has counted."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["oracle"] = dict(Oracle.counts)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes in what a worker has counted; one that has crashed hands on nothing."""
    Oracle.counts.update(getattr(node, "workeroutput", {}).get("oracle", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the line, unless nothing of it was run."""
    asked, answers, corpus = Oracle.counts["cases"], Oracle.counts["answers"], len(_passed - _failed)
    if asked or corpus:
        terminalreporter.write_line(
            f"NFD's own code: {asked:,} cases asked, {answers:,} answers; corpus: {corpus:,} cases"
        )
