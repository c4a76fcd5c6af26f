"""`check` and `explain` with documents of NFD in the place of policies, and on this host."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.integration.test_shared_documents import SHARED
from tests.nfd.conftest import oracle
from tests.oracle.oracle import Oracle

__all__ = ["oracle"]

IMAGE = """\
version: v1alpha1
compatibilities:
- description: any Intel
  tag: plain
  weight: 1
  rules:
  - name: cpu
    matchFeatures:
    - feature: cpu.model
      matchExpressions:
        vendor_id: {op: In, value: [Intel]}
- description: with AVX-512
  tag: fast
  weight: 10
  rules:
  - name: avx
    matchFeatures:
    - feature: cpu.cpuid
      matchExpressions:
        AVX512F: {op: Exists}
"""
RULES = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: rules}
spec:
  rules:
  - name: intel
    labels: {vendor.io/intel: "true", bad.kubernetes.io/x: "1"}
    annotations: {note: seen}
    extendedResources: {vendor.io/major: "@kernel.version.major"}
    taints: [{key: vendor.io/intel, value: "yes", effect: NoSchedule}]
    matchFeatures:
    - feature: cpu.model
      matchExpressions: {vendor_id: {op: In, value: [Intel]}}
  - name: behind
    labels: {vendor.io/behind: "true"}
    matchFeatures:
    - feature: rule.matched
      matchExpressions: {vendor.io/intel: {op: IsTrue}}
"""
KERNEL = """\
version: v1alpha1
compatibilities:
- rules:
  - name: new kernel
    matchFeatures:
    - feature: kernel.version
      matchExpressions: {full: {op: Ge, type: version, value: ["5.14"]}}
"""
POLICY = 'policy intel { require vendor: cpu.model.vendor_id == "Intel" }\n'


def node(name: str, vendor: str = "Intel", flags: tuple[str, ...] = (), kernel: str = "5.14.0", **more: Any) -> Any:
    features = {
        "flags": {"cpu.cpuid": {"elements": {each: {} for each in flags}}},
        "attributes": {
            "cpu.cpuid": {"elements": {}},
            "cpu.model": {"elements": {"vendor_id": vendor}},
            "kernel.version": {"elements": {"full": kernel, "major": kernel.split(".")[0]}},
        },
    }
    metadata = {"name": name, "labels": {"nfd.node.kubernetes.io/node-name": name}, **more}
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": metadata,
        "spec": {"features": features},
    }


@pytest.fixture
def write(run: Run) -> Callable[..., str]:
    """Writes the documents, and nodes as `nodes.json`, in the folder that commands run in."""
    for name, text in {"image.yaml": IMAGE, "rules.yaml": RULES, "kernel.yaml": KERNEL, "p.compat": POLICY}.items():
        Path(name).write_text(text, encoding="utf-8")

    def nodes(*given: Any) -> str:
        Path("nodes.json").write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": given}), "utf-8")
        return "nodes.json"

    return nodes


# An image


def test_the_heaviest_set_that_holds_is_chosen(run: Run, write: Callable[..., str]) -> None:
    ran = run("check", "image.yaml", "--snapshot", write(node("a", flags=("AVX512F",)), node("b")))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "a  compatible with image, profile fast, score 10",
        "b  compatible with image, profile plain, score 1",
        "",
        "2 nodes: 2 compatible",
    ]


def test_an_image_of_which_no_set_holds_is_1(run: Run, write: Callable[..., str]) -> None:
    ran = run("check", "image.yaml", "--snapshot", write(node("a", vendor="AMD")))
    assert (ran.code, ran.err) == (1, "")
    assert "a  incompatible with image\n" in ran.out
    assert "cpu.cpuid.AVX512F is absent, needs Exists" in ran.out
    assert "cpu.model.vendor_id is AMD, needs In [Intel]    image.yaml:11" in ran.out


