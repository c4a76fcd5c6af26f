"""`compatlang rank`: which variant suits a node best, and which node suits an image."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import fleet
from tests.cli.test_schemas import errors
from tests.integration.registry.real.conftest import Push, Run
from tests.integration.registry.real.places import Image

pytestmark = pytest.mark.cell("rank", "compatlang")


def order(run: Run, *argv: str) -> list[tuple[str, str, str]]:
    """What is ranked, the best first: the image or variant, the node and the verdict."""
    ran = run("rank", *argv, "--format", "json")
    assert errors(ran.json) == []
    return [(each["image"], each["node"], each["verdict"]) for each in ran.json["ranking"]]


def on(name: str, architecture: str) -> str:
    """A saved node of an architecture, as its kubelet labels it."""
    metadata = {"name": name, "labels": {"kubernetes.io/arch": architecture}}
    document = fleet.document([fleet.node(name), {"apiVersion": "v1", "kind": "Node", "metadata": metadata}])
    Path(f"{name}.json").write_text(document, "utf-8")
    return f"{name}.json"


def test_variants_are_ordered_by_what_they_need(run: Run, image: Image) -> None:
    run("attach", *image.argv, "strict.compat", "--as", "compat", "--platform", "linux/amd64")
    run("attach", *image.argv, "train.compat", "--as", "compat", "--platform", "linux/arm64")
    assert order(run, *image.argv, "--snapshot", "yes.json") == [
        (f"{image.reference} (linux/arm64)", "yes", "compatible"),
        (f"{image.reference} (linux/arm/v7)", "yes", "unknown"),
        (f"{image.reference} (linux/amd64)", "yes", "incompatible"),
    ]
    ran = run("rank", *image.argv, "--snapshot", "yes.json")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        "yes",
        f"  1  {image.reference} (linux/arm64)   compatible, profile fast, score 10",
    ]


def test_a_variant_for_another_architecture_comes_last(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    found = order(run, *image.argv, "--snapshot", on("arm", "arm64"))
    assert found[0] == (f"{image.reference} (linux/arm64)", "arm", "compatible")
    assert [verdict for _, _, verdict in found[1:]] == ["incompatible", "incompatible"]


def test_the_variant_with_the_better_profile_is_first(run: Run, push: Push) -> None:
    slow, fast = push("linux/amd64"), push("linux/amd64")
    run("attach", *fast.argv, "train.compat", "--as", "nfd")
    policy = "edition 1\npolicy p { profile only weight 2 { require k: kernel.version >= 5 } }\n"
    Path("slow.compat").write_text(policy, "utf-8")
    run("attach", *slow.argv, "slow.compat", "--as", "compat")
    found = order(run, slow.reference, *fast.argv, "--snapshot", "yes.json")
    assert [image for image, _, _ in found] == [fast.reference, slow.reference]


def test_nodes_are_ordered_for_an_image(run: Run, push: Push) -> None:
    image = push("linux/amd64")
    run("attach", *image.argv, "train.compat", "--as", "compat")
    snapshots = ("--snapshot", "no.json", "unknown.json", "yes.json")
    assert [(node, verdict) for _, node, verdict in order(run, *image.argv, *snapshots)] == [
        ("yes", "compatible"),
        ("unknown", "unknown"),
        ("no", "incompatible"),
    ]
    assert run("rank", *image.argv, *snapshots).code == 0
    assert [run("rank", *image.argv, "--snapshot", f"{node}.json").code for node in ("no", "unknown")] == [1, 3]


def test_an_image_that_says_nothing_is_unknown_wherever_it_runs(run: Run, push: Push) -> None:
    image = push("linux/amd64")
    ran = run("rank", *image.argv, "--snapshot", "yes.json")
    assert (ran.code, "unknown: it does not say where it runs" in ran.out) == (3, True)
