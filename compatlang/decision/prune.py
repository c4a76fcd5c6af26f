"""Only what policies reach: nodes, variables, values and conditions that nothing refers to are dropped."""

from __future__ import annotations

import msgspec

from compatlang.decision import graph
from compatlang.decision.graph import NodeRef
from compatlang.ir import model as ir
from compatlang.ir.builder import Builder


def pruned(program: graph.Graph) -> graph.Graph:
    """The same graph without entries that no policy reaches."""
    kept = _reached(program)
    variables = sorted(
        {node.variable for node in (program.nodes[each] for each in kept) if isinstance(node, graph.Test)}
    )
    copy = _Copy(program)
    renumbered = {old: new for new, old in enumerate(variables)}
    nodes = {old: new for new, old in enumerate(kept)}
    return graph.Graph(
        variables=tuple(copy.variable(program.variables[each]) for each in variables),
        nodes=tuple(_node(program.nodes[each], nodes, renumbered) for each in kept),
        policies=tuple(_policy(each, nodes) for each in program.policies),
        features=copy.features,
        tables=copy.tables,
        values=tuple(copy.builder.values),
        conditions=tuple(copy.builder.conditions),
    )


def _reached(program: graph.Graph) -> list[NodeRef]:
    """The nodes that policies reach, and the leaves, in ascending order."""
    reached = {graph.NO, graph.UNKNOWN, graph.YES}
    waiting = [root for policy in program.policies for root in graph.roots(policy)]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            node = program.nodes[ref]
            assert not isinstance(node, graph.Leaf), "leaves are reached already"
            waiting += set(node.children)
    return sorted(reached)


def _node(node: graph.Node, nodes: dict[NodeRef, NodeRef], variables: dict[int, int]) -> graph.Node:
    match node:
        case graph.Leaf():
            return node
        case graph.Test(variable, children):
            return graph.Test(variables[variable], tuple(nodes[each] for each in children))
        case graph.Gate(connective, children):
            return graph.Gate(connective, tuple(nodes[each] for each in children))


def _policy(policy: graph.Policy, nodes: dict[NodeRef, NodeRef]) -> graph.Policy:
    def statements(those: tuple[graph.Statement, ...]) -> tuple[graph.Statement, ...]:
        return tuple(msgspec.structs.replace(each, root=nodes[each.root]) for each in those)

    groups = tuple(
        graph.Group(
            group.owner,
            tuple(graph.Profile(each.name, each.weight, statements(each.statements)) for each in group.profiles),
        )
        for group in policy.groups
    )
    return graph.Policy(policy.name, nodes[policy.verdict], statements(policy.statements), groups)


class _Copy:
    """Copies the values and conditions that variables ask, with everything that those refer to."""

    def __init__(self, program: graph.Graph) -> None:
        self._program = program
        self._values: dict[ir.ValueRef, ir.ValueRef] = {}
        self._conditions: dict[ir.ConditionRef, ir.ConditionRef] = {}
        self.builder = Builder()
        self.features: dict[str, ir.Feature] = {}
        self.tables: dict[str, ir.Table] = {}

    def variable(self, variable: graph.Variable) -> graph.Variable:
        """A variable that refers to the copies."""
        if isinstance(variable, graph.Question):
            return graph.Question(self.condition(variable.condition))
        return msgspec.structs.replace(variable, value=self.value(variable.value))

    def value(self, ref: ir.ValueRef) -> ir.ValueRef:
        """The copy of a value."""
        if ref not in self._values:
            self._values[ref] = self.builder.value(self._value(self._program.values[ref]))
        return self._values[ref]

    def _value(self, value: ir.Value) -> ir.Value:
        match value:
            case ir.Declared(_, path):
                if path not in self.features:
                    feature = self._program.features[path]
                    inner = self.value(feature.value)
                    self.features[path] = msgspec.structs.replace(feature, value=inner)
                return value
            case ir.Coalesce(type_, operands):
                return ir.Coalesce(type_, tuple(self.value(each) for each in operands))
            case ir.Join(parts):
                return ir.Join(tuple(self.value(each) for each in parts))
            case ir.Count(domain, condition):
                return ir.Count(domain, self.condition(condition))
            case _:
                return value

    def condition(self, ref: ir.ConditionRef) -> ir.ConditionRef:
        """The copy of a condition."""
        if ref not in self._conditions:
            self._conditions[ref] = self.builder.condition(self._condition(self._program.conditions[ref]))
        return self._conditions[ref]

    def _condition(self, condition: ir.Condition) -> ir.Condition:
        match condition:
            case ir.And(operands):
                return ir.And(tuple(self.condition(each) for each in operands))
            case ir.Or(operands):
                return ir.Or(tuple(self.condition(each) for each in operands))
            case ir.Not(operand):
                return ir.Not(self.condition(operand))
            case ir.Member() | ir.Like() | ir.Matches() | ir.Present():
                return msgspec.structs.replace(condition, value=self.value(condition.value))
            case ir.Compare(operator, left, right):
                return ir.Compare(operator, self.value(left), self.value(right))
            case ir.Exists(domain, inner):
                return ir.Exists(domain, self.condition(inner))
            case ir.Lookup(table, values):
                self.tables[table] = self._program.tables[table]
                return ir.Lookup(table, tuple(self.value(each) for each in values))
            case _:
                return condition
