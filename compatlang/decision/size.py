"""How large a decision graph is, and how long an evaluation can take at most: what `compile --stats` prints."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from compatlang.decision.graph import Gate, Graph, Leaf, NodeRef, Test


class Size(msgspec.Struct, frozen=True):
    """Figures of one graph."""

    policies: int
    variables: int
    """Atoms, those about one value taken together."""
    states: int
    """Of all variables."""
    tests: int
    gates: int
    depth: int
    """Nodes on the longest path from a verdict to a leaf."""
    steps: int
    """Nodes that one evaluation of all policies visits at most. A gate asks all of its children, but once."""


def size(graph: Graph) -> Size:
    """The figures, in time linear in the graph."""
    depths: list[int] = []
    walks: list[int] = []
    """Of each node, the most nodes on a way down to a leaf or to a gate, which is where a walk ends or splits."""
    for node in graph.nodes:
        if isinstance(node, Leaf):
            depths.append(0)
            walks.append(0)
        else:
            depths.append(1 + max(depths[each] for each in node.children))
            walks.append(1 if isinstance(node, Gate) else 1 + max(walks[each] for each in node.children))
    verdicts = [each.verdict for each in graph.policies]
    return Size(
        len(graph.policies),
        len(graph.variables),
        sum(each.size for each in graph.variables),
        sum(isinstance(each, Test) for each in graph.nodes),
        sum(isinstance(each, Gate) for each in graph.nodes),
        max((depths[each] for each in verdicts), default=0),
        sum(walks[each] for each in verdicts)
        + sum(walks[child] for gate in _gates_below(graph, verdicts) for child in gate.children),
    )


def _gates_below(graph: Graph, roots: Iterable[NodeRef]) -> list[Gate]:
    seen: set[NodeRef] = set()
    waiting = list(roots)
    while waiting:
        ref = waiting.pop()
        node = graph.nodes[ref]
        if ref not in seen and not isinstance(node, Leaf):
            seen.add(ref)
            waiting += set(node.children)
    return [node for node in (graph.nodes[each] for each in sorted(seen)) if isinstance(node, Gate)]