def test_tags_keep_the_sets_that_have_one(run: Run, write: Callable[..., str]) -> None:
    nodes = write(node("b"))
    assert run("check", "image.yaml", "--snapshot", nodes, "--tags", "fast").code == 1
    assert run("check", "image.yaml", "--snapshot", nodes, "--tags", "fast,plain").code == 0
    ran = run("check", "image.yaml", "--snapshot", nodes, "--tags", "slow")
    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "error: no compatibility set of `image.yaml` has the tag `slow`: tags are fast, plain",
    )


def test_what_nfd_fails_on_is_an_error_and_2(run: Run, write: Callable[..., str]) -> None:
    ran = run(
        "check", "kernel.yaml", "--snapshot", write(node("a"), node("rhel", kernel="5.14.0-503.11.1.el9_5.x86_64"))
    )
    assert ran.code == 2
    fails, kernel = (
        'not a version "5.14.0-503.11.1.el9_5.x86_64"',
        "kernel.version.full is 5.14.0-503.11.1.el9_5.x86_64",
    )
    assert ran.out.splitlines() == [
        "a     compatible with kernel",
        f"rhel  error with kernel: NFD fails on this node: {fails}",
        f"  new kernel  {kernel}, and NFD fails there: {fails}    kernel.yaml:7",
        "",
        "2 nodes: 1 compatible, 1 error",
    ]


def test_what_could_not_be_known_is_unknown_and_3(run: Run, write: Callable[..., str]) -> None:
    nodes = write(node("a", vendor="AMD", annotations={"compatlang/partial": "cpu.cpuid"}))
    ran = run("check", "image.yaml", "--snapshot", nodes)
    assert (ran.code, ran.out.splitlines()[0]) == (3, "a  unknown with image")
    assert run("check", "image.yaml", "--snapshot", nodes, "--unknown", "pass").code == 0


def test_explain_goes_through_the_rules(run: Run, write: Callable[..., str]) -> None:
    ran = run("explain", "image.yaml", "--snapshot", write(node("b")))
    assert (ran.code, ran.err) == (0, "")
    assert "image on b: compatible" in ran.out
    assert "cpu.model.vendor_id is Intel (needs In [Intel])" in ran.out
    assert "cpu.cpuid.AVX512F is absent, needs Exists" in ran.out


def test_documents_stand_beside_policies(run: Run, write: Callable[..., str]) -> None:
    nodes = write(node("a", vendor="AMD", flags=("AVX512F",)))
    ran = run("check", "p.compat", "image.yaml", "rules.yaml", "--snapshot", nodes)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "a  0 of 2 rules of rules.yaml match",
        "",
        "a",
        "  incompatible with intel",
        '    vendor  cpu.model.vendor_id is AMD, needs "Intel"    p.compat:1',
        "  compatible with image, profile fast, score 10",
        "",
        "intel  1 node: 1 incompatible",
        "image  1 node: 1 compatible",
    ]
    assert run("check", "p.compat", "image.yaml", "--policy", "image", "--snapshot", nodes).code == 0


def test_a_document_may_come_from_standard_input(run: Run, write: Callable[..., str]) -> None:
    nodes = write(node("b"))
    for text in (IMAGE, f"# an image\n---\n{IMAGE}", json.dumps({"version": "v1alpha1", "compatibilities": []})):
        ran = run("check", "-", "--snapshot", nodes, stdin=text)
        assert ran.code in (0, 3)
        assert "b  " in ran.out
    assert run("check", "-", "--snapshot", nodes, stdin=POLICY).code == 0


# --format nfd


def test_the_report_is_that_of_nfd(run: Run, write: Callable[..., str], oracle: Oracle) -> None:
    """Byte for byte, for every way that this image can turn out."""
    for number, each in enumerate((node("a"), node("a", flags=("AVX512F",)), node("a", vendor="A<M&D"))):
        nodes = write(each)
        case = {"kind": "validate_node", "spec": IMAGE, "features": each["spec"]["features"], "tags": []}
        ran = run("check", "image.yaml", "--snapshot", nodes, "--format", "nfd")
        assert ran.code == (0, 0, 1)[number]
        assert ran.out == oracle.answer(case)["output"]


