"""Pods and where they fit as JSON, of the shape that docs/schemas publishes; as JSON lines, a Pod in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from compatlang.cli.placement import WORST_FIRST, Standing, Workload, counts
from compatlang.cli.show.documents import as_json

if TYPE_CHECKING:
    from compatlang.cli.workload_images import Looked
    from compatlang.cli.workloads import Found
    from compatlang.integrations.registry.lookup import Used


def workloads_document(found: Found) -> Iterator[str]:
    """The document of `--format json` in parts, a line a workload, so that it is never in memory as a whole."""
    yield '{\n  "schema": "compatlang.workloads/1",\n  "workloads": ['
    comma = ""
    for each in found.workloads:
        yield f"{comma}\n    {as_json(_workload(each, found), indent=None).rstrip()}"
        comma = ","
    images = {each.name: each for each in found.images.values()}  # what two tags mean may be one image
    rest = {"images": [_image(each) for each in images.values()], "summary": _summary(found)}
    yield "\n  ],\n" + as_json(rest).removeprefix("{\n")


def pod_lines(found: Found) -> Iterator[str]:
    """The lines of `--format jsonl`."""
    for workload in found.workloads:
        about = _about(workload, found)
        for each in workload.pods:
            yield as_json({"namespace": workload.namespace, **_pod(each, workload, found), **about}, indent=None)


def _workload(workload: Workload, found: Found) -> dict[str, Any]:
    return {
        "namespace": workload.namespace,
        "state": workload.state,
        **_about(workload, found),
        "pods": [_pod(each, workload, found) for each in workload.pods],
    }


def _about(workload: Workload, found: Found) -> dict[str, Any]:
    """What all Pods of a workload have in common."""
    nodes = counts(workload.reach, len(found.fleet.nodes))
    return {
        "controller": {"kind": workload.owner.kind, "name": workload.owner.name},
        "images": [found.images[each].name for each in workload.images],
        "nodes": None if workload.state == "silent" else nodes,
    }


def _pod(standing: Standing, workload: Workload, found: Found) -> dict[str, Any]:
    return {
        "pod": standing.pod.name,
        "node": standing.pod.node or None,
        "state": standing.state,
        "verdict": standing.verdict,
        "open": _open(standing, workload, found),
    }


def _open(standing: Standing, workload: Workload, found: Found) -> list[dict[str, Any]]:
    """The policies that the node of a Pod is not compatible with, and what of them is open."""
    place = found.placement.place(standing.pod.node)
    if place is None or standing.verdict in (None, "compatible"):
        return []
    return [_policy(number, standing.pod.node, found) for number in found.placement.open_at(workload.images, place)]


def _policy(number: int, node: str, found: Found) -> dict[str, Any]:
    decision, policy = found.fleet.decision(node, number), found.policies[number]
    return {
        "policy": policy.policy,
        "file": policy.file,
        "verdict": decision.verdict,
        "requirements": [{"name": each.name, "truth": each.truth.word} for each in decision.open],
        "errors": [each.message for each in policy.errors],
    }


def _image(image: Looked) -> dict[str, Any]:
    return {
        "image": image.name,
        "artifacts": [_artifact(each) for each in image.artifacts],
        "error": image.why if image.failed else None,
        "not_looked_up": image.why if image.why and not image.failed else None,
    }


def _artifact(used: Used) -> dict[str, Any]:
    attached = used.attached
    return {
        "kind": attached.kind,
        "digest": attached.descriptor.digest,
        "created": attached.created or None,
        "subject": used.target.digest,
    }


def _summary(found: Found) -> dict[str, Any]:
    workloads = Counter(each.state for each in found.workloads)
    pods = Counter(each.state for workload in found.workloads for each in workload.pods)
    return {
        "nodes": len(found.fleet.nodes),
        "workloads": {state: workloads[state] for state in WORST_FIRST},
        "pods": {**{state: pods[state] for state in WORST_FIRST}, "finished": found.finished},
    }
