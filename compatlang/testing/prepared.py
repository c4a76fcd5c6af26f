"""A test and the snapshot that it gives, so that it can be run on a program, and again on another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import loading
from compatlang.errors import LoadError
from compatlang.evaluate.reference import Evaluator
from compatlang.loader import Loader
from compatlang.schema import Catalog
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import read
from compatlang.testing.expectation import differences
from compatlang.testing.given import Builder
from compatlang.typed import tree as typed


class Prepared(NamedTuple):
    """A test and its snapshot."""

    test: typed.TestCase
    snapshot: Snapshot

    def passes(self, program: typed.Program) -> bool:
        """Whether the program does what the test expects."""
        evaluator = Evaluator(program, self.snapshot)
        return not any(differences(evaluator, each) for each in self.test.expects)


class Unprepared(NamedTuple):
    """A test whose snapshot cannot be had, and why."""

    test: typed.TestCase
    failures: tuple[Diagnostic, ...]


def prepare(
    program: typed.Program, catalog: Catalog, loader: Loader, select: Sequence[str] = ()
) -> Iterator[Prepared | Unprepared]:
    """The program's tests whose title contains any of `select`, all where there is none, in their order."""
    domains = catalog.extended(list(program.domains.values()), [])
    for each in program.tests:
        if is_selected(each.title, select):
            yield _prepared(domains, loader, each)


def is_selected(title: str, select: Sequence[str]) -> bool:
    """Whether a title contains any of these texts; without texts, every title is selected."""
    return not select or any(text in title for text in select)


def _prepared(catalog: Catalog, loader: Loader, test: typed.TestCase) -> Prepared | Unprepared:
    builder = Builder(catalog.domains)
    for given in test.givens:
        if isinstance(given, typed.GivenSnapshot):
            loaded = _load(given, loader, test)
            if isinstance(loaded, tuple):
                return Unprepared(test, loaded)
            builder.start_from(loaded)
        else:
            builder.apply(given)
    return Prepared(test, builder.snapshot())


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