def test_there_is_no_report_where_nfd_prints_none(run: Run, write: Callable[..., str]) -> None:
    rhel = write(node("rhel", kernel="5.14.0-503.11.1.el9_5.x86_64"))
    ran = run("check", "kernel.yaml", "--snapshot", rhel, "--format", "nfd")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: NFD prints no report, since it fails: ")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("image.yaml", "kernel.yaml"), "--format nfd is the report on one image"),
        (("p.compat",), "--format nfd is the report on one image"),
        (("rules.yaml",), "`rules.yaml` is no compatibility specification of an image"),
        (("image.yaml",), "--format nfd is the report on one node, and there are 2"),
    ],
)
def test_the_report_is_on_one_image_and_one_node(
    run: Run, write: Callable[..., str], argv: tuple[str, ...], message: str
) -> None:
    nodes = write(node("a"), node("b")) if argv == ("image.yaml",) else write(node("a"))
    ran = run("check", *argv, "--snapshot", nodes, "--format", "nfd")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


# Rules


OUTPUTS = """\
a  2 of 2 rules of rules.yaml match
  label       vendor.io/behind = true
  label       vendor.io/intel = true
  annotation  feature.node.kubernetes.io/note = seen
  resource    vendor.io/major = 5
  taint       vendor.io/intel = yes:NoSchedule, where nfd-master may set taints
  not set     label bad.kubernetes.io/x = 1: namespace "bad.kubernetes.io" is not allowed
b  0 of 2 rules of rules.yaml match
"""


def test_rules_yield_outputs_and_no_verdict(run: Run, write: Callable[..., str]) -> None:
    ran = run("check", "rules.yaml", "--snapshot", write(node("a"), node("b", vendor="AMD")))
    assert (ran.code, ran.out) == (0, OUTPUTS)
    assert "warning[nfd-output]: nfd-master does not set the label `bad.kubernetes.io/x`" in ran.err


def test_explain_says_what_became_of_each_rule(run: Run, write: Callable[..., str]) -> None:
    ran = run("explain", "rules.yaml", "--snapshot", write(node("b", vendor="AMD")))
    assert ran.code == 0
    assert ran.out.splitlines()[2:] == [
        "rules",
        "  no       intel   cpu.model.vendor_id is AMD, needs In [Intel]            rules.yaml:13",
        "  no       behind  rule.matched.vendor.io/intel is absent, needs IsTrue    rules.yaml:18",
    ]


def test_outputs_as_json(run: Run, write: Callable[..., str]) -> None:
    document = run("check", "rules.yaml", "--snapshot", write(node("a")), "--format", "json").json
    [only] = document["nodes"]
    assert (only["verdict"], only["results"]) == (None, [])
    [outputs] = only["outputs"]
    assert outputs["certain"] is True
    assert outputs["possible"][0]["labels"] == {"vendor.io/behind": "true", "vendor.io/intel": "true"}
    assert [each["state"] for each in outputs["rules"]] == ["matches", "matches"]


def test_a_rule_that_fails_is_2(run: Run, write: Callable[..., str]) -> None:
    Path("rules.yaml").write_text(RULES.replace("op: IsTrue", "op: IsTru"), encoding="utf-8")
    ran = run("check", "rules.yaml", "--snapshot", write(node("a")))
    assert ran.code == 2
    assert "did you mean `IsTrue`?" in ran.err
    assert (
        '  fails       behind: rule.matched.vendor.io/intel is true, and NFD fails there: invalid Op "IsTru"' in ran.out
    )


def test_a_document_is_validated_without_a_node(run: Run, write: Callable[..., str]) -> None:
    write()
    assert run("check", "rules.yaml", "--allow-empty").code == 0
    Path("rules.yaml").write_text(RULES.replace("op: IsTrue", "op: IsTru"), encoding="utf-8")
    assert run("check", "rules.yaml", "--allow-empty").code == 2


def test_many_nodes_are_summed_up(run: Run, write: Callable[..., str]) -> None:
    nodes = write(*(node(f"n{number}", vendor=("Intel", "AMD")[number % 2]) for number in range(40)))
    ran = run("check", "rules.yaml", "image.yaml", "--snapshot", nodes)
    assert ran.code == 1
    assert len(ran.out.splitlines()) <= 40
    assert "vendor.io/intel = true" in ran.out
    assert "20 of 40 nodes" in ran.out
    assert "40 nodes: 20 compatible, 20 incompatible" in ran.out


