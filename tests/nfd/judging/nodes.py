"""Nodes to judge, and what is said of them as texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compatlang.evaluate.report import PolicyResult, Reason, RequirementResult
from compatlang.nfd.judging import Documents, read
from compatlang.snapshot import Section, Snapshot
from compatlang.values.truth import Truth

TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def node(flags: Iterable[str] = ("AVX",), partial: bool = False, **attributes: str) -> Snapshot:
    """A node with flags of its processor, a kernel and a network card; `partial` says that other flags may be there."""
    return Snapshot(
        "node-1",
        {
            "cpu.cpuid": Section(flags=frozenset(flags), attributes={}, partial=partial),
            "kernel.version": Section(attributes={"full": "6.8.0", "major": "6", **attributes}),
            "pci.device": Section(instances=({"vendor": "15b3", "class": "0200"},)),
        },
    )


NODE = node()


def documents(text: str, name: str = "document.yaml") -> Documents:
    """Documents in which no error was found."""
    loaded = read(text, name)
    assert [each.message for each in loaded.diagnostics if each.severity == "error"] == []
    return loaded


def result(loaded: Documents, snapshot: Snapshot = NODE) -> PolicyResult:
    """What the only document that decides says of a node. Nothing of NFD's degrades a verdict."""
    [only] = loaded.check(snapshot).results
    assert not only.degraded
    return only


def verdicts(loaded: Documents, snapshot: Snapshot = NODE) -> Mapping[str, str]:
    """The verdict of each document that has one."""
    return {each.policy: each.verdict for each in loaded.check(snapshot).results}


def told(requirements: Iterable[RequirementResult]) -> dict[str, list[str]]:
    """What became of each requirement, and why."""
    return {each.name: [TRUTHS[each.truth], *sentences(each.reasons)] for each in requirements}


def sentences(reasons: Iterable[Reason]) -> Iterator[str]:
    """The reasons, those below others behind them."""
    for each in reasons:
        yield each.message
        yield from sentences(each.children)
