"""Documents as they are written: goldens, and texts that YAML readers like to misread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang import Policies, compile_file
from compatlang import compile as compile_policies
from compatlang.nfd.exporting import Kind, export, yaml
from compatlang.typed import tree as typed
from tests.nfd.exporting.strategies import KINDS, exported
from tests.oracle.oracle import Oracle
from tests.strategies import examples

EXAMPLES = Path(__file__).parents[3] / "policies" / "examples"
GOLDEN = "../nfd/exporting/golden"

EVERYTHING = """
domain acme.fuse: flags
table pairs {
  source "somewhere"
  first: int | second: string
  1 | "a"
  2 | "b"
}
closed feature acme.rev: version = local.feature.rev ?? kernel.config.REV
rule swapless() { memory.swap.enabled == false }

policy base { require numa: memory.numa.node_count in [1, 2, 8 .. 123] }

policy main(least: int = 1) "a policy of everything" {
  include base
  require quoted: kernel.config.HZ in ["y", "1.10", "no", "\\u0001"] because "it \\u0001 is so"
  forbid series: kernel.version in [5.14.0-362.8.1.el9, 6.1.*] fix "boot another"
  require model: pairs(cpu.model.family, cpu.model.vendor_id)
  require device {
    any pci.device as d {
      d.vendor == 0x10de
      d.class in [0x0300, 0x0302] or d.sriov_totalvfs > least
      d["iommu_group/type"] is missing
    }
  }
  require some: any memory.nv { } and not acme.fuse has any ["blown", "x-1"] and network.device is reported
  require unlike: not system.dmiid.product_name like "Virtual*"
  require source: acme.rev >= 2.0 or acme.rev is missing
  when swapless() { require always: true }
  warn swap: swapless()
  prefer numa weight 3: memory.numa.is_numa
  profile a weight 2 tag "t" { require kvm: kernel.kvm.enabled == true }
  profile b weight 5 { require tainted: kernel.selinux.enabled != true }
}
"""


def arguments(policies: Policies, name: str) -> tuple[str, tuple[typed.Value, ...]]:
    """A policy's identifier, and its defaults."""
    (identifier,) = (each for each in policies.program.roots if each.endswith(f"#{name}"))
    defaults = [each.default for each in policies.program.policies[identifier].parameters]
    return identifier, tuple(each for each in defaults if each is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_the_agent(kind: Kind, golden: Callable[[str, str], None]) -> None:
    text = exported(compile_file(EXAMPLES / "ebpf-agent" / "agent.compat"), "agent", kind).text
    golden(f"{GOLDEN}/agent-{kind}.yaml", text or "")


def test_the_example_of_training_is_refused(golden: Callable[[str, str], None]) -> None:
    policies = compile_file(EXAMPLES / "cuda-training" / "train.compat")
    found = exported(policies, "train")
    assert found.text is None
    places = [policies.sources[each.span.file].position(each.span.start) for each in found.diagnostics]
    lines = [
        f"{each.severity} at {place.line}:{place.column}: {each.message}\n{f'  {each.help}' + chr(10) if each.help else ''}"
        for each, place in zip(found.diagnostics, places, strict=True)
    ]
    golden(f"{GOLDEN}/training.txt", "".join(lines))


def test_everything_that_can_be_written(golden: Callable[[str, str], None]) -> None:
    policies = compile_policies(EVERYTHING)
    assert policies.diagnostics == ()
    found = export(policies.program, *arguments(policies, "main"), "spec")
    golden(f"{GOLDEN}/everything.yaml", found.text or "")
    assert [each.code for each in found.diagnostics] == ["nfd-left-out"] * 2


def test_a_single_rule_holds_less_than_a_set_of_rules() -> None:
    policies = compile_policies(EVERYTHING)
    refused, *_ = export(policies.program, *arguments(policies, "main"), "rule").diagnostics
    assert refused.message == "NFD would need more than 256 alternatives"
    assert EVERYTHING[refused.span.start :].startswith("policy main") or EVERYTHING[refused.span.start :].startswith(
        "main"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_never_be_met_matches_nothing(kind: Kind) -> None:
    text = exported(compile_policies("policy main { require it: false }"), "main", kind).text or ""
    assert '"[^\\x00-\\x{10FFFF}]"' in text.replace("\\\\", "\\")


def test_tags_keep_profiles() -> None:
    policies = compile_policies(EVERYTHING)
    text = export(policies.program, *arguments(policies, "main"), "spec", frozenset({"t"})).text or ""
    assert "profile a" in text
    assert "profile b" not in text


@examples(200)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_go_reads_every_text_as_it_was(oracle: Oracle, key: str, value: str) -> None:
    labels = {key: value, "k" * 1100 + key: value}
    text = yaml.document({"metadata": {"labels": labels}}, (value, key))
    answer = oracle.answer({"kind": "document", "type": "NodeFeatureRule", "text": text})
    assert answer["error"] is None
    assert answer["document"]["metadata"]["labels"] == labels
