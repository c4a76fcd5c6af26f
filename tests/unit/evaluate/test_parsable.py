"""Whether the texts of a snapshot parse as what policies take them for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.parsable import Parsable
from compatlang.evaluate.wanted import wanted
from compatlang.schema.show import feature_path
from compatlang.snapshot import Section, Snapshot
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import compiled

LABEL = 'closed feature gpu.driver: version = node.label["driver"] ?? node.label["older"]\n'


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("kernel.version >= 5", Section(attributes={"full": "5.15"}), True),
        ("kernel.version >= 5", Section(attributes={"full": "of today"}), False),
        ("kernel.version >= 5", Section(attributes={"other": "of today"}), True),
        ("kernel.version >= 5", Section(), True),
        ('node.label["x"] like "of*"', Section(attributes={"x": "of today"}), True),
        ("any pci.device { vendor == 0x10de }", Section(instances=({"vendor": "10de"}, {"class": "x"})), True),
        ("any pci.device { vendor == 0x10de }", Section(instances=({"vendor": "10de"}, {"vendor": "x"})), False),
        ("count pci.device { vendor == 0x10de } >= 1", Section(instances=({"vendor": "x"},)), False),
        ("gpu.driver >= 5", Section(attributes={"driver": "5", "older": "4"}), True),
        ("gpu.driver >= 5", Section(attributes={"driver": "5", "older": "four"}), False),
        ("version(node.label.x) >= 5", Section(attributes={"x": ""}), False),
    ],
)
def test_a_text_and_its_type(text: str, section: Section, expected: bool) -> None:
    domain = {"k": "kernel.version", "g": "node.label", "n": "node.label", "v": "node.label"}.get(text[0], "pci.device")
    policy = compiled(f"{LABEL if text[0] == 'g' else ''}policy p {{ require r: {text} }}")
    assert Parsable(policy.graph).all_in(Snapshot("n", {domain: section})) is expected


@examples(200)
@given(policies(), st.data())
def test_where_all_parse_nothing_that_is_read_is_warned_of(text: str, data: st.DataObject) -> None:
    made = compiled(text)
    snapshot = data.draw(snapshots())
    reads = wanted(made.graph)
    read = [
        feature_path(domain, name)
        for kind in (reads.attributes, reads.instances)
        for domain, names in kind.items()
        for name in names
    ]
    if Parsable(made.graph).all_in(snapshot):
        for each in made.check(snapshot).diagnostics:
            assert not any(each.message.startswith(f"{path} is ") for path in read), each.message
