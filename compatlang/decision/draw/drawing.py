"""From a policy's part of the decision graph to a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.decision.draw.cells import choices
from compatlang.decision.draw.model import Box, Diagram, Drawing, Edge, Path, Section
from compatlang.decision.draw.questions import question
from compatlang.decision.graph import YES, Gate, Graph, NodeRef, Policy, Statement, Test
from compatlang.diagnostics.render.plain import cut, plain

_KINDS = {"require": "requirement", "warn": "warning", "prefer": "preference"}
"""`forbid` has become a requirement of the contrary, so the keyword would mislead."""

_MOST = 300
"""Characters of a text that came from a policy or a snapshot."""


def draw(graph: Graph, policy: Policy, title: str, path: Path | None = None) -> Drawing:
    """A policy as a drawing, with the way of the node that `path` speaks of."""
    sections = [Section("", _diagrams(graph, policy.statements, path))]
    for group in policy.groups:
        for profile in group.profiles:
            heading = f"profile {profile.name}, weight {profile.weight}"
            if len(group.profiles) > 1:
                heading += f" (one of {', '.join(each.name for each in group.profiles)} must hold)"
            sections.append(Section(_text(heading), _diagrams(graph, profile.statements, path)))
    return Drawing(_text(title), tuple(sections), path is not None)


def _diagrams(graph: Graph, statements: Sequence[Statement], path: Path | None) -> tuple[Diagram, ...]:
    return tuple(_diagram(graph, each, path) for each in statements)


def _diagram(graph: Graph, statement: Statement, path: Path | None) -> Diagram:
    order = list(_order(graph, statement.root))
    answers = _answers(graph, statement.root, order, path)
    weight = f", weight {statement.weight}" if statement.kind == "prefer" else ""
    title = _text(f"{_KINDS[statement.kind]} {statement.name}{weight}")
    boxes = tuple(_box(graph, each, path, answers.get(each)) for each in order)
    return Diagram(title, statement.root, boxes, answers.get(statement.root))


def _order(graph: Graph, root: NodeRef) -> Iterator[NodeRef]:
    """All tests and gates below a root, each before those that it leads to, and what is asked after a yes first."""
    finished: list[NodeRef] = []
    entered: set[NodeRef] = set()
    waiting = [(root, False)]
    while waiting:
        node, left = waiting.pop()
        if left:
            finished.append(node)
        elif node > YES and node not in entered:
            entered.add(node)
            waiting.append((node, True))
            waiting += [(each, False) for each in _targets(graph, node)]
    return reversed(finished)


def _targets(graph: Graph, node: NodeRef) -> list[NodeRef]:
    """Where the edges of a node lead, in their order. What is put on a stack first is finished last, so comes first."""
    match graph.nodes[node]:
        case Test() as test:
            return [each.child for each in choices(graph, test)]
        case Gate(_, children):
            return list(children)
        case _:
            return []


def _box(graph: Graph, ref: NodeRef, path: Path | None, answer: NodeRef | None) -> Box:
    node = graph.nodes[ref]
    if isinstance(node, Gate):
        text = "all of" if node.connective == "and" else "any of"
        edges = tuple(Edge((), each, taken=answer is not None) for each in node.children)
        return Box(ref, "gate", text, edges, answer=answer)
    assert isinstance(node, Test), "leaves are no boxes"
    seen = path[node.variable] if path is not None and answer is not None else None
    edges = tuple(
        Edge(tuple(map(_text, each.cells)), each.child, taken=seen is not None and seen.state in each.states)
        for each in choices(graph, node)
    )
    text = _text(question(graph, graph.variables[node.variable]))
    return Box(ref, "question", text, edges, _text(seen.text) if seen else "", answer)


def _answers(graph: Graph, root: NodeRef, order: Sequence[NodeRef], path: Path | None) -> dict[NodeRef, NodeRef]:
    """The leaf that is reached from each node on the path, and from leaves themselves."""
    if path is None:
        return {}
    visited = {root}
    for ref in order:
        if ref in visited:
            visited.update(_next(graph, ref, path))
    answers = {each: each for each in visited if each <= YES}
    for ref in reversed(order):
        if ref in visited:
            node = graph.nodes[ref]
            decides = max if isinstance(node, Gate) and node.connective == "or" else min
            answers[ref] = decides(answers[each] for each in _next(graph, ref, path))
    return answers


def _next(graph: Graph, ref: NodeRef, path: Path) -> tuple[NodeRef, ...]:
    """Where the path goes on from a node: from a gate everywhere."""
    match graph.nodes[ref]:
        case Test(variable, children):
            return (children[path[variable].state],)
        case Gate(_, children):
            return children
        case _:
            return ()


def _text(text: str) -> str:
    return cut(plain(text), _MOST)
