"""`check --cluster --workloads`: the images of Pods, what is attached to them, and where the Pods fit.

Pods -> images, each looked up once -> files of policies -> one fleet -> sets of nodes -> each Pod by its own bit
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TextIO

from compatlang.cli import clusters, registries
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.fleet import Fleet
from compatlang.cli.fleet_tally import PolicyTally
from compatlang.cli.image_names import is_for
from compatlang.cli.inputs import PolicyFile, load_policies, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.placement import Needs, Part, Placement, Workload
from compatlang.cli.pod_images import Image, UnknownImage, image_of
from compatlang.cli.progress import Progress
from compatlang.cli.show.findings import findings
from compatlang.cli.show.words import counted
from compatlang.cli.usage import WrongUsage
from compatlang.cli.workload_images import ImageFinder, Looked, LookedPart
from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.pods import Pod, list_pods

FORMATS = ("text", "json", "jsonl")
"""The formats that say something of Pods."""


class Found(NamedTuple):
    """All that is known at the end."""

    fleet: Fleet
    policies: Sequence[PolicyTally]
    images: Mapping[Image, Looked]
    placement: Placement
    workloads: Sequence[Workload]
    finished: int
    """Pods that run no more, of which nothing was asked."""

    @property
    def judged(self) -> list[Workload]:
        """The workloads of which something is asked, the worst first."""
        return [each for each in self.workloads if each.state != "silent"]

    def codes(self, *, unknown_passes: bool) -> Iterator[ExitCode]:
        """What they say to the shell."""
        if any(each.failed for each in self.images.values()):
            yield ExitCode.ERROR
        for workload in self.workloads:
            states = {each.state for each in workload.pods}
            if "error" in states:
                yield ExitCode.ERROR
            if states & {"misplaced", "nowhere"}:
                yield ExitCode.FAILED
            if "unknown" in states and not unknown_passes:
                yield ExitCode.UNKNOWN


def check_workloads(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Find out what runs, look its images up, judge, and show. Raises `ClusterError`, and `WrongUsage` for the flags."""
    _require_flags(arguments)
    files = load_policies(arguments.policies, cached=not arguments.no_cache)
    _require_images(files)
    with clusters.opened(arguments) as connection:
        found, read = _find(files, connection, arguments, err)
        codes = _tell(found, read, arguments, err)
        with opened(arguments.output, out) as target:
            target.writelines(_shown(found, arguments, target))
    codes += found.codes(unknown_passes=arguments.unknown == "pass")
    if not found.judged:
        err.write(f"nothing was evaluated: {_why_nothing(found, arguments)}\n")
        codes.append(ExitCode.OK if arguments.allow_empty else ExitCode.UNKNOWN)
    return worst(codes)


def _find(
    files: Sequence[PolicyFile], connection: Connection, arguments: argparse.Namespace, err: TextIO
) -> tuple[Found, Sequence[PolicyFile]]:
    pods, finished = _running(connection, arguments.namespace, err)
    looked = _looked({image: None for _, own in pods for image in own}, arguments, err)
    parts = [part for each in looked.values() for part in each.parts]
    chosen = _selected([*files, *(file for each in parts for file in each.files)], arguments)
    every = [*chosen, *_once(each.platform for each in parts if each.platform is not None)]
    fleet = Fleet(every, clusters.nodes(connection, arguments, err), err, arguments.nfd_namespace)
    policies = fleet.tally().policies
    numbers = _numbers(policies)
    given = {each.name for each in files}
    own_files = [each for each in chosen if each.name in given]
    looked = {image: _undecided(each, numbers, arguments.policy) for image, each in looked.items()}
    needs = {image: _needs(image, each, own_files, numbers) for image, each in looked.items()}
    placement = Placement(fleet.nodes, fleet.sets(), needs)
    workloads = placement.workloads(_within(pods, fleet, arguments))
    return Found(fleet, policies, looked, placement, workloads, finished), every


def _running(
    connection: Connection, namespaces: Sequence[str], err: TextIO
) -> tuple[list[tuple[Pod, tuple[Image, ...]]], int]:
    """The Pods that run or will, with their images, and how many others there are."""
    pods: list[tuple[Pod, tuple[Image, ...]]] = []
    finished = 0
    with Progress(err) as progress:
        for pod in list_pods(connection, namespaces):
            if pod.finished:
                finished += 1
                continue
            pods.append((pod, tuple(dict.fromkeys(map(image_of, pod.containers)))))
            progress.show("reading", len(pods), "pods")
    return pods, finished


def _looked(images: Collection[Image], arguments: argparse.Namespace, err: TextIO) -> dict[Image, Looked]:
    notes = io.StringIO()
    finder = ImageFinder(registries.options(arguments), notes)
    looked: dict[Image, Looked] = {}
    with Progress(err) as progress:
        for image in images:
            progress.show("looking up", len(looked), "images", len(images))
            looked[image] = finder.look(image)
    err.write(notes.getvalue())
    return looked


def _selected(files: Iterable[PolicyFile], arguments: argparse.Namespace) -> list[PolicyFile]:
    return select(_once(files), arguments.policy, parse_parameters(arguments.param), ())


def _once(files: Iterable[PolicyFile]) -> list[PolicyFile]:
    """Each file once: several images may carry one."""
    return list({each.name: each for each in files}.values())


