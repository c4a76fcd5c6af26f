"""Mutants of the policies below the folders: which of them the tests of all files together notice.

A file's tests are run on the mutants of everything that the file reads, and a mutant is killed where any file kills it. Those
that survive are looked at once more: some differ from the policy in nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TextIO

import msgspec

from compatlang.cli.jobs import in_order
from compatlang.cli.policy_folders import Folders
from compatlang.cli.progress import Progress
from compatlang.cli.tested import Selection, Tested, load
from compatlang.schema.catalog import BASE
from compatlang.source import SourceFile
from compatlang.testing.mutation import Mutant, mutants, run_mutants
from compatlang.testing.mutation.accepted import accepted_lines
from compatlang.testing.mutation.equivalent import is_equivalent
from compatlang.testing.mutation.model import Key
from compatlang.testing.mutation.report import FileMutation, Mutation, Survivor
from compatlang.testing.prepared import Prepared, prepare


class _Ran(NamedTuple):
    """What the tests of one file notice."""

    killed: frozenset[Key]
    unnoticed: tuple[Survivor, ...]


def mutate(files: Sequence[Tested], selection: Selection, jobs: int, err: TextIO) -> Mutation:
    """Run the selected tests, all of which pass, on every mutant of what stands below the folders.

    A file without tests is one whose mutants nothing kills, unless the tests of others do.
    """
    paths = [each.path for each in files]
    killed: set[Key] = set()
    unnoticed: dict[Key, list[tuple[str, Survivor]]] = {}
    done = 0
    with Progress(err) as progress:
        for path, ran in zip(paths, in_order(partial(_run, selection), paths, jobs), strict=True):
            killed |= ran.killed
            for each in ran.unnoticed:
                unnoticed.setdefault(each.key, []).append((path, each))
            done += len(ran.killed) + len(ran.unnoticed)
            progress.show("mutating", done, "mutants")
        left = {key: found for key, found in unnoticed.items() if key not in killed}
        equivalent = _equivalent(left, selection.folders, jobs)
    survivors = [_joined([each for _, each in found]) for key, found in left.items() if key not in equivalent]
    return _by_file(killed, _accepted(survivors, files, selection.folders), equivalent)


def _run(selection: Selection, path: str) -> _Ran:
    policies = load(path).policies
    assert policies is not None, "its tests have passed"
    prepared = prepare(policies.program, BASE, policies.loader, selection.filters)
    tests = [each for each in prepared if isinstance(each, Prepared)]
    killed: set[Key] = set()
    unnoticed: list[Survivor] = []
    for mutant, reached, killer in run_mutants(policies.program, tests, _is_meant(selection.folders)):
        key = _renamed(mutant.key, selection.folders)
        if killer:
            killed.add(key)
        else:
            unnoticed.append(_survivor(key, mutant, reached, selection.folders))
    return _Ran(frozenset(killed), tuple(unnoticed))


def _survivor(key: Key, mutant: Mutant, reached: int, folders: Folders) -> Survivor:
    file = folders.name(mutant.span.file) or mutant.span.file
    span = msgspec.structs.replace(mutant.span, file=file)
    return Survivor(key, span, mutant.change.was, mutant.change.becomes, reached)


def _is_meant(folders: Folders) -> Callable[[str], bool]:
    return lambda file: folders.name(file) is not None


def _renamed(key: Key, folders: Folders) -> Key:
    return msgspec.structs.replace(key, file=folders.name(key.file) or key.file)


def _joined(found: Sequence[Survivor]) -> Survivor:
    """The same mutant in several programs."""
    return found[0]._replace(reached=sum(each.reached for each in found))


def _equivalent(left: Mapping[Key, Sequence[tuple[str, Survivor]]], folders: Folders, jobs: int) -> set[Key]:
    """The mutants that are equivalent in every program that asks what they change, or in the first, where none does."""
    asked: dict[str, set[Key]] = {}
    for key, found in left.items():
        for path in [path for path, each in found if each.reached] or [found[0][0]]:
            asked.setdefault(path, set()).add(key)
    tasks = [(path, frozenset(keys)) for path, keys in asked.items()]
    differing: set[Key] = set()
    for each in in_order(partial(_differing, folders), tasks, jobs):
        differing |= each
    return set(left) - differing


def _differing(folders: Folders, task: tuple[str, frozenset[Key]]) -> frozenset[Key]:
    """Those of some mutants that are not known to be equivalent."""
    path, keys = task
    policies = load(path).policies
    assert policies is not None, "its tests have passed"
    found: set[Key] = set()
    for mutant in mutants(policies.program, _is_meant(folders)):
        key = _renamed(mutant.key, folders)
        if key in keys and not is_equivalent(policies.program, mutant):
            found.add(key)
    return frozenset(found)


def _accepted(survivors: Sequence[Survivor], files: Iterable[Tested], folders: Folders) -> list[Survivor]:
    """The survivors, with the reasons that stand beside their places."""
    sources: dict[str, SourceFile] = {}
    for each in files:
        sources |= {folders.name(name) or name: source for name, source in each.sources.items()}
    reasons = {name: accepted_lines(sources[name]) for name in {each.span.file for each in survivors}}
    return [
        each._replace(accepted=reasons[each.span.file].get(sources[each.span.file].position(each.span.start).line, ""))
        for each in survivors
    ]


def _by_file(killed: Iterable[Key], survivors: Sequence[Survivor], equivalent: Iterable[Key]) -> Mutation:
    kills, equals = Counter(each.file for each in killed), Counter(each.file for each in equivalent)
    by_file: dict[str, list[Survivor]] = {name: [] for name in sorted({*kills, *equals})}
    for each in survivors:
        by_file.setdefault(each.key.file, []).append(each)
    return Mutation(
        tuple(
            FileMutation(name, kills[name], tuple(sorted(by_file[name], key=_order)), equals[name])
            for name in sorted(by_file)
        )
    )


def _order(survivor: Survivor) -> tuple[str, int, int, int]:
    """As a reader of the files meets them."""
    return survivor.span.file, survivor.span.start, -survivor.span.end, survivor.key.number
