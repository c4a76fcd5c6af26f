"""Versions in labels of GPU Feature Discovery, number by number: the scheduler chooses and ranks as the policy does."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compatlang.snapshot import Section, Snapshot
from tests.nfd.affinity.judged import judged, published_by_nfd
from tests.nfd.affinity.nodes import labelled, snapshots
from tests.nfd.affinity.scheduler import admits
from tests.nfd.affinity.test_affinity_agrees import OF_LABELS, agree, exported, sources
from tests.nfd.affinity.test_affinity_counts import INFO, compiled
from tests.nfd.affinity.test_affinity_terms import shown
from tests.nfd.affinity.versions import DRIVERS, driver, labels, two_numbers, with_labels
from tests.oracle.oracle import Oracle
from tests.strategies import examples

VERSIONS = """feature gpu.full: version = node.label["nvidia.com/cuda.driver-version.full"]
closed feature gpu.driver: version = node.label["nvidia.com/cuda.driver-version.full"]
  ?? version(
    node.label["nvidia.com/cuda.driver.major"],
    node.label["nvidia.com/cuda.driver.minor"],
    node.label["nvidia.com/cuda.driver.rev"],
  )
  ?? host.driver.nvidia
closed feature gpu.parts: version = version(
  node.label["nvidia.com/cuda.driver.major"],
  node.label["nvidia.com/cuda.driver.minor"],
  node.label["nvidia.com/cuda.driver.rev"],
)
feature gpu.branch: version =
  version(node.label["nvidia.com/cuda.driver-version.major"], node.label["nvidia.com/cuda.driver-version.minor"])
feature gpu.cuda: version = node.label["nvidia.com/cuda.runtime-version.full"]
feature gpu.arch: version =
  version(node.label["nvidia.com/gpu.compute.major"], node.label["nvidia.com/gpu.compute.minor"])
table oldest {
  source "nobody"
  cuda: version | driver: version
  12.4.*        | >= 550.54.14
  12.2.*        | 535.54.03 ..< 550
  11.8.*        | [< 525, 560.35.03]
}
"""

ASKED = (
    *(f"gpu.driver {each} 550.54.14" for each in (">=", ">", "<", "<=", "==", "!=")),
    *(f"gpu.parts {each} 550.54" for each in (">=", ">", "<", "<=", "==", "!=")),
    *(f"gpu.full {each} 535.104.05" for each in (">=", ">", "<", "<=", "==", "!=")),
    "gpu.full in [550.*, 535.104.*]",
    "gpu.full in 525.60.13 .. 550.54.14",
    "gpu.parts not in 525.60 ..< 550.54.15",
    "gpu.driver in [550.54.14.1, 470.57.02-rc1, < 470-rc1]",
    "gpu.full > 550.54.14.1 and gpu.full < 560.35.03-1",
    "gpu.full >= 0.0.0",
    "gpu.full < 0.0.1",
    "gpu.branch >= 550.54.14",
    "gpu.branch == 550.54",
    "gpu.branch < 525.60",
    "gpu.cuda >= 12.4",
    "gpu.cuda in [11.*, 12.10]",
    "gpu.arch >= 8.0",
    "gpu.arch in [7.5, 9.0 ..< 10.0]",
    "oldest(cuda: 12.4, driver: gpu.driver)",
    "oldest(cuda: 12.2, driver: gpu.full)",
    "not oldest(cuda: 11.8, driver: gpu.driver)",
    "gpu.full is present",
    "gpu.driver is missing",
    "gpu.parts is present",
    "host.driver.nvidia >= 550",
    "host.driver is reported",
    "not host.driver is reported",
    "host.driver.nvidia is missing",
    'host.library["libcuda.so.1"] is present',
)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Policies that ask for versions, among what else they ask."""
    own = draw(st.lists(st.sampled_from(ASKED), min_size=1, max_size=4))
    others = ('kernel.loadedmodule has "nvidia_fs"', draw(st.sampled_from(OF_LABELS)))
    return VERSIONS + draw(sources((*own, *others)))


NODES = st.lists(st.builds(with_labels, snapshots(), labels()), min_size=2, max_size=4)


@examples(300)
@given(policies(), NODES)
def test_affinity_over_versions_decides_and_ranks_as_the_policy(source: str, found: list[Snapshot]) -> None:
    made = compiled(source)
    affinity = exported(made, publish=True)
    assume(not affinity.refused)
    agree(affinity, made, found)


def node(**more: str) -> Snapshot:
    return Snapshot("node", {"node.info": Section(attributes=INFO), "node.label": Section(attributes=more)})


