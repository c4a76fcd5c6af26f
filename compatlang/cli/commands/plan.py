"""`compatlang plan`: an upgrade before it happens, and whose verdicts it changes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.host import with_host
from compatlang.cli.inputs import load_policies, load_snapshots, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.planned import plan
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.planned import plan_document, planned_lines
from compatlang.cli.show.words import some
from compatlang.cli.supposed import suppose
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from compatlang.snapshot import Snapshot
    from compatlang.source import SourceFile

SUMMARY = "show which verdicts an upgrade would change, before it happens"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("policies", metavar="POLICY", nargs="+", help="policy files; - is standard input")
    flags.add_snapshots(parser, required=False)
    flags.add_host(parser)
    parser.add_argument(
        "--set",
        metavar="FEATURE=VALUE",
        action="append",
        default=[],
        help="suppose that a feature has this value, as in kernel.version=6.8.0; FEATURE+=NAME and FEATURE-=NAME add and take"
        " away a flag, or an instance { vendor = 0x10de; … }; may be given again, later ones win",
    )
    parser.add_argument(
        "--unset",
        metavar="FEATURE",
        action="append",
        default=[],
        help="suppose that a feature is absent; may be given again, and counts after all of --set",
    )
    parser.add_argument(
        "--on",
        metavar="GLOB",
        action="append",
        default=[],
        help="suppose it of the nodes with such names only, and speak of no others; may be given again",
    )
    flags.add_selection(parser, several=True)
    flags.add_tags(parser)
    flags.add_appearance(parser, ("text", "json"))
    flags.add_cache(parser)


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Plan, and say by the exit code whether a verdict becomes incompatible (1) or, where none does, unknown (3)."""
    _require(arguments)
    files = load_policies(arguments.policies, cached=not arguments.no_cache)
    files = select(files, arguments.policy, parse_parameters(arguments.param), flags.split_tags(arguments.tags))
    sound = [each.policies for each in files if each.policies is not None and not each.faulty]
    faulty = len(sound) < len(files)
    reading = with_host(load_snapshots(arguments.snapshot), arguments)
    found = (*(each for file in files for each in file.diagnostics), *reading.diagnostics)
    sources: dict[str, SourceFile] = dict(reading.files)
    for each in files:
        sources |= each.policies.sources if each.policies is not None else {}
    text = findings(found, sources, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    if faulty:
        return ExitCode.ERROR

    supposed = suppose(arguments.set, arguments.unset, sound)
    nodes = _on(reading.snapshots, arguments.on)
    planned = plan(files, nodes, supposed)
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(plan_document(planned, supposed.texts, len(nodes), found, sources)))
        else:
            lines = planned_lines(planned, len(nodes), sources, paint_for(target, arguments.color))
            target.writelines(f"{line}\n" for line in lines)
    if not (nodes and planned):
        err.write(f"nothing was planned: there is no {'policy' if nodes else 'node'}\n")
        return worst([severity_code(found), ExitCode.UNKNOWN])
    return worst([severity_code(found), *(each.code for each in planned)])


def _require(arguments: argparse.Namespace) -> None:
    if not (arguments.snapshot or arguments.host):
        raise WrongUsage("no snapshot was given", "--snapshot PATH, or --host")
    if not (arguments.set or arguments.unset):
        raise WrongUsage("nothing is supposed to change", "--set FEATURE=VALUE, or --unset FEATURE")
    if "-" in arguments.policies and "-" in arguments.snapshot:
        raise WrongUsage("standard input cannot be both a policy and a snapshot", "name one of them as a file")


def _on(nodes: Sequence[Snapshot], globs: Sequence[str]) -> list[Snapshot]:
    """The nodes that one of the globs matches; each must match some."""
    names = [each.node for each in nodes]
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in names):
            help_ = did_you_mean(glob, names) or (f"there are {some(names, 20)}" if names else "")
            raise WrongUsage(f"no node `{glob}` in the snapshots", help_)
    return [each for each in nodes if not globs or any(fnmatchcase(each.node, glob) for glob in globs)]
