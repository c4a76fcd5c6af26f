"""Drawings: what stands on edges, where a node's way goes, and what no text can break out of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.decision import graph as decision
from compatlang.decision.draw import dot, mermaid, text
from compatlang.decision.draw.cells import choices
from compatlang.decision.draw.drawing import draw
from compatlang.decision.draw.model import LEAVES, Box, Diagram, Drawing, Edge, Section
from compatlang.decision.graph import NO, UNKNOWN, YES
from compatlang.diagnostics.render.paint import Paint
from compatlang.evaluate.path import path
from compatlang.snapshot import Snapshot
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import compiled, evaluated, features, mentioned, truths
from tests.strategies.policies import MAIN


def drawn(condition: str) -> Diagram:
    """The diagram of a policy with one requirement."""
    graph = compiled(f"policy p {{ require a: {condition} }}").graph
    (diagram,) = draw(graph, graph.policies[0], "p").sections[0].diagrams
    return diagram


def edges(condition: str) -> list[str]:
    """The edges of a requirement that is one question."""
    (box,) = drawn(condition).boxes
    return [f"{', '.join(each.cells)} -> {LEAVES[each.target]}" for each in box.edges]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("kernel.version >= 6.8", [">= 6.8 -> yes", "< 6.8, absent -> no", "unknown -> unknown"]),
        ("kernel.version in 5.15.*", ["5.15.* -> yes", "< 5.15.*, >= 5.16.*, absent -> no", "unknown -> unknown"]),
        (
            "kernel.version in [5.10.*, 5.15.*]",
            ["5.10.*, 5.15.* -> yes", "otherwise, absent -> no", "unknown -> unknown"],
        ),
        ("memory.swap.enabled == false", ["false -> yes", "true, absent -> no", "unknown -> unknown"]),
        ('kernel.config.A == "y"', ['"y" -> yes', "otherwise, absent -> no", "unknown -> unknown"]),
        ('kernel.config.A != "y"', ["otherwise, absent -> yes", '"y" -> no', "unknown -> unknown"]),
        (
            "kernel.version is present",
            ["any value, does not parse -> yes", "absent -> no", "unreported -> unknown"],
        ),
        ('kernel.loadedmodule has "a"', ["yes -> yes", "no -> no", "unknown -> unknown"]),
        ('not kernel.loadedmodule has "a"', ["yes -> no", "no -> yes", "unknown -> unknown"]),
    ],
)
def test_edges_say_which_cells_they_stand_for(condition: str, expected: list[str]) -> None:
    assert edges(condition) == expected


def test_an_edge_names_no_more_cells_than_anybody_reads() -> None:
    names = ", ".join(f'"v{number:03}"' for number in range(100))
    assert edges(f"kernel.config.A in [{names}]")[0].endswith('"v023", 76 more -> yes')


def test_a_long_question_is_not_written_out() -> None:
    wide = " or ".join(f"vendor == 0x{2 * number:04x}" for number in range(80))
    odd = " or ".join(f'name like "{number}*"' for number in range(80))
    (box,) = drawn(f"any network.device {{ {odd} }}").boxes
    assert box.text == "any network.device { … }"
    (box,) = drawn(f"any pci.device {{ {wide} }}").boxes
    assert box.text.startswith("any pci.device { vendor in [0x0000, ")
    assert len(box.text) == 300


def test_a_requirement_that_asks_nothing_is_its_leaf() -> None:
    assert list(text.lines(Drawing("p", (Section("", (Diagram("requirement a", NO, ()),)),), False), Paint()))[-2:] == [
        "requirement a",
        "    always no",
    ]


@examples(150)
@given(st.data())
def test_the_way_of_a_node_ends_as_the_reference_evaluator_decides(data: st.DataObject) -> None:
    source = data.draw(policies(most=3))
    made = compiled(source)
    snapshot = data.draw(snapshots(mentioned(source), features(made.program)))
    graph = made.select([MAIN]).graph
    (policy,) = graph.policies
    drawing = draw(graph, policy, MAIN, path(graph, snapshot))
    diagrams = [each for section in drawing.sections for each in section.diagrams]
    # Of a profile itself no diagram is drawn.
    expected = truths(evaluated(made.program, snapshot))[: len(diagrams)]
    assert [each.answer for each in diagrams] == [each.value for each in expected]
    for box in (box for diagram in diagrams for box in diagram.boxes):
        taken = [each.taken for each in box.edges].count(True)
        assert taken == (0 if not box.visited else 1 if box.kind == "question" else len(box.edges))


@examples(100)
@given(policies(most=3))
def test_edges_stand_for_every_state_once_and_lead_onward(source: str) -> None:
    graph = compiled(source).graph
    for node in graph.nodes:
        if isinstance(node, decision.Test):
            found = [state for each in choices(graph, node) for state in each.states]
            assert sorted(found) == list(range(len(node.children)))
            assert all(each.cells for each in choices(graph, node))
    for policy in graph.policies:
        for section in draw(graph, policy, policy.name).sections:
            for diagram in section.diagrams:
                places = {box.node: place for place, box in enumerate(diagram.boxes)}
                assert all(
                    edge.target in LEAVES or places[edge.target] > places[box.node]
                    for box in diagram.boxes
                    for edge in box.edges
                )


# Escapes

HOSTILE = st.text(alphabet='"\\<>|{}[]();#&%`-=. :,\nNaé\x1b\u202e…', min_size=1, max_size=30)


def around(words: str) -> Drawing:
    """A drawing with the same words at every place that a policy or a snapshot can put words to."""
    box = Box(3, "question", words, (Edge((words, words), YES, taken=True), Edge((), UNKNOWN)), words, YES)
    return Drawing(words, (Section(words, (Diagram(words, 3, (box,), YES),)),), True)


def skeleton(lines: list[str], strings: str) -> list[str]:
    """The lines without what stands in quotes."""
    return [re.sub(strings, '""', each) for each in lines]


@given(HOSTILE.map(lambda words: words.replace("\n", "")))
def test_nothing_breaks_out_of_a_label_of_dot(words: str) -> None:
    strings = r'"(?:[^"\\]|\\.)*"'
    expected = skeleton(list(dot.lines(around("x"))), strings)
    assert skeleton(list(dot.lines(around(words))), strings) == expected


@given(HOSTILE.map(lambda words: words.replace("\n", "")))
def test_nothing_breaks_out_of_a_label_of_mermaid(words: str) -> None:
    strings = r'"(?:[\w ,/.-]|#\d+;|<br/>)*"'
    expected = skeleton(list(mermaid.lines(around("x"))), strings)
    assert skeleton(list(mermaid.lines(around(words))), strings) == expected


def test_texts_of_a_snapshot_stay_in_their_line_and_steer_nothing() -> None:
    made = compatlang.compile('policy p { require a: kernel.config.A == "y" }')
    reading = compatlang.parse_snapshots(
        '{"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeature", "metadata": {"name": "n", "labels": '
        '{"nfd.node.kubernetes.io/node-name": "n"}}, "spec": {"features": {"attributes": {"kernel.config": '
        '{"elements": {"A": "y\\u001b[2J\\nrequirement b: yes"}}}}}}'
    )
    snapshot: Snapshot = reading.snapshots[0]
    found = path(made.graph, snapshot)
    lines = list(text.lines(draw(made.graph, made.graph.policies[0], "p\x1b on n\n", found), Paint()))
    assert all(each.isprintable() for each in lines)
    assert len(lines) == 9