def _within(
    pods: Sequence[tuple[Pod, tuple[Image, ...]]], fleet: Fleet, arguments: argparse.Namespace
) -> Iterator[tuple[Pod, tuple[Image, ...]]]:
    """With `--selector`, the Pods on the nodes that it selects, and those without a node."""
    known = set(fleet.nodes)
    return ((pod, own) for pod, own in pods if not (arguments.selector and pod.node) or pod.node in known)


def _numbers(policies: Sequence[PolicyTally]) -> dict[str, dict[str, int]]:
    """The number of each policy, by its file and its name."""
    numbers: dict[str, dict[str, int]] = {}
    for number, each in enumerate(policies):
        numbers.setdefault(each.file, {})[each.policy] = number
    return numbers


def _needs(
    image: Image, looked: Looked, files: Sequence[PolicyFile], numbers: Mapping[str, Mapping[str, int]]
) -> Needs:
    """What an image needs: what is attached to it, and what the files ask of images of its name."""
    named = [numbers[file.name][policy] for file, policy in _naming(image, files)]
    parts = []
    for each in looked.parts or ([LookedPart(())] if named else []):
        attached = [number for file in each.files for number in numbers.get(file.name, {}).values()]
        platform = None if each.platform is None else numbers[each.platform.name]["platform"]
        parts.append(Part((*attached, *named), platform))
    # With --policy nothing may be left of what is attached, and then it matters for no platform.
    return Needs(tuple(parts) if any(each.policies for each in parts) else (), known=not looked.why)


def _undecided(looked: Looked, numbers: Mapping[str, Mapping[str, int]], wanted: Sequence[str]) -> Looked:
    """An image with a file that decides nothing is not taken for one that asks nothing, unless other policies are `wanted`."""
    for file in (each for part in looked.parts for each in part.files if each.name not in numbers):
        if file.held is None or file.held.failed:
            return looked._replace(parts=(), why="what is attached to it cannot be evaluated", failed=True)
        if file.held.declared and not wanted:
            names = " and ".join(file.held.declared)
            return looked._replace(why=f"{names} needs a value for a parameter (--param)")
    return looked


def _naming(image: Image, files: Iterable[PolicyFile]) -> Iterator[tuple[PolicyFile, str]]:
    """The policies of files that name an image."""
    if isinstance(image, UnknownImage):
        return
    for file in files:
        if file.policies is not None and not file.faulty:
            declared = [file.policies.program.policies[each] for each in file.policies.selected]
            yield from ((file, each.name) for each in declared if each.images and is_for(each.images, image.reference))


def _require_flags(arguments: argparse.Namespace) -> None:
    """What goes with `--workloads`, and what does not."""
    if not arguments.workloads:
        raise WrongUsage("--namespace is for --workloads", "add --workloads, or leave --namespace out")
    if not arguments.cluster:
        raise WrongUsage("--workloads is for --cluster: Pods are nowhere else", "add --cluster")
    for flag in ("watch", "snapshot", "host", "image", "inherit", "platform", "artifact", "tags", "fail_on_warn"):
        if getattr(arguments, flag):
            raise WrongUsage(
                f"--{flag.replace('_', '-')} does not go together with --workloads", "leave one of them out"
            )
    if arguments.format not in FORMATS:
        raise WrongUsage(f"--format {arguments.format} says nothing of Pods", f"choose one of {', '.join(FORMATS)}")


def _require_images(files: Iterable[PolicyFile]) -> None:
    """Policies of files have to say which images they are for: else they would be held against every Pod."""
    for file in files:
        if file.policies is None or file.faulty:
            continue
        for each in file.policies.selected:
            policy = file.policies.program.policies[each]
            if not policy.images:
                raise WrongUsage(
                    f"policy `{policy.name}` of {file.name} does not say which images it is for",
                    'give it a statement such as `image "registry.example/team/*"`, or leave --workloads out',
                )


def _tell(found: Found, files: Iterable[PolicyFile], arguments: argparse.Namespace, err: TextIO) -> list[ExitCode]:
    """What is wrong with policies and with what the cluster says; warnings of what is attached only with `--verbose`."""
    paint = paint_for(err, arguments.color)
    codes = []
    for each in files:  # one by one: sources of two images may have one name
        sources = each.policies.sources if each.policies is not None else {}
        told = [it for it in each.diagnostics if it.severity == "error" or arguments.verbose]
        err.write(findings(told, sources, paint, verbose=arguments.verbose))
        codes.append(severity_code(each.diagnostics))
    about_nodes = found.fleet.collected.diagnostics()
    err.write(findings(about_nodes, found.fleet.collected.files(), paint, verbose=arguments.verbose))
    return [*codes, severity_code(about_nodes, strict=arguments.strict)]


def _why_nothing(found: Found, arguments: argparse.Namespace) -> str:
    if not found.workloads:
        return "no Pod runs there, or waits to"
    if not found.fleet.nodes:
        return clusters.without_nodes(arguments)
    return f"{counted(len(found.images), 'image')} looked up, and no policy is attached to any"


def _shown(found: Found, arguments: argparse.Namespace, target: TextIO) -> Iterable[str]:
    match arguments.format:
        case "json":
            from compatlang.cli.show.workload_documents import workloads_document

            yield from workloads_document(found)
        case "jsonl":
            from compatlang.cli.show.workload_documents import pod_lines

            yield from pod_lines(found)
        case _:
            from compatlang.cli.show.workloads import workload_lines

            lines = workload_lines(found, paint_for(target, arguments.color), verbose=arguments.verbose)
            yield from (f"{line}\n" for line in lines)
