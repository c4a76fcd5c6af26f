"""`compatlang explain`: one policy on one node, requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

from compatlang.cli import clusters, flags
from compatlang.cli.checked import Node
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import evaluate, exit_codes, severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.host import with_host
from compatlang.cli.inputs import PolicyFile, load_policies, parse_parameters, select
from compatlang.cli.nearest import nearest_fix
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json, explain_document
from compatlang.cli.show.explanation import explanation_lines
from compatlang.cli.show.findings import findings
from compatlang.cli.show.nearest import nearest_lines
from compatlang.cli.show.words import some
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.snapshot.read import Reading
from compatlang.source import SourceFile

if TYPE_CHECKING:
    import argparse

SUMMARY = "show one policy on one node, requirement by requirement"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "policy_file", metavar="POLICY", help="a policy file, or a document of NFD (.yaml); - is standard input"
    )
    flags.add_snapshots(parser, required=False)
    flags.add_host(parser)
    clusters.add_cluster(parser, "the node --node of a cluster")
    clusters.add_nfd_namespace(parser)
    clusters.add_timeout(parser)
    parser.add_argument("--node", metavar="NAME", default="", help="the node, where the snapshots hold several")
    flags.add_selection(parser, several=False)
    flags.add_tags(parser)
    flags.add_appearance(parser, ("text", "json"))
    flags.add_cache(parser)


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Explain, and exit as `check` would."""
    clusters.require_cluster(arguments)
    if not (arguments.snapshot or arguments.host or arguments.cluster):
        raise WrongUsage("no snapshot was given", "--snapshot PATH, --host, or --cluster")
    if arguments.cluster and not arguments.node:
        raise WrongUsage("a cluster has many nodes", "choose one with --node NAME")
    if arguments.policy_file == "-" and "-" in arguments.snapshot:
        raise WrongUsage("standard input cannot be both a policy and a snapshot", "name one of them as a file")
    (file,) = load_policies([arguments.policy_file], cached=not arguments.no_cache, documents=True)
    names = [arguments.policy] if arguments.policy else []
    (file,) = select([file], names, parse_parameters(arguments.param), flags.split_tags(arguments.tags))
    with clusters.inputs_of(arguments, err, arguments.node) as snapshots:
        reading = with_host(snapshots.whole(), arguments)
    if not file.faulty:
        reading = _one_node(reading, arguments.node)
    checked = evaluate([file], reading, met=True)

    found = [*checked.diagnostics, *(each for node in checked.nodes for each in node.diagnostics)]
    text = findings(found, checked.sources, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    if file.faulty:
        return ExitCode.ERROR
    if not reading.snapshots:
        where = f"the cluster has no node `{arguments.node}`" if arguments.cluster else "the snapshots hold no node"
        err.write(f"nothing was explained: {plain(where)}\n")
        return worst([severity_code(found), ExitCode.UNKNOWN])
    if not checked.nodes:
        err.write("nothing was explained: the file holds no policy that can be evaluated as it is\n")
        return worst([severity_code(found), ExitCode.UNKNOWN])

    node = _one_policy(checked.nodes[0], file)
    nearest = nearest_fix(file, node, reading.snapshots[0])
    with opened(arguments.output, out) as target:
        paint = paint_for(target, arguments.color)
        if arguments.format == "json":
            target.write(as_json(explain_document(node, checked.diagnostics, checked.sources, nearest)))
        else:
            target.writelines(f"{line}\n" for line in _text(file, node, checked.sources, paint))
            if nearest is not None:
                target.writelines(f"{line}\n" for line in nearest_lines(nearest, node.outcomes[0].result, paint))
    codes = exit_codes(checked._replace(nodes=(node,)), unknown_passes=False, fail_on_warn=False)
    return worst([severity_code(found), *codes])


def _text(file: PolicyFile, node: Node, sources: Mapping[str, SourceFile], paint: Paint) -> Iterable[str]:
    """The explanation of a policy, or what rules of NFD yield and why."""
    if node.outcomes:
        yield from explanation_lines(node, _about(file, node), sources, paint)
        return
    from compatlang.cli.show.outputs import output_lines, rule_lines

    yield from output_lines(node, sources, paint)
    for outputs in node.outputs:
        yield ""
        yield from rule_lines(outputs, sources, paint)


def _one_node(reading: Reading, name: str) -> Reading:
    names = [each.node for each in reading.snapshots]
    if name and names:
        if name not in names:
            raise WrongUsage(f"no node `{name}` in the snapshots", did_you_mean(name, names) or _choices(names))
    elif len(names) > 1:
        raise WrongUsage(f"the snapshots hold {len(names)} nodes; choose one with --node", _choices(names))
    chosen = tuple(each for each in reading.snapshots if each.node == name or not name)
    return Reading(chosen, reading.diagnostics, reading.files)


def _one_policy(node: Node, file: PolicyFile) -> Node:
    if len(node.outcomes) > 1:
        names = [each.result.policy for each in node.outcomes]
        raise WrongUsage(f"{file.name} holds {len(names)} policies; choose one with --policy", _choices(names))
    return node


def _choices(names: list[str]) -> str:
    return f"there are {some(names, 20)}" if names else ""


def _about(file: PolicyFile, node: Node) -> list[str]:
    """What the policy says of itself: its title and its doc comment."""
    program = file.policies.program if file.policies else None
    for policy in (program.policies[each] for each in program.roots) if program else ():
        if policy.name == node.outcomes[0].result.policy:
            return [line for line in (policy.title, *policy.doc.splitlines()) if line]
    return []
