"""From conditions to the decision graph.

Each condition becomes a diagram where that stays within its budget, else a gate over what its operands became:
`(a1 and b1) or … or (an and bn)` with every a asked before every b has 2^n tests as a diagram, and 2n as a gate.

The budget of a condition with n atoms is 2n - 1 nodes. An atom is one test; a gate over k >= 2 parts of n1 + … + nk = n atoms
has at most 1 + (2n1 - 1) + … + (2nk - 1) <= 2n - 1. Statements and the verdict of their policy are two such families, so that a
graph has fewer than four nodes for each condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang import limits
from compatlang.decision import graph
from compatlang.decision.diagrams import Connective, Diagrams, TooLargeError
from compatlang.decision.graph import NO, YES, NodeRef
from compatlang.decision.prune import pruned
from compatlang.decision.variables import Asked, assign
from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef


class Built(NamedTuple):
    """A node, and how many atoms the condition has that it answers."""

    node: NodeRef
    atoms: int


def build(program: ir.Ir) -> graph.Graph:
    """The decision graph of policies."""
    assignment = assign(program, _uses(program))
    builder = _Builder(program, assignment.atoms)
    policies = tuple(builder.policy(each) for each in program.policies)
    return pruned(
        graph.Graph(
            program.values,
            program.conditions,
            program.features,
            program.tables,
            assignment.variables,
            tuple(builder.diagrams.nodes),
            policies,
        )
    )


def _uses(program: ir.Ir) -> dict[ConditionRef, int]:
    """The atoms that statements come down to, and in how many conditions each stands."""
    uses: dict[ConditionRef, int] = {}
    waiting = [statement.condition for policy in program.policies for statement in _statements(policy)]
    walked: set[ConditionRef] = set()
    while waiting:
        ref = waiting.pop()
        condition = program.conditions[ref]
        match condition:
            case ir.And(operands) | ir.Or(operands):
                inner: tuple[ConditionRef, ...] = operands
            case ir.Not(operand):
                inner = (operand,)
            case ir.Truth():
                continue
            case _:
                uses[ref] = uses.get(ref, 0) + 1
                continue
        if ref not in walked:
            walked.add(ref)
            waiting += inner
    return uses


def _statements(policy: ir.Policy) -> Iterable[ir.Statement]:
    yield from policy.statements
    for group in policy.groups:
        for profile in group.profiles:
            yield from profile.statements


class _Builder:
    def __init__(self, program: ir.Ir, atoms: dict[ConditionRef, Asked]) -> None:
        self.diagrams = Diagrams()
        self._conditions = program.conditions
        self._atoms = atoms
        self._built: dict[tuple[ConditionRef, bool], Built] = {}
        self._joins: dict[tuple[Connective, tuple[Built, ...]], Built] = {}

    def policy(self, policy: ir.Policy) -> graph.Policy:
        """A policy's statements, and their verdict: all requirements, and a profile of each group."""
        parts = [self._built_of(each) for each in policy.statements if each.kind == "require"]
        for group in policy.groups:
            profiles = [
                self.join("and", [self._built_of(each) for each in profile.statements if each.kind == "require"])
                for profile in group.profiles
            ]
            parts.append(self.join("or", profiles))
        return graph.Policy(
            policy.name,
            self.join("and", parts).node,
            self._statements(policy.statements),
            tuple(
                graph.Group(
                    group.owner,
                    tuple(
                        graph.Profile(each.name, each.weight, self._statements(each.statements))
                        for each in group.profiles
                    ),
                )
                for group in policy.groups
            ),
        )

    def _statements(self, statements: Sequence[ir.Statement]) -> tuple[graph.Statement, ...]:
        return tuple(
            graph.Statement(each.kind, each.name, self._built_of(each).node, each.weight) for each in statements
        )

    def _built_of(self, statement: ir.Statement) -> Built:
        return self.condition(statement.condition, negated=False)

    def condition(self, ref: ConditionRef, *, negated: bool) -> Built:
        """The node of a condition or of its negation; equal conditions are built once."""
        found = self._built.get((ref, negated))
        if found is None:
            found = self._built[ref, negated] = self._condition(ref, negated=negated)
        return found

    def _condition(self, ref: ConditionRef, *, negated: bool) -> Built:
        match self._conditions[ref]:
            case ir.Truth(value):
                return Built(YES if value is not negated else NO, 0)
            case ir.Not(operand):
                return self.condition(operand, negated=not negated)
            case ir.And(operands) | ir.Or(operands) as connected:
                conjunction = isinstance(connected, ir.And) is not negated
                return self.join(
                    "and" if conjunction else "or", [self.condition(each, negated=negated) for each in operands]
                )
            case _:
                variable, leaves = self._atoms[ref]
                answers = tuple(YES - each for each in leaves) if negated else leaves
                return Built(self.diagrams.test(variable, answers), 1)

    def join(self, connective: Connective, operands: Sequence[Built]) -> Built:
        """The least or the greatest of operands."""
        decides, keeps = (NO, YES) if connective == "and" else (YES, NO)
        atoms = sum(each.atoms for each in operands)
        if any(each.node == decides for each in operands):
            return Built(decides, atoms)
        # Equal operands are one, those that decide nothing are none.
        distinct = {each.node: each for each in operands if each.node != keeps}
        parts = sorted(distinct.values(), key=self._position)
        key = (connective, tuple(parts))
        if key not in self._joins:
            nodes = [each.node for each in self._merged(connective, parts)]
            node = keeps if not nodes else nodes[0] if len(nodes) == 1 else None
            self._joins[key] = Built(node if node is not None else self.diagrams.gate(connective, tuple(nodes)), 0)
        return self._joins[key]._replace(atoms=atoms)

    def _position(self, built: Built) -> tuple[int, int]:
        """Diagrams in the order of the variables that they ask first, then gates."""
        node = self.diagrams.nodes[built.node]
        return (node.variable if isinstance(node, graph.Test) else len(self._atoms), built.node)

    def _merged(self, connective: Connective, parts: list[Built]) -> list[Built]:
        """As few nodes as the budget of each allows: neighbours first, then what they became."""
        if len(parts) <= 1:
            return parts
        middle = len(parts) // 2
        left, right = self._merged(connective, parts[:middle]), self._merged(connective, parts[middle:])
        if not self.diagrams.is_diagram(left[-1].node) or not self.diagrams.is_diagram(right[0].node):
            return left + right
        atoms = left[-1].atoms + right[0].atoms
        most = min(2 * atoms - 1, limits.DIAGRAM_NODES)
        try:
            joined = self.diagrams.joined(connective, left[-1].node, right[0].node, most)
        except TooLargeError:
            return left + right
        return [*left[:-1], Built(joined, atoms), *right[1:]]
