"""The example of a CUDA training image, and rules of the library's module `nvidia`, as node affinity over published labels."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.nfd.affinity import Affinity, export
from compatlang.snapshot import Section, Snapshot
from tests.kubernetes.nodes import fleet as machines
from tests.nfd.affinity import selecting
from tests.nfd.affinity.judged import judged, published_by_nfd
from tests.nfd.affinity.test_affinity_agrees import agree
from tests.nfd.affinity.test_affinity_counts import INFO
from tests.nfd.affinity.versions import labels
from tests.oracle.oracle import Oracle
from tests.strategies import examples

EXAMPLE = Path(__file__).resolve().parents[3] / "policies" / "examples" / "cuda-training"
TRAIN = EXAMPLE / "train.compat"
FLEET = 120


def published(policies: compatlang.Policies) -> Affinity:
    """The one policy that is selected, which can be exported."""
    ((identifier, arguments),) = policies.selected.items()
    made = export(policies.program, identifier, arguments, publish=True)
    assert made.diagnostics == ()
    return made


def devices(*found: tuple[str, str, str]) -> Section:
    """PCI devices of these vendors, classes and ids."""
    return Section(instances=tuple(dict(zip(("vendor", "class", "device"), each, strict=True)) for each in found))


def some(*kinds: tuple[str, str, str]) -> st.SearchStrategy[Section]:
    """A few devices of these kinds."""
    return st.lists(st.sampled_from(kinds), max_size=5).map(lambda found: devices(*found))


def flags(*names: str) -> st.SearchStrategy[Section]:
    """Most of these, so that many nodes are compatible."""
    return st.frozensets(st.sampled_from(names), max_size=1).map(
        lambda missing: Section(flags=frozenset(names) - missing, attributes={})
    )


H100, A100, RTX = ("10de", "0302", "2330"), ("10de", "0302", "20b0"), ("10de", "0300", "2204")
VGA, MELLANOX, EFA = ("1a03", "0300", "2000"), ("15b3", "0207", "1021"), ("1d0f", "0200", "efa1")
MODULES = ("nvidia", "nvidia_fs", "ib_uverbs", "rdma_cm")

FEATURES = {
    "pci.device": st.one_of(
        st.just(devices(H100, H100, MELLANOX)),
        some(H100, A100, RTX, VGA, MELLANOX, EFA),
        some(H100, A100),
    ),
    "kernel.version": st.sampled_from(["5.15.0-91-generic", "6.8.0-rc1", "6.9.0"]).map(
        lambda text: Section(attributes={"full": text, "major": text[0], "minor": text[2:].partition(".")[0]})
    ),
    "kernel.enabledmodule": flags("overlay", "ext4"),
    "kernel.loadedmodule": st.one_of(flags(*MODULES), flags(*MODULES, "nouveau")),
    "cpu.cpuid": flags("AVX2", "AVX512F"),
    "network.device": st.sampled_from(["up", "down"]).map(
        lambda text: Section(instances=({"name": "eno1", "operstate": text, "sriov_totalvfs": "0"},))
    ),
    "memory.swap": st.just(Section(attributes={"enabled": "false"})),
}


@st.composite
def nodes(draw: st.DrawFn) -> Snapshot:
    """Nodes much like those that the policies want, each feature reported as a whole or, seldom, not at all."""
    missing = draw(st.frozensets(st.sampled_from(sorted(FEATURES)), max_size=1)) if draw(st.booleans()) else frozenset()
    sections = {name: draw(each) for name, each in FEATURES.items() if name not in missing}
    own = {"node.info": Section(attributes=INFO), "node.label": Section(attributes=draw(labels()))}
    return Snapshot("node", {**sections, **own})


def chooses_as_the_policy(oracle: Oracle, policies: compatlang.Policies, count: int) -> None:
    """On random nodes, of which some are compatible and some are not."""
    made = published(policies)
    verdicts: set[bool] = set()

    @examples(count)
    @given(st.lists(nodes(), min_size=3, max_size=6))
    def agrees(found: list[Snapshot]) -> None:
        agree(made, policies, found, partial(published_by_nfd, oracle), partial(judged, oracle))
        verdicts.update(policies.check(each).results[0].verdict == "compatible" for each in found)

    agrees()
    assert verdicts == {True, False}


def test_the_scheduler_chooses_and_ranks_nodes_for_the_example_as_the_policy(oracle: Oracle) -> None:
    chooses_as_the_policy(oracle, compatlang.compile_file(TRAIN), 200)


def test_the_scheduler_chooses_the_nodes_of_the_example_that_are_compatible(oracle: Oracle) -> None:
    policies = compatlang.compile_file(TRAIN)
    snapshots = [with_all_labels(each) for each in compatlang.read_snapshots(EXAMPLE / "snapshots").snapshots]
    agree(published(policies), policies, snapshots, partial(published_by_nfd, oracle), partial(judged, oracle))
    verdicts = {each.node: policies.check(each).results[0].verdict for each in snapshots}
    assert sorted(name for name, verdict in verdicts.items() if verdict == "compatible") == ["gpu-a01", "gpu-a02"]


def with_all_labels(snapshot: Snapshot) -> Snapshot:
    """A node of the example as it lies in a cluster: the kubelet has labelled it, and its labels are known completely."""
    own = dict(snapshot.sections["node.label"].attributes or {}) if "node.label" in snapshot.sections else {}
    sections = {
        **snapshot.sections,
        "node.info": Section(attributes=INFO),
        "node.label": Section(attributes=own),
        "network.device": Section(
            instances=tuple(
                {"sriov_totalvfs": "0", **each} for each in snapshot.sections["network.device"].instances or ()
            )
        ),
    }
    return Snapshot(snapshot.node, sections)


@pytest.mark.usefixtures("oracle")
def test_the_nodes_of_a_cluster_that_its_terms_select_are_those_that_are_compatible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet, affinity, rules = (tmp_path / name for name in ("fleet.jsonl", "affinity.yaml", "rules.yaml"))
    objects = [each for machine in machines(FLEET) for each in (machine.node, machine.feature)]
    fleet.write_text("\n".join(map(json.dumps, objects)), "utf-8")
    policies = compatlang.compile_file(TRAIN)
    made = published(policies)
    affinity.write_text(made.yaml(), "utf-8")
    rules.write_text(made.rules_yaml(), "utf-8")
    selecting.main(str(affinity), str(rules), str(fleet))
    found = capsys.readouterr().out.split()
    assert sorted(found) == sorted(compatible(policies, compatlang.read_snapshots(fleet).snapshots))
    assert 0 < len(found) < FLEET


def compatible(policies: compatlang.Policies, snapshots: Iterable[Snapshot]) -> list[str]:
    return [each.node for each in snapshots if policies.check(each).results[0].verdict == "compatible"]


RULES = (
    "runs_cuda(12.4)",
    "starts_cuda(12.4)",
    "forward_compatible(12.4)",
    "driver_maintained(2026.12)",
    "long_term_driver()",
    "driver_may_be_loaded()",
    "gpus(2)",
    "gpus_in_table()",
    "gpus_by_label()",
    "data_centre_gpus()",
    "capability_at_least(9.0)",
    "cuda_supports_gpus(12.4)",
)


@pytest.mark.parametrize("call", RULES)
def test_the_scheduler_chooses_nodes_for_rules_of_the_library_as_the_policy(oracle: Oracle, call: str) -> None:
    policies = compatlang.compile(f"import nvidia\npolicy p {{ require it: nvidia.{call} }}")
    chooses_as_the_policy(oracle, policies, 40)
