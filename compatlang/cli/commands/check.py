"""`compatlang check`: the verdict of each policy on each node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from compatlang.cli import clusters, flags, registries
from compatlang.cli.checked import Checked, Ran
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import evaluate, exit_codes, severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.fleet_input import WHOLE_BYTES, Inputs
from compatlang.cli.host import with_host
from compatlang.cli.inputs import PolicyFile, load_policies, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.show.limits import MANY_NODES, MOST_LINES
from compatlang.cli.usage import WrongUsage

if TYPE_CHECKING:
    import argparse

    from compatlang.diagnostics.render.paint import Paint

SUMMARY = "decide which nodes have what policies require"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "policies", metavar="POLICY", nargs="*", help="policy files, or documents of NFD (.yaml); - is standard input"
    )
    registries.add_images(parser, clusters=True)
    flags.add_snapshots(parser, required=False)
    flags.add_host(parser)
    clusters.add_cluster(parser, "the nodes of a cluster: its NodeFeatures and Nodes")
    clusters.add_selector(parser)
    clusters.add_nfd_namespace(parser)
    clusters.add_workloads(parser)
    flags.add_selection(parser, several=True)
    flags.add_tags(parser)
    flags.add_appearance(parser, ("text", "json", "jsonl", "nfd", *flags.RESULT_FORMATS))
    parser.add_argument(
        "--verbose",
        action="store_true",
        help=f"every node, warning and place in full; otherwise more than {MANY_NODES} nodes are grouped by cause"
        f" in at most {MOST_LINES} lines, and of more than {WHOLE_BYTES >> 20} MiB of snapshots only what policies"
        " ask for is read",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="warnings about snapshots count as errors: exit with 2; all of the snapshots is read",
    )
    parser.add_argument(
        "--unknown",
        choices=("fail", "pass"),
        default="fail",
        help="with pass, an unknown verdict does not make the exit code 3; default: fail",
    )
    parser.add_argument(
        "--fail-on-warn", action="store_true", help="exit with 1 where a verdict is degraded by a warning of its policy"
    )
    flags.add_cache(parser)
    flags.add_allow_empty(parser, "nothing was evaluated")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="then follow the files and folders of snapshots, or the cluster, and print only verdicts that change, until"
        " Ctrl-C; policies are read once",
    )
    parser.add_argument(
        "--interval",
        metavar="SECONDS",
        type=float,
        default=1.0,
        help="with --watch, how often to look for changes; default: 1",
    )


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Evaluate, show, and say by the exit code what was found."""
    if arguments.workloads or "namespace" in arguments.flags_given:
        return clusters.check_workloads(arguments, out, err)
    clusters.require_cluster(arguments)
    if not (arguments.policies or arguments.image):
        raise WrongUsage("no policy was given", _policy_help(arguments.snapshot))
    if "-" in arguments.policies and "-" in arguments.snapshot:
        raise WrongUsage("standard input cannot be both a policy and a snapshot", "name one of them as a file")
    parameters = parse_parameters(arguments.param)
    files = load_policies(arguments.policies, cached=not arguments.no_cache, documents=True)
    silent = 0
    if arguments.image:
        from compatlang.cli.image_policies import load_images

        images = load_images(arguments, err)
        files, silent = [*files, *images.files], images.silent
    files = select(files, arguments.policy, parameters, flags.split_tags(arguments.tags))
    ran = _run(files, arguments, out, err)
    codes = [*ran.codes, *([] if arguments.allow_empty or not silent else [ExitCode.UNKNOWN])]
    if not ran.evaluated:
        err.write(f"nothing was evaluated: {_why_nothing(arguments, ran.snapshots)}\n")
        codes.append(ExitCode.OK if arguments.allow_empty else ExitCode.UNKNOWN)
    return worst(codes)


def _run(files: list[PolicyFile], arguments: argparse.Namespace, out: TextIO, err: TextIO) -> Ran:
    if arguments.watch:
        if _has_documents(files):
            raise WrongUsage(
                "--watch does not follow documents of NFD", "`compatlang import nfd` makes policies of them"
            )
        from compatlang.cli.watch import watch

        return watch(files, arguments, out, err)
    whole = _has_documents(files) or arguments.host or arguments.verbose or arguments.strict
    with clusters.inputs_of(arguments, err) as snapshots:
        if snapshots.large and not whole:
            from compatlang.cli.fleet_check import check_fleet

            return check_fleet(files, snapshots, arguments, out, err)
        return _check_whole(files, snapshots, arguments, out, err)