# What cannot be


def test_documents_are_not_followed(run: Run, write: Callable[..., str]) -> None:
    ran = run("check", "image.yaml", "--snapshot", write(node("a")), "--watch")
    assert ran.code == 2
    assert "--watch does not follow documents of NFD" in ran.err


@pytest.mark.parametrize(
    "argv", [("compile", "image.yaml", "--stats"), ("tree", "image.yaml"), ("export", "nfd", "image.yaml")]
)
def test_other_commands_say_what_to_do_with_a_document(
    run: Run, write: Callable[..., str], argv: tuple[str, ...]
) -> None:
    write()
    ran = run(*argv)
    assert ran.code == 2
    assert "`compatlang import nfd image.yaml` makes a policy of it" in ran.err


def test_a_node_feature_is_no_policy(run: Run, write: Callable[..., str]) -> None:
    nodes = write(node("a"))
    Path("node.json").write_text(json.dumps(node("a")), encoding="utf-8")
    ran = run("check", "node.json", "--snapshot", nodes)
    assert ran.code == 2
    assert "a NodeFeature says what a node has, and requires nothing" in ran.err
    assert "help: name it with --snapshot" in ran.err


# The host


def recorded(folder: Path) -> str:
    """A root with a kernel, as little as a host can have."""
    for name, text in {
        "proc/sys/kernel/osrelease": "6.8.0-49-generic\n",
        "proc/modules": "nvidia_fs 1 0 - Live 0x0\n",
        "sys/module/nvidia/version": "550.54.14\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


HOST = """\
policy host {
  require driver: host.driver.nvidia >= 550
  require module: kernel.loadedmodule has "nvidia_fs"
}
"""


def test_the_host_is_checked(run: Run, tmp_path: Path) -> None:
    Path("host.compat").write_text(HOST, encoding="utf-8")
    root = recorded(tmp_path / "root")
    ran = run("check", "host.compat", "--host", "--root", root, environ={})
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 node: 1 compatible")
    ran = run("explain", "host.compat", "--host", "--root", root)
    assert ran.code == 0
    assert "550.54.14" in ran.out


def test_the_host_is_checked_beside_snapshots(run: Run, write: Callable[..., str], tmp_path: Path) -> None:
    root = recorded(tmp_path / "root")
    ran = run("check", "kernel.yaml", "--host", "--root", root, "--snapshot", write(node("a"), node("b")))
    assert ran.out.splitlines()[-1] == "3 nodes: 3 compatible"


def test_a_root_must_be_there(run: Run) -> None:
    ran = run("check", "train.compat", "--host", "--root", "none")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: `none` is no folder")


def test_this_very_host_can_be_asked(run: Run) -> None:
    Path("any.compat").write_text("policy any { require kernel: kernel.version >= 2.6 }\n", encoding="utf-8")
    assert run("check", "any.compat", "--host").code in (0, 3)


# Real documents


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared documents is not beside the checkout")
def test_every_real_document_is_checked_or_refused(run: Run) -> None:
    """On a real node, none of them crashes; what cannot be evaluated says why."""
    snapshot = SHARED / "data" / "snapshots" / "nodefeature-nfd-nodefeature.yaml"
    codes = set()
    for each in sorted((SHARED / "data" / "nodefeaturerules").glob("*.yaml")):
        ran = run("check", str(each), "--snapshot", str(snapshot), "--format", "json")
        told = ran.json
        rendered = not any(found["code"] in REFUSED for found in told["diagnostics"])
        assert bool(told["nodes"][0].get("outputs")) is rendered, each.name
        assert rendered or ran.code == 2, each.name
        codes.add(ran.code)
    assert codes == {0, 2}


REFUSED = ("nfd-unrendered", "nfd-document", "invalid-yaml")
"""Helm templates, an object of another kind, and a file that is no YAML."""
