"""From conditions of the intermediate representation to a formula over finitely many states.

Declared features are replaced by what they are made from, `a ?? b` by its cases, look-ups by their rows; each of these is the
same question, *unknown* included. What remains are questions to elements, flags and domains, and to *opaque* variables:

- `any` and `count`: whether there are such instances is settled apart, see `instances`;
- comparisons of two values that are known, and joined versions: any answer is tried, and texts are chosen that give it.

Conditions inside a quantifier ask the attributes of one instance, whichever it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from compatlang.analyze.domains import DomainStates
from compatlang.analyze.formula import (
    ABSENT,
    FIRST_CELL,
    UNPARSABLE,
    UNREPORTED,
    YES,
    Atom,
    Fixed,
    Formula,
    Goal,
    Link,
    Negation,
    NodeRef,
    VariableRef,
)
from compatlang.analyze.matching import Question as TextQuestion
from compatlang.analyze.matching import is_complete
from compatlang.analyze.ranges import Ranges
from compatlang.analyze.variables import Cells, KeyQuestion, Question
from compatlang.ir import model as ir
from compatlang.ir.accepted import Names
from compatlang.ir.counted import Counted
from compatlang.ir.model import ConditionRef, ValueRef
from compatlang.schema import Kind
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.truth import Truth


class Leaf(NamedTuple):
    """An element, an attribute or a joined version, read as a type."""

    value: ir.Element | ir.Attribute | ir.Join
    type: ScalarType


class Quantified(NamedTuple):
    """Instances of a domain of which a condition holds: whether there are, or how many."""

    variable: VariableRef
    domain: str
    inner: NodeRef
    ranges: Ranges | None


class Compared(NamedTuple):
    """Two values that are compared; where both are known, the second state of the variable says yes."""

    variable: VariableRef
    operator: ir.CompareOperator
    left: ValueRef
    right: ValueRef
    domain: str
    """Of the instance whose attributes are among the two, else empty."""
    counted: bool
    """Whether one of the two counts instances: then any answer is tried, and none chosen for."""


class Asked:
    """What conditions ask, gathered before there are states."""

    def __init__(self) -> None:
        self.keys: dict[Leaf, dict[KeyQuestion, None]] = {}
        self.counts: dict[ir.Count, list[IntervalSet]] = {}
        self.kinds: dict[str, dict[Kind, None]] = {}

    def kind(self, domain: str, kind: Kind) -> None:
        """Some question asks this kind of a domain."""
        self.kinds.setdefault(domain, {})[kind] = None


_KNOWN = Question(Truth.UNKNOWN, Truth.UNKNOWN, Truth.NO, True)
_NEVER = Question(Truth.UNKNOWN, Truth.UNKNOWN, Truth.NO, False)
_PRESENT = Question(Truth.UNKNOWN, Truth.YES, Truth.NO, True)
_IS_ABSENT = Question(Truth.NO, Truth.NO, Truth.YES, False)
_IS_UNREPORTED = Question(Truth.YES, Truth.NO, Truth.NO, False)
_IS_THERE = Question(Truth.NO, Truth.YES, Truth.NO, True)


class Grounding:
    """The formula of some conditions of an `Ir`, and what its variables stand for."""

    def __init__(self, program: ir.Ir, roots: Sequence[ConditionRef]) -> None:
        self.program = program
        self.formula = Formula()
        self.cells: dict[Leaf, Cells] = {}
        self.leaves: dict[Leaf, VariableRef] = {}
        self.flags: dict[tuple[str, str], VariableRef] = {}
        self.domains: dict[str, tuple[VariableRef, DomainStates]] = {}
        self.quantified: dict[ir.Exists | ir.Count, Quantified] = {}
        self.compared: dict[tuple[str, ir.Compare], Compared] = {}
        self.side: dict[str, list[Goal]] = {"": []}
        """What always holds: of joined versions and their parts; those of instances under their domain."""
        self.complete = True
        """Whether states stand for all that there may be; else there is no proof."""
        self._counted = Counted(program.values, program.features)
        self._nodes: dict[tuple[str, ConditionRef], NodeRef] = {}
        self._asked: Asked | None = Asked()
        self._ground(roots)
        asked, self._asked = self._asked, None
        self.formula = Formula()
        self._nodes.clear()
        self.flags.clear()
        self.quantified.clear()
        self.compared.clear()
        self._declare(asked)
        self.nodes = dict(zip(roots, self._ground(roots), strict=True))
        self._link()

    def _ground(self, roots: Sequence[ConditionRef]) -> list[NodeRef]:
        return [self.condition(each, "") for each in roots]

    # Variables

    def _declare(self, asked: Asked) -> None:
        for domain, kinds in asked.kinds.items():
            known = DomainStates(tuple(kinds))
            self.domains[domain] = self.formula.variable(known.all), known
        for leaf, questions in asked.keys.items():
            cells = self.cells[leaf] = Cells(leaf.type, tuple(questions))
            texts = [each for each in questions if isinstance(each, TextQuestion)]
            self.complete = self.complete and is_complete(texts)
            states = (1 << cells.size) - 1
            if isinstance(leaf.value, ir.Attribute):
                states &= ~(1 << UNREPORTED)
            if leaf.type == "string":
                states &= ~(1 << UNPARSABLE)
            self.leaves[leaf] = self.formula.variable(states)
        self._ranges = {count: Ranges(sets) for count, sets in asked.counts.items()}

    def own_variables(self, domain: str) -> frozenset[VariableRef]:
        """The variables that each instance of a domain has for itself."""
        attributes = [variable for leaf, variable in self.leaves.items() if self.space(leaf.value) == domain]
        return frozenset([*attributes, *(each.variable for each in self.compared.values() if each.domain == domain)])

    def outer_leaves(self) -> list[VariableRef]:
        """The variables of values of the node itself."""
        return [variable for leaf, variable in self.leaves.items() if not self.space(leaf.value)]

    def compared_variables(self) -> list[VariableRef]:
        """The variables of comparisons between values of the node itself."""
        return [each.variable for each in self.compared.values() if not each.domain]

    def _link(self) -> None:
        links = self.formula.links
        for leaf, variable in self.leaves.items():
            if isinstance(leaf.value, ir.Element):
                domain, states = self.domains[leaf.value.domain]
                links.append(Link(domain, variable, tuple(states.element(self.cells[leaf].cells))))
        for (name, _), variable in self.flags.items():
            domain, states = self.domains[name]
            links.append(Link(domain, variable, tuple(states.flag())))
        for each in self.quantified.values():
            domain, states = self.domains[each.domain]
            links.append(Link(domain, each.variable, tuple(states.instances(each.ranges))))
        self._link_types()
        for leaf in [each for each in self.leaves if isinstance(each.value, ir.Join)]:
            self._link_join(leaf)

    def _link_types(self) -> None:
        """One text read as two types is there for both or for neither."""
        first: dict[tuple[type, str, str], Leaf] = {}
        for leaf in self.leaves:
            if not isinstance(leaf.value, ir.Join):
                key = (type(leaf.value), leaf.value.domain, leaf.value.name)
                other = first.setdefault(key, leaf)
                if other is not leaf:
                    there = self.cells[leaf].cells | 1 << UNPARSABLE
                    those = [1 << UNREPORTED, there, 1 << ABSENT] + [there] * (self.cells[other].size - FIRST_CELL)
                    self.formula.links.append(Link(self.leaves[other], self.leaves[leaf], tuple(those)))

    def _link_join(self, leaf: Leaf) -> None:
        """A joined version is unreported where a part is, else absent where a part is, else there."""
        assert isinstance(leaf.value, ir.Join)
        parts = leaf.value.parts
        unreported = self._either([self.ask(each, _IS_UNREPORTED) for each in parts])
        absent = self._either([self.ask(each, _IS_ABSENT) for each in parts])
        side = self.side.setdefault(self.space(leaf.value), [])
        for question, wanted in (
            (_IS_UNREPORTED, unreported),
            (_IS_ABSENT, self._both([absent, self._not(unreported)])),
        ):
            own = self._leaf(leaf, question)
            side.append(Goal(self._either([self._not(own), wanted]), YES))
            side.append(Goal(self._either([own, self._not(wanted)]), YES))

    def space(self, value: ir.Value) -> str:
        """The domain of the instance whose attribute a value is or is made from, or empty."""
        match value:
            case ir.Attribute(_, domain):
                return domain
            case ir.Join(operands) | ir.Coalesce(_, operands):
                return max((self.space(self.program.values[each]) for each in operands), default="")
            case _:
                return ""

    # Conditions

    def _both(self, operands: Sequence[NodeRef]) -> NodeRef:
        return self.formula.joined(operands, conjunction=True)

    def _either(self, operands: Sequence[NodeRef]) -> NodeRef:
        return self.formula.joined(operands, conjunction=False)

    def _not(self, operand: NodeRef) -> NodeRef:
        return self.formula.add(Negation(operand))

    def _fixed(self, truth: Truth) -> NodeRef:
        return self.formula.add(Fixed(truth))

    def condition(self, ref: ConditionRef, domain: str) -> NodeRef:
        """The node of a condition, within a quantifier of the domain whose instance it asks about."""
        found = self._nodes.get((domain, ref))
        if found is None:
            found = self._nodes[domain, ref] = self._condition(ref, domain)
        return found

    def _condition(self, ref: ConditionRef, domain: str) -> NodeRef:
        condition = self.program.conditions[ref]
        match condition:
            case ir.Truth(value):
                return self._fixed(Truth.of(value))
            case ir.And(operands):
                return self._both([self.condition(each, domain) for each in operands])
            case ir.Or(operands):
                return self._either([self.condition(each, domain) for each in operands])
            case ir.Not(operand):
                return self._not(self.condition(operand, domain))
            case ir.Member(value, accepted, absent):
                return self.ask(value, Question(Truth.UNKNOWN, Truth.UNKNOWN, Truth.of(absent), accepted))
            case ir.Like(value, glob):
                return self.ask(value, _matching(TextQuestion("glob", glob)))
            case ir.Matches(value, regex):
                return self.ask(value, _matching(TextQuestion("regex", regex)))
            case ir.Present(value):
                return self.ask(value, _PRESENT)
            case ir.Compare():
                return self._compare(condition, domain)
            case ir.Flag(owner, name):
                return self._flag(owner, name)
            case ir.Named(owner, name):
                there = self._leaf(Leaf(ir.Element("string", owner, name), "string"), _IS_THERE)
                return self._either([self._flag(owner, name), there])
            case ir.Reported(owner, kind):
                return self._reported(owner, kind)
            case ir.Exists():
                return self._exists(condition)
            case ir.Lookup(table, values):
                return self._rows(self.program.tables[table], values)
        assert_never(condition)

    def ask(self, ref: ValueRef, question: Question, type_: ScalarType | None = None) -> NodeRef:
        """The node of a question to a value, whose text is read as `type_` where that is another than its own."""
        value = self.program.values[ref]
        match value:
            case ir.Constant(own, text):
                return self._fixed(_answer(question, scalar.parse(type_ or own, text)))
            case ir.Element() | ir.Attribute() | ir.Join():
                return self._leaf(Leaf(value, type_ or value.type), question)
            case ir.Declared(own, path):
                feature = self.program.features[path]
                inner = question if feature.closed else question._replace(absent=question.unreported)
                return self.ask(feature.value, inner, type_ or own)
            case ir.Coalesce(_, operands):
                return self._coalesced(operands, question, type_)
            case ir.Count():
                return self._count(value, question)
        assert_never(value)

    def _coalesced(self, operands: Sequence[ValueRef], question: Question, type_: ScalarType | None) -> NodeRef:
        """The first, or it is absent and the rest answers."""
        if len(operands) == 1:
            return self.ask(operands[0], question, type_)
        first = self.ask(operands[0], question._replace(absent=Truth.NO), type_)
        absent = self.ask(operands[0], _IS_ABSENT, type_)
        return self._either([first, self._both([absent, self._coalesced(operands[1:], question, type_)])])

    def _leaf(self, leaf: Leaf, question: Question) -> NodeRef:
        if self._asked is not None:
            keys = self._asked.keys.setdefault(leaf, {})
            if not isinstance(question.keys, bool):
                keys[question.keys] = None
            match leaf.value:
                case ir.Element(_, domain):
                    self._asked.kind(domain, "attributes")
                case ir.Join(parts):
                    for each in parts:
                        self.ask(each, _IS_ABSENT)
                case _:
                    pass
            return self._fixed(Truth.NO)
        return self.formula.add(Atom(self.leaves[leaf], *self.cells[leaf].answers(question)))

    def _compare(self, condition: ir.Compare, domain: str) -> NodeRef:
        """No where one is absent, unknown where one is not known, else as their keys compare."""
        left, right = condition.left, condition.right
        if left in self._counted or right in self._counted:
            self.complete = False
            return self._opaque(("", condition), condition, domain, (1, 2, 4))
        keys_agree = self._opaque((domain, condition), condition, domain, (1, 0, 2))
        known = [self.ask(left, _KNOWN), self.ask(right, _KNOWN)]
        unknown = self._either([self.ask(left, _NEVER), self.ask(right, _NEVER)])
        return self._either([self._both([*known, keys_agree]), self._both([*known, unknown])])

    def _opaque(
        self, key: tuple[str, ir.Compare], condition: ir.Compare, domain: str, answers: tuple[int, int, int]
    ) -> NodeRef:
        if key not in self.compared:
            variable = self.formula.variable(sum(answers))
            counted = condition.left in self._counted or condition.right in self._counted
            self.compared[key] = Compared(
                variable, condition.operator, condition.left, condition.right, domain, counted
            )
        return self.formula.add(Atom(self.compared[key].variable, *answers))

    def _flag(self, domain: str, name: str) -> NodeRef:
        if self._asked is not None:
            self._asked.kind(domain, "flags")
        if (domain, name) not in self.flags:
            self.flags[domain, name] = self.formula.variable(0b111)
        return self.formula.add(Atom(self.flags[domain, name], 1, 2, 4))

    def _reported(self, domain: str, kind: Kind) -> NodeRef:
        if self._asked is not None:
            self._asked.kind(domain, kind)
            return self._fixed(Truth.NO)
        variable, states = self.domains[domain]
        yes = states.reporting(kind)
        return self.formula.add(Atom(variable, states.all & ~yes, 0, yes))

    def _exists(self, condition: ir.Exists) -> NodeRef:
        inner = self.condition(condition.condition, condition.domain)
        if self._asked is not None:
            self._asked.kind(condition.domain, "instances")
        if condition not in self.quantified:
            variable = self.formula.variable(0b111)
            self.quantified[condition] = Quantified(variable, condition.domain, inner, None)
        return self.formula.add(Atom(self.quantified[condition].variable, 1, 2, 4))

    def _count(self, count: ir.Count, question: Question) -> NodeRef:
        inner = self.condition(count.condition, count.domain)
        if isinstance(question.keys, bool):
            return self._fixed(Truth.of(question.keys))
        assert isinstance(question.keys, IntervalSet), "counts are asked for numbers"
        if self._asked is not None:
            self._asked.kind(count.domain, "instances")
            self._asked.counts.setdefault(count, []).append(question.keys)
            return self._fixed(Truth.NO)
        ranges = self._ranges[count]
        if count not in self.quantified:
            self.quantified[count] = Quantified(self.formula.variable(ranges.all), count.domain, inner, ranges)
        return self.formula.add(Atom(self.quantified[count].variable, *ranges.answers(question.keys)))

    def _rows(self, table: ir.Table, values: Sequence[ValueRef]) -> NodeRef:
        """Some row, each of whose cells admits its value."""
        rows = [
            self._both(
                [
                    self.ask(value, Question(Truth.UNKNOWN, Truth.UNKNOWN, Truth.NO, cell))
                    for value, cell in zip(values, row, strict=True)
                    if cell is not None
                ]
            )
            for row in table.rows
        ]
        return self._either(rows)


def _matching(question: TextQuestion) -> Question:
    return Question(Truth.UNKNOWN, Truth.UNKNOWN, Truth.NO, question)


def _answer(question: Question, key: scalar.Key | None) -> Truth:
    """The answer of a constant."""
    if key is None:
        return question.unparsable
    match question.keys:
        case bool(answer):
            return Truth.of(answer)
        case TextQuestion() as text:
            return Truth.of(text.matches(key))
        case IntervalSet() | Names() as accepted:
            return Truth.of(key in accepted)
