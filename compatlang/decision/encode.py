"""The decision graph as JSON, in a form that a reader in another language can use; `docs/bundle.md` specifies it.

It is the graph's own form but for three things. Sets of keys are written with keys of their value's type, see `keys`. The
leaves are not listed. And the children of a test stand in runs of equal ones, since most states of a variable are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from typing import Any, Literal, TypeAlias

import msgspec

from compatlang import limits
from compatlang.decision import graph, sound
from compatlang.decision.keys import UnsoundError, from_json, to_json
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType

_LEAVES = (graph.Leaf(graph.NO), graph.Leaf(graph.UNKNOWN), graph.Leaf(graph.YES))


class _Names(msgspec.Struct):
    keys: list[Any]
    excluded: bool


_Set: TypeAlias = list[tuple[Any, Any]] | _Names


class _Member(msgspec.Struct, tag_field="is", tag="member"):
    value: ir.ValueRef
    accepted: _Set
    absent: bool


class _Table(msgspec.Struct):
    types: tuple[ScalarType, ...]
    rows: list[list[_Set | None]]


class _Ordered(msgspec.Struct, tag_field="is", tag="ordered"):
    value: ir.ValueRef
    cuts: list[Any]
    states: tuple[int, ...]
    size: int


class _Named(msgspec.Struct, tag_field="is", tag="named"):
    value: ir.ValueRef
    states: list[tuple[Any, int]]
    other: int
    size: int


class _Question(msgspec.Struct, tag_field="is", tag="question"):
    condition: ir.ConditionRef
    size: int


class _Test(msgspec.Struct, tag_field="is", tag="test"):
    variable: int
    runs: list[tuple[graph.NodeRef, int]]


class _Gate(msgspec.Struct, tag_field="is", tag="gate"):
    connective: Literal["and", "or"]
    children: tuple[graph.NodeRef, ...]


_Condition: TypeAlias = (
    ir.Truth
    | ir.And
    | ir.Or
    | ir.Not
    | ir.Like
    | ir.Matches
    | ir.Compare
    | ir.Flag
    | ir.Named
    | ir.Reported
    | ir.Present
    | ir.Exists
    | ir.Lookup
    | _Member
)
_Variable: TypeAlias = _Ordered | _Named | _Question
_Node: TypeAlias = _Test | _Gate


class _Graph(msgspec.Struct):
    values: tuple[ir.Value, ...]
    conditions: list[_Condition]
    features: dict[str, ir.Feature]
    tables: dict[str, _Table]
    variables: list[_Variable]
    nodes: list[_Node]
    policies: tuple[graph.Policy, ...]


def encode(program: graph.Graph) -> bytes:
    """The graph as JSON; equal graphs give equal bytes."""
    return msgspec.json.encode(
        _Graph(
            program.values,
            [_written_condition(each) for each in program.conditions],
            dict(program.features),
            {name: _written_table(each) for name, each in program.tables.items()},
            [_written_variable(each) for each in program.variables],
            [_written_node(each) for each in program.nodes if not isinstance(each, graph.Leaf)],
            program.policies,
        )
    )


def decode(data: bytes | msgspec.Raw) -> graph.Graph:
    """The graph that `encode` wrote, or one made by hand that evaluators can rely on. Raises `UnsoundError`."""
    try:
        written = msgspec.json.decode(data, type=_Graph)
        decoded = _Reader(written).read()
        wrong = next(sound.faults(decoded), "")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnsoundError(str(error)) from error
    except RecursionError as error:
        raise UnsoundError("nested too deeply") from error
    if wrong:
        raise UnsoundError(wrong)
    return decoded


# Writing


def _written_set(accepted: Accepted) -> _Set:
    if isinstance(accepted, IntervalSet):
        return [(to_json(low), to_json(high)) for low, high in accepted.intervals]
    return _Names(sorted(accepted.keys), accepted.excluded)


def _written_condition(condition: ir.Condition) -> _Condition:
    if isinstance(condition, ir.Member):
        return _Member(condition.value, _written_set(condition.accepted), condition.absent)
    return condition


def _written_table(table: ir.Table) -> _Table:
    return _Table(table.types, [[None if cell is None else _written_set(cell) for cell in row] for row in table.rows])


def _written_variable(variable: graph.Variable) -> _Variable:
    match variable:
        case graph.Ordered(value, cuts, states, size):
            return _Ordered(value, [to_json(each) for each in cuts], states, size)
        case graph.Named(value, states, other, size):
            return _Named(value, sorted(states.items()), other, size)
        case graph.Question(condition):
            return _Question(condition, variable.size)


def _written_node(node: graph.Test | graph.Gate) -> _Node:
    if isinstance(node, graph.Gate):
        return _Gate(node.connective, node.children)
    return _Test(node.variable, [(child, len(list(run))) for child, run in groupby(node.children)])


# Reading


class _Reader:
    def __init__(self, written: _Graph) -> None:
        self._written = written

    def read(self) -> graph.Graph:
        written = self._written
        return graph.Graph(
            written.values,
            tuple(self._condition(each) for each in written.conditions),
            written.features,
            {name: _table(each) for name, each in written.tables.items()},
            tuple(self._variable(each) for each in written.variables),
            (*_LEAVES, *_nodes(written)),
            written.policies,
        )

    def _type(self, value: ir.ValueRef) -> ScalarType:
        if not 0 <= value < len(self._written.values):
            raise UnsoundError(f"there is no value {value}")
        return self._written.values[value].type

    def _condition(self, condition: _Condition) -> ir.Condition:
        if isinstance(condition, _Member):
            accepted = _set(self._type(condition.value), condition.accepted)
            return ir.Member(condition.value, accepted, condition.absent)
        return condition

    def _variable(self, variable: _Variable) -> graph.Variable:
        match variable:
            case _Ordered(value, cuts, states, size):
                type_ = self._type(value)
                return graph.Ordered(value, tuple(from_json(type_, each) for each in cuts), states, size)
            case _Named(value, pairs, other, size):
                type_ = self._type(value)
                return graph.Named(value, {from_json(type_, key): state for key, state in pairs}, other, size)
            case _Question(condition):
                return graph.Question(condition)


def _set(type_: ScalarType, written: _Set) -> Accepted:
    def key(value: Any) -> Any:
        return from_json(type_, value)

    if isinstance(written, _Names):
        return Names(frozenset(map(key, written.keys)), excluded=written.excluded)
    return IntervalSet(
        (None if low is None else key(low), None if high is None else key(high)) for low, high in written
    )


def _table(table: _Table) -> ir.Table:
    for row in table.rows:
        if len(row) != len(table.types):
            raise UnsoundError("a row of a table does not fit its columns")
    return ir.Table(
        table.types,
        tuple(
            tuple(None if cell is None else _set(type_, cell) for cell, type_ in zip(row, table.types, strict=True))
            for row in table.rows
        ),
    )


def _nodes(written: _Graph) -> Iterable[graph.Node]:
    sizes = [each.size for each in written.variables]
    tests = [each for each in written.nodes if isinstance(each, _Test)]
    if sum(_length(each, sizes) for each in tests) > limits.BUNDLE_CHILDREN:
        raise UnsoundError(f"more than {limits.BUNDLE_CHILDREN} children")
    for node in written.nodes:
        if isinstance(node, _Gate):
            yield graph.Gate(node.connective, node.children)
        else:
            yield graph.Test(node.variable, tuple(chain.from_iterable([child] * times for child, times in node.runs)))


def _length(test: _Test, sizes: Sequence[int]) -> int:
    """How many children a test has: as many as its variable has states, which bounds what a run can ask for."""
    times = [each for _, each in test.runs]
    if not 0 <= test.variable < len(sizes):
        raise UnsoundError(f"a test asks variable {test.variable}, which there is not")
    if min(times, default=0) < 1 or sum(times) != sizes[test.variable] or sum(times) > graph.MOST_STATES:
        raise UnsoundError(f"a test of variable {test.variable} has other than one child a state")
    return sum(times)
