"""Texts that are documents of NFD or nearly so: random ones, and real ones with something changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.nfd.importing.test_shared_documents import CORPUS, RULES
from tests.nfd.strategies import Tree, as_text, group_rules, image_cases, nodes, rules, sequence_cases

ABSENT = "the real documents are not beside this checkout"
PIECES = (
    *("", " ", "\n", "  ", "- ", ": ", "---\n", "...\n", "#", "%YAML 1.1\n", "\t", "\ufeff", "\0", "é", "\u2028"),
    *("{", "}", "[", "]", ",", '"', "'", "|\n", ">\n", "&a ", "*a", "!!str ", "!!binary ", "<<: ", "? "),
    *("null", "~", "y", "0x1F", "1e3", ".nan", "2026-11-29", "{{ .Values.a }}", "@kernel.version.full", "a" * 300),
    *("kind: NodeFeatureRule\n", "compatibilities: []\n", "matchFeatures", "op: ", "value: ", "name", "Exists", "(?P<"),
)
"""What is put into a document: what means something in YAML, or to NFD."""


@cache
def real() -> tuple[str, ...]:
    """The texts of all real documents; none where they are not beside the checkout."""
    paths = [path for folder in (CORPUS, RULES) for path in sorted(Path(folder).glob("*.yaml"))]
    return tuple(path.read_text(encoding="utf-8") for path in paths)


@st.composite
def changed(draw: st.DrawFn) -> str:
    """A real document with a few changes: a part left out, put in or written twice."""
    text = draw(st.sampled_from(real()))
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True) or [""]
        at = draw(st.integers(0, len(lines) - 1))
        begin, end = sorted(draw(st.tuples(*[st.integers(0, len(lines[at]))] * 2)))
        line, part = lines[at], draw(st.sampled_from(PIECES))
        lines[at] = draw(st.sampled_from(("", line * 2, f" {line}", line.lstrip(), line[:begin] + part + line[end:])))
        text = "".join(lines)
    return text


@st.composite
def random(draw: st.DrawFn) -> str:
    """Random rules as each kind of document that holds some, one or several in a text."""
    node = draw(nodes())
    of_rules, of_groups = st.lists(rules(node), max_size=2), st.lists(group_rules(node), max_size=2)
    kinds: list[st.SearchStrategy[Tree | list[Tree]]] = [
        of_rules.map(lambda given: {"kind": "NodeFeatureRule", "spec": {"rules": given}}),
        of_groups.map(lambda given: {"kind": "NodeFeatureGroup", "spec": {"featureGroupRules": given}}),
        of_groups.map(lambda given: given),
    ]
    return "\n---\n".join(as_text(each) for each in draw(st.lists(st.one_of(kinds), min_size=1, max_size=3)))  # type: ignore[arg-type]


def texts() -> st.SearchStrategy[str]:
    """Random documents of every kind."""
    objects = sequence_cases().map(lambda case: "\n---\n".join(map(as_text, case["objects"])))
    return st.one_of(random(), objects, image_cases().map(lambda case: str(case["spec"])))