EVERY = [
    node(),
    *(node(**driver(each, **given)) for each in DRIVERS for given in ({"new": False}, {"old": False}, {})),
    *(node(**driver(f"{major}.{minor}.{revision}")) for major in (0, 1) for minor in (0, 1) for revision in (0, 1)),
    *(node(**two_numbers("cuda.runtime-version", each, "full")) for each in ("11.8", "12.4", "12.10")),
    *(node(**two_numbers("gpu.compute", each)) for each in ("7.5", "8.0", "9.0", "10.3")),
]


@pytest.mark.parametrize("condition", ASKED)
@pytest.mark.parametrize("yes", [True, False])
def test_every_question_to_a_version_has_an_answer_in_labels(oracle: Oracle, condition: str, yes: bool) -> None:
    """On all nodes that differ in versions, by the code of NFD and of the scheduler."""
    made = compiled(f"{VERSIONS}policy main {{ {'require' if yes else 'forbid'} it: {condition} }}")
    affinity = exported(made)
    assert affinity.diagnostics == ()
    agree(affinity, made, EVERY, partial(published_by_nfd, oracle), partial(judged, oracle))


FULL = "nvidia.com/cuda.driver-version.full Exists"
MAJOR, MINOR, REVISION = (f"nvidia.com/cuda.driver-version.{each}" for each in ("major", "minor", "revision"))


@pytest.mark.parametrize(
    ("condition", "terms"),
    [
        ("gpu.full > 550.*", [[FULL, f"{MAJOR} Gt 550"]]),
        ("gpu.full < 550.*", [[FULL, f"{MAJOR} Lt 550"]]),
        ("gpu.full == 550.54.*", [[FULL, f"{MAJOR} Gt 549", f"{MAJOR} Lt 551", f"{MINOR} Gt 53", f"{MINOR} Lt 55"]]),
        (
            "gpu.full in 550.54.* and gpu.full <= 550.54.3",
            [
                [FULL, f"{MAJOR} Gt 549", f"{MAJOR} Lt 551", f"{MINOR} Gt 53", f"{MINOR} Lt 55", f"{REVISION} Lt 4"],
                [FULL, f"{MAJOR} Gt 549", f"{MAJOR} Lt 551", f"{MINOR} Gt 53", f"{MINOR} Lt 55", f"{REVISION} In "],
            ],
        ),
    ],
)
def test_a_version_becomes_integers_in_boxes(condition: str, terms: list[list[str]]) -> None:
    made = exported(compiled(f"{VERSIONS}policy main {{ require it: {condition} }}"))
    affinity: Any = made.affinity["affinity"]
    required = affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert sorted(shown(each) for each in required["nodeSelectorTerms"]) == sorted(terms)


def test_the_document_says_what_it_relies_on() -> None:
    source = f'{VERSIONS}policy main {{ require it: gpu.cuda >= 12.4\nrequire tier: node.label["a"] == "b" }}'
    reliance = (
        "# relies on the labels of GPU Feature Discovery: nvidia.com/cuda.runtime-version.major, .minor"
        " are the numbers of nvidia.com/cuda.runtime-version.full"
    )
    assert [each for each in exported(compiled(source)).yaml().splitlines() if "relies" in each] == [reliance]


def test_where_labels_contradict_each_other_the_numbers_decide() -> None:
    """What is relied on, broken: somebody has written the text of one driver beside the numbers of another."""
    made = compiled(f"{VERSIONS}policy main {{ require it: gpu.full >= 550 }}")
    torn = node(**{**driver("470.57.02"), "nvidia.com/cuda.driver-version.full": "560.35.03"})
    whole, seen = labelled(torn)
    affinity: Any = exported(made).affinity["affinity"]
    assert made.check(whole).results[0].verdict == "compatible"
    assert not admits(affinity["nodeAffinity"], seen)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            'version(node.label["acme/major"], node.label["acme/minor"])',
            "a node selector compares whole numbers, and nobody is known to publish these labels as the numbers of one version",
        ),
        (
            'version(node.label["nvidia.com/cuda.driver.minor"], node.label["nvidia.com/cuda.driver.major"])',
            "a node selector compares whole numbers, and nobody is known to publish these labels as the numbers of one version",
        ),
        ('version(node.label["acme/major"], kernel.version.minor)', "NFD cannot join texts to a version"),
        ("version(kernel.version.major, kernel.version.minor)", "NFD cannot join texts to a version"),
        ('node.label["acme/driver"]', "a node selector compares labels as whole texts and as integers only"),
    ],
)
def test_other_versions_are_refused(value: str, message: str) -> None:
    made = exported(compiled(f"feature acme.v: version = {value}\npolicy main {{ require it: acme.v >= 1.2 }}"))
    assert [each.message for each in made.diagnostics] == [message]
