"""A line at the end of a run of tests that tested the policy library: how much there is of it.

The hooks are registered by tests/conftest.py. Only the run itself prints; the workers of a parallel run report to it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.cli import library

TESTED = "tests/library/test_rows.py"
POLICIES = Path(__file__).resolve().parents[2] / "policies"

_ran = set[str]()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remembers whether the tests of rows were run."""
    if report.nodeid.startswith(TESTED) and report.when == "call":
        _ran.add(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the line, unless nothing of it was run."""
    if _ran:
        terminalreporter.write_line(counted())


def counted() -> str:
    """How many modules, tables, rows, sources and tests there are."""
    modules = [library.describe(name) for name in library.names()]
    tables, rows = sum(len(each.tables) for each in modules), sum(each.rows for each in modules)
    sources = len({source for each in modules for source in each.sources})
    lines = [line for path in POLICIES.rglob("*.compat") for line in path.read_text(encoding="utf-8").splitlines()]
    tests = sum(line.startswith('test "') for line in lines)
    return (
        f"policy library: {len(modules)} modules, {tables} tables, {rows:,} rows of {sources} sources; "
        f"{tests:,} tests in policies"
    )
