"""`check --watch`: what the policies say now, and then every verdict that changes, until somebody ends it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TextIO

from compatlang.cli import clusters
from compatlang.cli.checked import Checked, Ran
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.fleet import explained
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.show.changes import change_line, change_value
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.fleet import fleet_lines
from compatlang.cli.show.limits import MANY_NODES
from compatlang.cli.show.nodes import node_lines, summary_lines
from compatlang.cli.usage import WrongUsage
from compatlang.cli.watch_changes import VerdictChange
from compatlang.cli.watch_files import WatchedFiles
from compatlang.cli.watch_fleet import WatchedFleet
from compatlang.cli.watch_stop import require_interval, stoppable
from compatlang.cli.watched import Watched
from compatlang.diagnostics import Diagnostic


def watch(files: Sequence[PolicyFile], arguments: argparse.Namespace, out: TextIO, err: TextIO) -> Ran:
    """Show the state, then its changes; what is left in the end says the exit code."""
    _require_watchable(arguments)
    with _watched(arguments, err) as watched:
        fleet = WatchedFleet(files, watched, err, arguments.nfd_namespace)
        view = _View(files, fleet, arguments, out, err)
        view.state()
        with stoppable() as stopped:
            pause = arguments.interval
            # Where looking takes long, it takes half of the time at most.
            while not stopped(pause):
                begun = time.monotonic()
                view.changes()
                pause = max(arguments.interval, time.monotonic() - begun)
        return view.ran()


@contextmanager
def _watched(arguments: argparse.Namespace, err: TextIO) -> Iterator[Watched[Any]]:
    if not arguments.cluster:
        with WatchedFiles(arguments.snapshot) as files:
            yield files
        return
    with clusters.opened(arguments) as connection:
        from compatlang.cli.watch_cluster import watched_cluster

        with watched_cluster(connection, arguments.selector, err) as cluster:
            yield cluster


def _require_watchable(arguments: argparse.Namespace) -> None:
    if not (arguments.snapshot or arguments.cluster):
        raise WrongUsage(
            "--watch needs something to watch", "name files or folders with --snapshot PATH, or use --cluster"
        )
    if arguments.snapshot and arguments.cluster:
        raise WrongUsage("--watch follows files or a cluster, not both", "leave out --snapshot or --cluster")
    if "-" in arguments.snapshot:
        raise WrongUsage("--watch cannot watch standard input", "name files or folders with --snapshot PATH")
    _require_endless(arguments)
    require_interval(arguments.interval)


def _require_endless(arguments: argparse.Namespace) -> None:
    """Refuse formats and flags of a check that ends."""
    if arguments.format == "json":
        raise WrongUsage(
            "--watch has no end, and a JSON document has one", "--format jsonl writes a line for each change"
        )
    if arguments.format not in ("text", "jsonl"):
        raise WrongUsage(
            f"--watch does not go with --format {arguments.format}", "--format jsonl writes a line for each change"
        )
    for flag, way_out in (
        ("output", "redirect the output: > FILE"),
        ("verbose", "run `compatlang explain` for the reasons of one node"),
        ("strict", "run `compatlang check --strict` without --watch"),
        ("host", "run `compatlang check --host` without --watch"),
    ):
        if getattr(arguments, flag):
            raise WrongUsage(f"--watch and --{flag} do not go together", way_out)


class _View:
    """What is written of a fleet: findings to `err`, the rest to `out`, each line at once."""

    def __init__(
        self, files: Sequence[PolicyFile], fleet: WatchedFleet, arguments: argparse.Namespace, out: TextIO, err: TextIO
    ) -> None:
        self._fleet = fleet
        self._arguments = arguments
        self._out = out
        self._err = err
        self._paint = paint_for(out, arguments.color)
        self._about_policies = [found for each in files for found in each.diagnostics]
        self._policy_sources = {
            name: source
            for each in files
            if each.policies is not None
            for name, source in each.policies.sources.items()
        }
        self._disagreed = False

    def state(self) -> None:
        """What there is at first, as `check` shows it; as JSON lines, changes from nothing."""
        self._write_findings(self._about_policies)
        if self._arguments.format == "jsonl":
            self._write_changes(self._fleet.standing())
            return
        tally = self._fleet.counted()
        if tally.nodes:
            self._write(self._nodes() or fleet_lines(tally, partial(explained, self._fleet), self._paint))
        self._disagreed |= any(each.errors for each in tally.policies)

    def changes(self) -> None:
        """What has changed since."""
        nodes = self._fleet.look()
        self._write_findings()
        self._write_changes(self._fleet.judge(nodes))

    def ran(self) -> Ran:
        """What `check` would say of the state there is now."""
        arguments, tally = self._arguments, self._fleet.counted()
        codes = [severity_code(self._about_policies)]
        codes += tally.exit_codes(unknown_passes=arguments.unknown == "pass", fail_on_warn=arguments.fail_on_warn)
        if self._fleet.findings.any_error or self._disagreed:
            codes.append(ExitCode.ERROR)
        return Ran(codes, len(self._fleet.nodes), bool(tally.nodes))

    def _nodes(self) -> list[str]:
        """The lines of each node with its reasons; none where there are too many, or where one cannot be explained."""
        if len(self._fleet.nodes) > MANY_NODES:
            return []
        parts = list(explained(self._fleet, self._fleet.nodes).values())
        known = [each for each in parts if not isinstance(each, str)]
        if len(known) < len(parts):
            return []
        nodes = tuple(node for each in known for node in each.nodes)
        self._disagreed |= any(node.verdict == "error" for node in nodes)
        checked = Checked(nodes, (), self._policy_sources)
        return [*node_lines(checked, self._paint, verbose=False), "", *summary_lines(checked, self._paint)]

    def _write_findings(self, more: Sequence[Diagnostic] = ()) -> None:
        news = self._fleet.findings.news()
        sources = {**news.files(), **self._policy_sources}
        text = findings(
            [*more, *news.diagnostics()], sources, paint_for(self._err, self._arguments.color), verbose=False
        )
        if text:
            self._err.write(text + "\n")
            self._err.flush()

    def _write_changes(self, changes: Iterable[VerdictChange]) -> None:
        if self._arguments.format == "jsonl":
            self._write(as_json(change_value(each), indent=None).rstrip() for each in changes)
        else:
            self._write(change_line(each, self._paint) for each in changes)

    def _write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._out.write(f"{line}\n")
            self._out.flush()
