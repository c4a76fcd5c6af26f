"""What is exported, and imported again, decides as the policy did.

Many documents of the export are refused by the import: they ask for numbers and versions by regular expressions.
"""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.nfd.importing import read
from compatlang.snapshot import Snapshot
from compatlang.values import scalar
from tests.nfd.exporting.strategies import KINDS, compatible, exportable, exported, settled_snapshots, whole
from tests.strategies import examples
from tests.strategies.universe import DOMAINS

DECLARED = re.compile(r"^domain ([a-z.]+): (\w+)", re.MULTILINE)


@examples(200)
@given(exportable() | whole(), st.lists(settled_snapshots(), min_size=1, max_size=3))
def test_a_policy_comes_back(policies: Policies, nodes: list[Snapshot]) -> None:
    for kind in KINDS:
        text = exported(policies, "main", kind).text
        source = read(text, "main.yaml").text if text is not None else ""
        if source and not mistaken(source):
            again = compile_policies(source)
            assert [each.message for each in again.diagnostics] == []
            for node in nodes:
                said = verdict(again, node)
                assert said != "unknown" or not settled(source, node), (source, text)
                assert said == "unknown" or (said == "compatible") is compatible(policies, node), (source, text)


def verdict(policies: Policies, node: Snapshot) -> str:
    (result,) = policies.check(node).results
    return result.verdict


def settled(source: str, node: Snapshot) -> bool:
    """Whether a node reports every feature that a source asks for, and nothing that cannot be read as its type."""
    read_here = [each for name, each in DOMAINS.items() if name in source]
    if any(each.name not in node.sections for each in read_here):
        return False
    texts = (
        (each.elements.get(name), text)
        for each in read_here
        for record in (node.sections[each.name].attributes or {}, *(node.sections[each.name].instances or ()))
        for name, text in record.items()
    )
    return all(type_ is None or scalar.parse(type_, text) is not None for type_, text in texts)


def mistaken(source: str) -> bool:
    """Whether a feature that the catalog does not know was taken for one of another kind: a document does not say which."""
    return any(DOMAINS[name].kind != kind for name, kind in DECLARED.findall(source))


def test_a_third_of_what_is_exported_comes_back() -> None:
    counts: Counter[bool] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(exportable())
    def count(policies: Policies) -> None:
        counts[bool(read(exported(policies, "main").text or "", "main.yaml").text)] += 1

    count()
    assert counts[True] * 3 > counts.total(), counts
