"""`compatlang tree`: the decision graph of one policy, drawn, perhaps with the way of a node through it."""

from __future__ import annotations

import argparse
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.graphviz import svg
from compatlang.cli.inputs import PolicyFile, load_policies, load_snapshots, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.show.findings import findings
from compatlang.cli.show.words import some
from compatlang.cli.usage import WrongUsage
from compatlang.decision.draw import dot, mermaid, text
from compatlang.decision.draw.drawing import draw
from compatlang.decision.draw.model import Drawing
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.evaluate.path import path
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import Reading

SUMMARY = "draw how one policy decides, and a node's way through it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("policy_file", metavar="POLICY", help="a policy file; - is standard input")
    flags.add_snapshots(parser, required=False)
    parser.add_argument("--node", metavar="NAME", default="", help="the node, where the snapshots hold several")
    flags.add_selection(parser, several=False)
    flags.add_tags(parser)
    flags.add_appearance(parser, ("text", "mermaid", "dot", "svg"))


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Draw; a drawing is no check, so the exit code tells only whether there is one."""
    _require_sense(arguments)
    (file,) = load_policies([arguments.policy_file])
    names = [arguments.policy] if arguments.policy else []
    (file,) = select([file], names, parse_parameters(arguments.param), flags.split_tags(arguments.tags))
    reading = load_snapshots(arguments.snapshot) if arguments.snapshot else Reading((), (), {})

    found = [*file.diagnostics, *reading.diagnostics]
    sources = {**(file.policies.sources if file.policies else {}), **reading.files}
    report = findings(found, sources, paint_for(err, arguments.color), verbose=False)
    if report:
        err.write(report + "\n")
    if file.policies is None or file.faulty:
        return ExitCode.ERROR
    if arguments.snapshot and not reading.snapshots:
        err.write("nothing was drawn: the snapshots hold no node\n")
        return worst([severity_code(found), ExitCode.UNKNOWN])

    _require_one_policy(file, file.policies)
    drawing = _drawing(file.policies, _one_node(reading, arguments.node) if arguments.snapshot else None)
    with opened(arguments.output, out) as target:
        target.write(_shown(drawing, arguments.format, paint_for(target, arguments.color)))
    return severity_code(found)


def _require_sense(arguments: argparse.Namespace) -> None:
    if arguments.policy_file == "-" and "-" in arguments.snapshot:
        raise WrongUsage("standard input cannot be both a policy and a snapshot", "name one of them as a file")
    if arguments.node and not arguments.snapshot:
        raise WrongUsage("--node chooses from snapshots, and there are none", "name them with --snapshot")


def _require_one_policy(file: PolicyFile, policies: Policies) -> None:
    names = list(policies.policies)
    if not names:
        choices = f"{file.name} has {some(list(policies.declared), 20)}" if policies.declared else ""
        raise WrongUsage(f"{file.name} holds no policy that can be evaluated as it is", choices)
    if len(names) > 1:
        raise WrongUsage(f"{file.name} holds {len(names)} policies; choose one with --policy", _choices(names))


def _one_node(reading: Reading, name: str) -> Snapshot:
    snapshots = {each.node: each for each in reading.snapshots}
    names = list(snapshots)
    if name and name not in snapshots:
        raise WrongUsage(f"no node `{name}` in the snapshots", did_you_mean(name, names) or _choices(names))
    if not name and len(names) > 1:
        raise WrongUsage(f"the snapshots hold {len(names)} nodes; choose one with --node", _choices(names))
    return snapshots[name or names[0]]


def _choices(names: list[str]) -> str:
    return f"there are {some(names, 20)}"


def _drawing(policies: Policies, snapshot: Snapshot | None) -> Drawing:
    graph = policies.graph
    (policy,) = graph.policies
    if snapshot is None:
        return draw(graph, policy, f"policy {policy.name}")
    (result,) = policies.check(snapshot).results
    verdict = f"{result.verdict}{', degraded' if result.degraded else ''}"
    return draw(graph, policy, f"policy {policy.name} on {snapshot.node}: {verdict}", path(graph, snapshot))


def _shown(drawing: Drawing, format_: str, paint: Paint) -> str:
    if format_ == "text":
        lines = text.lines(drawing, paint)
    else:
        lines = mermaid.lines(drawing) if format_ == "mermaid" else dot.lines(drawing)
    shown = "".join(f"{line}\n" for line in lines)
    return svg(shown) if format_ == "svg" else shown
