"""`check` where there is much to read: the policies decide on every node, and a few nodes are explained."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.checked import Ran
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.fleet import Fleet, counted_decisions, explained
from compatlang.cli.fleet_documents import fleet_document, fleet_json_lines
from compatlang.cli.fleet_input import Inputs
from compatlang.cli.fleet_tally import Tally
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.output import opened
from compatlang.cli.show.findings import findings
from compatlang.cli.show.fleet import fleet_lines
from compatlang.diagnostics import Diagnostic
from compatlang.source import SourceFile


def check_fleet(
    files: Sequence[PolicyFile], snapshots: Inputs, arguments: argparse.Namespace, out: TextIO, err: TextIO
) -> Ran:
    """Read what the policies ask for, decide, and show."""
    with snapshots.readable() as readable:
        return _check(files, Fleet(files, readable, err, snapshots.nfd_namespace), arguments, out, err)


def _check(files: Sequence[PolicyFile], fleet: Fleet, arguments: argparse.Namespace, out: TextIO, err: TextIO) -> Ran:
    """Findings come first, as everywhere."""
    about_policies = [found for each in files for found in each.diagnostics]
    about_snapshots = fleet.collected.diagnostics()
    sources = dict(fleet.collected.files())
    for each in files:
        sources |= each.policies.sources if each.policies is not None else {}
    found = [*about_policies, *about_snapshots]
    text = findings(found, sources, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    tally = fleet.tally()
    with opened(arguments.output, out) as target:
        target.writelines(_shown(fleet, tally, found, sources, arguments, target))

    codes = [severity_code(about_policies), severity_code(about_snapshots)]
    codes += tally.exit_codes(unknown_passes=arguments.unknown == "pass", fail_on_warn=arguments.fail_on_warn)
    return Ran(codes, len(fleet.nodes), bool(tally.nodes))


def _shown(
    fleet: Fleet,
    tally: Tally,
    found: Sequence[Diagnostic],
    sources: Mapping[str, SourceFile],
    arguments: argparse.Namespace,
    target: TextIO,
) -> Iterable[str]:
    match arguments.format:
        case "json":
            yield from fleet_document(fleet, tally, found, sources)
        case "jsonl":
            yield from fleet_json_lines(fleet, tally, sources)
        case form if form in flags.RESULT_FORMATS:
            from compatlang.cli.formats import rendered
            from compatlang.cli.formats.of_check import strictness
            from compatlang.cli.formats.of_fleet import of_fleet

            yield rendered(of_fleet(fleet, tally, found, sources, strictness(arguments)), form)
        case _:
            deque(counted_decisions(fleet, tally), 0)  # run through; the tally is what counts
            if tally.nodes:
                lines = fleet_lines(tally, partial(explained, fleet), paint_for(target, arguments.color))
                yield from (f"{line}\n" for line in lines)
