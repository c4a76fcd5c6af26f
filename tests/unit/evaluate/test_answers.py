"""Answers that the language page names, one by one."""

from __future__ import annotations

import pytest

from compatlang.snapshot import EMPTY, Section, Snapshot
from compatlang.values.truth import Truth
from tests.strategies.evaluation import answers, asking, compiled

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

DECLARED = """
let base = ["AVX2", "AVX512F"]
let needed = [base, "SSE4"]
feature gpu.driver: version = node.label.full ?? version(node.label.major, node.label.minor, node.label.rev)
closed feature gpu.count: int = node.label.count
feature gpu.name: string = node.label.name ?? "none"
table runs {
  on: version | with: string
  12.4.* | *
  11.8.* | "a"
}
"""


def _node(labels: dict[str, str], *, partial: bool = False) -> Snapshot:
    return Snapshot("n", {"node.label": Section(attributes=labels, partial=partial)})


def _answer(condition: str, snapshot: Snapshot) -> Truth:
    (answer,) = answers(compiled(asking(DECLARED, condition)).program, snapshot)
    return answer


@pytest.mark.parametrize(
    ("condition", "labels", "answer"),
    [
        ("gpu.driver >= 550", {"full": "550.54.14"}, YES),
        ("gpu.driver >= 550", {"full": "535", "major": "550"}, NO),
        ("gpu.driver >= 550", {"full": "what", "major": "550"}, UNKNOWN),
        ("gpu.driver >= 550", {"full": "", "major": "550", "minor": "1", "rev": "2"}, UNKNOWN),
        ("gpu.driver == 550.1.2", {"major": "550", "minor": "1", "rev": "2"}, YES),
        ("gpu.driver == 550.1", {"major": "550", "minor": "1", "rev": ""}, YES),
        ("gpu.driver == 550.1", {"major": "550", "minor": "1"}, UNKNOWN),
        ("gpu.driver is present", {}, UNKNOWN),
        ("gpu.driver is present", {"full": "what"}, YES),
        ("gpu.count is present", {}, NO),
        ("gpu.count == 1", {}, NO),
        ("gpu.count != 1", {}, YES),
        ("gpu.count not in 1", {}, YES),
        ("gpu.count < 1 or gpu.count >= 1", {}, NO),
        ("gpu.count < 1 or gpu.count >= 1", {"count": "many"}, UNKNOWN),
        ("gpu.count ?? 8 == 8", {}, YES),
        ("gpu.count ?? 8 == 8", {"count": "many"}, UNKNOWN),
        ('gpu.name == "none"', {}, YES),
        ("runs(12.4)", {}, YES),
        ("runs(11.8)", {}, YES),
        ("runs(11.8, node.label.x)", {}, NO),
        ("runs(12.4, node.label.x)", {}, YES),
        ('runs(with: "b")', {}, YES),
        ("runs(10)", {}, NO),
        ("runs(gpu.driver)", {}, UNKNOWN),
        ("node.label.x == node.label.y", {}, NO),
        ("node.label.x != node.label.y", {}, YES),
        ("node.label.x == node.label.y", {"x": "a", "y": "a"}, YES),
        ('node.label.x like "a*"', {}, NO),
        ('not (node.label.x like "a*")', {}, YES),
    ],
)
def test_labels(condition: str, labels: dict[str, str], answer: Truth) -> None:
    assert _answer(condition, _node(labels)) is answer


def test_a_feature_may_be_absent_where_its_sources_may_be_there() -> None:
    for condition in ("gpu.driver == 5", "gpu.count == 5", "gpu.count is missing", "runs(gpu.driver)"):
        assert _answer(condition, _node({}, partial=True)) is UNKNOWN
        assert _answer(condition, EMPTY) is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "flags", "partial", "answer"),
    [
        ("cpu.cpuid has needed", {"AVX2", "AVX512F", "SSE4"}, False, YES),
        ("cpu.cpuid has needed", {"SSE4"}, False, NO),
        ('cpu.cpuid has [needed, "X"]', {"AVX2", "AVX512F", "SSE4"}, False, NO),
        ("cpu.cpuid has any needed", {"AVX2"}, False, YES),
        ("cpu.cpuid has any needed", {"X"}, False, NO),
        ("cpu.cpuid has any needed", {"X"}, True, UNKNOWN),
        ("cpu.cpuid has []", set(), False, YES),
        ("cpu.cpuid has any []", set(), False, NO),
        ("cpu.cpuid.X is present", {"X"}, True, YES),
        ("cpu.cpuid.X is missing", set(), True, UNKNOWN),
        ("cpu.cpuid.X is missing", set(), False, YES),
        ("cpu.cpuid.AVX10_VERSION is missing", set(), False, YES),
        ("cpu.cpuid.AVX10_VERSION == 1", set(), True, UNKNOWN),
        ("cpu.cpuid is reported", set(), True, YES),
        ("pci.device is reported", set(), True, NO),
    ],
)
def test_flags(condition: str, flags: set[str], partial: bool, answer: Truth) -> None:
    assert _answer(condition, Snapshot("n", {"cpu.cpuid": Section(frozenset(flags), partial=partial)})) is answer


@pytest.mark.parametrize(
    ("condition", "reported", "partial", "unreported"),
    [
        ("any pci.device { vendor == 0x10de }", YES, YES, UNKNOWN),
        ("any pci.device { vendor == 0x15b3 }", NO, UNKNOWN, UNKNOWN),
        ("all pci.device { vendor == 0x10de }", NO, NO, UNKNOWN),
        ("all pci.device { vendor is present }", YES, UNKNOWN, UNKNOWN),
        ("none pci.device { vendor == 0x15b3 }", YES, UNKNOWN, UNKNOWN),
        ("count pci.device { vendor == 0x10de } == 2", YES, UNKNOWN, UNKNOWN),
        ("count pci.device { vendor == 0x10de } >= 2", YES, YES, UNKNOWN),
        ("count pci.device { vendor == 0x10de } < 2", NO, NO, UNKNOWN),
        ("count pci.device { } >= 0", YES, YES, YES),
        ("count pci.device { } in -1", NO, NO, NO),
        ("count pci.device { device == 0x1 } >= 1", UNKNOWN, UNKNOWN, UNKNOWN),
        ("count pci.device { device == 0x1 } <= 1", YES, UNKNOWN, UNKNOWN),
        ("all pci.device { device is missing }", NO, NO, UNKNOWN),
    ],
)
def test_instances(condition: str, reported: Truth, partial: Truth, unreported: Truth) -> None:
    instances = ({"vendor": "10de", "device": "what"}, {"vendor": "0x10DE"}, {"vendor": "8086"})
    for is_partial, answer in ((False, reported), (True, partial)):
        snapshot = Snapshot("n", {"pci.device": Section(instances=instances, partial=is_partial)})
        assert _answer(condition, snapshot) is answer
    assert _answer(condition, EMPTY) is unreported


def test_all_of_no_instances_is_yes() -> None:
    empty = Snapshot("n", {"pci.device": Section(instances=())})
    assert _answer("all pci.device { vendor == 0x10de }", empty) is YES
    assert _answer("none pci.device { vendor == 0x10de }", empty) is YES
    assert _answer("any pci.device { vendor == 0x10de }", empty) is NO