def _has_documents(files: list[PolicyFile]) -> bool:
    return any(each.documents is not None for each in files)


def _check_whole(
    files: list[PolicyFile], snapshots: Inputs, arguments: argparse.Namespace, out: TextIO, err: TextIO
) -> Ran:
    """Read everything, and give the reasons of every verdict that needs some."""
    reading = with_host(snapshots.whole(), arguments)
    everything = arguments.strict or arguments.verbose or arguments.format != "text"
    checked = evaluate(files, reading, terse=not everything)

    about_policies = [found for each in files for found in each.diagnostics]
    about_snapshots = [*reading.diagnostics, *(found for node in checked.nodes for found in node.diagnostics)]
    found = [*about_policies, *about_snapshots]
    if found:
        from compatlang.cli.show.findings import findings

        text = findings(found, checked.sources, paint_for(err, arguments.color), verbose=arguments.verbose)
        err.write(text + "\n")
    with opened(arguments.output, out) as target:
        if arguments.format == "nfd":
            from compatlang.cli.show.nfd_report import nfd_report

            target.write(nfd_report(files, reading.snapshots))
        elif arguments.format in flags.RESULT_FORMATS:
            from compatlang.cli.formats import rendered
            from compatlang.cli.formats.of_check import of_check, strictness

            target.write(rendered(of_check(checked, found, strictness(arguments)), arguments.format))
        else:
            target.writelines(_shown(checked, arguments, target))

    codes = [severity_code(about_policies), severity_code(about_snapshots, strict=arguments.strict)]
    codes += exit_codes(checked, unknown_passes=arguments.unknown == "pass", fail_on_warn=arguments.fail_on_warn)
    return Ran(codes, len(reading.snapshots), bool(checked.nodes))


def _policy_help(snapshots: list[str]) -> str:
    taken = [each for each in snapshots if each.endswith(".compat")]
    if taken:
        return f"`{taken[0]}` was read as a snapshot; name policies before --snapshot"
    return "compatlang check POLICY --snapshot PATH"


def _why_nothing(arguments: argparse.Namespace, snapshots: int) -> str:
    if not (arguments.snapshot or arguments.host or arguments.cluster):
        return "no snapshot was given (--snapshot PATH, --host, or --cluster)"
    if not snapshots:
        return clusters.without_nodes(arguments) if arguments.cluster else "the snapshots hold no node"
    if not arguments.policies:
        return "the images carry no policy that can be evaluated as it is"
    return "the files hold no policy that can be evaluated as it is"


def _shown(checked: Checked, arguments: argparse.Namespace, target: TextIO) -> Iterable[str]:
    match arguments.format:
        case "json":
            from compatlang.cli.show.documents import as_json, check_document

            yield as_json(check_document(checked))
        case "jsonl":
            from compatlang.cli.show.documents import as_json, node_value

            for node in checked.nodes:
                yield as_json(node_value(node, checked.sources), indent=None)
        case _:
            if checked.nodes:
                yield from (f"{line}\n" for line in _text(checked, arguments, target))


def _text(checked: Checked, arguments: argparse.Namespace, target: TextIO) -> Iterable[str]:
    paint = paint_for(target, arguments.color)
    many = len(checked.nodes) > MANY_NODES and not arguments.verbose
    yielding = [node for node in checked.nodes if node.outputs]
    if yielding:
        from compatlang.cli.show.outputs import many_lines, output_lines

        if many:
            yield from many_lines(checked, paint)
        else:
            for node in yielding:
                yield from output_lines(node, checked.sources, paint)
    deciding = checked._replace(nodes=tuple(node for node in checked.nodes if node.outcomes))
    if deciding.nodes:
        yield from [""] if yielding else []
        yield from _verdicts(deciding, arguments, paint)


def _verdicts(checked: Checked, arguments: argparse.Namespace, paint: Paint) -> Iterable[str]:
    if len(checked.nodes) > MANY_NODES and not arguments.verbose:
        from compatlang.cli.show.causes import cause_lines

        return cause_lines(checked, paint)
    from compatlang.cli.show.nodes import node_lines, summary_lines

    return [*node_lines(checked, paint, verbose=arguments.verbose), "", *summary_lines(checked, paint)]
