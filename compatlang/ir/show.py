"""Conditions over atoms as text, in the language's own notation as far as it goes: what `--emit` and goldens compare.

Three things are to be known. A question about a value that is absent has the answer no, `not in` included, unless it says
`or absent`. Sets of keys are shown as `values.show` describes. And a larger subcondition that stands in several places is `%1`
there, and listed at the end: the text is no longer than the tables make it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias, assert_never

from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.accepted import Accepted, Names
from compatlang.ir.model import ConditionRef, ValueRef
from compatlang.schema.show import feature_path
from compatlang.values import pattern
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.show import quoted, show_set

_WIDTH = 120
"""What is longer is broken into a block, one condition a line."""

_REPEATED = 6
"""A condition or value of so many entries is shown in each place where it stands; a larger one is shown once."""

_Entry: TypeAlias = tuple[Literal["condition", "value"], int]


def show(program: ir.Ir) -> str:
    """All policies, and the features, tables and shared conditions that they come down to."""
    printer = _Printer(program)
    blocks = [list(printer.policy(each)) for each in program.policies]
    blocks += [[printer.feature(path, each) for path, each in program.features.items()]]
    blocks += [list(_table(name, each)) for name, each in program.tables.items()]
    blocks += [list(printer.shared())]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def show_condition(program: ir.Ir, condition: ConditionRef) -> str:
    """One condition on one line, nothing of it listed apart. Its length is that of a tree."""
    return _Printer(program, share=False).condition(condition)


def show_value(program: ir.Ir, value: ValueRef) -> str:
    """One value on one line."""
    return _Printer(program, share=False).value(value)


def show_accepted(type_: ScalarType, accepted: Accepted) -> str:
    """A set that a value is in: a pattern, or `not` before names that it is none of."""
    if isinstance(accepted, IntervalSet):
        return show_set(type_, accepted)
    if not accepted.excluded:
        return _names(type_, accepted)
    return f"not {_names(type_, accepted)}" if accepted.keys else "*"


def _names(type_: ScalarType, names: Names) -> str:
    texts = sorted(quoted(each) if type_ == "string" else str(each).lower() for each in names.keys)
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _question(type_: ScalarType, accepted: Accepted) -> str:
    """What stands right of a value: `== 5.15.3`, `>= 6.8`, `not in ["a", "b"]`."""
    negated = _is_all_but_some(accepted)
    text = show_accepted(type_, ~accepted if negated else accepted)
    if type_ == "string" or " .." not in text:
        if text[0] in "<>":
            return text
        if text[0] not in "[*":
            return f"{'!=' if negated else '=='} {text}"
    return f"{'not in' if negated else 'in'} {text}"


def _is_all_but_some(accepted: Accepted) -> bool:
    if isinstance(accepted, Names):
        return accepted.excluded and bool(accepted.keys)
    intervals = accepted.intervals
    return len(intervals) > 1 and intervals[0][0] is None and intervals[-1][1] is None


def _table(name: str, table: ir.Table) -> Iterator[str]:
    yield f"table {name}"
    for row in table.rows:
        cells = zip(row, table.types, strict=True)
        yield "  " + " | ".join("any" if each is None else show_accepted(type_, each) for each, type_ in cells)


class _Printer:
    def __init__(self, program: ir.Ir, *, share: bool = True) -> None:
        self._program = program
        self._shared = _shared_entries(program) if share else frozenset()
        self._numbers: dict[_Entry, str] = {}
        self._numbered: list[_Entry] = []

    # Policies

    def policy(self, policy: ir.Policy) -> Iterator[str]:
        """A policy's statements, then its groups of profiles."""
        yield f"policy {policy.name}"
        yield from self._statements(policy.statements, "  ")
        for group in policy.groups:
            yield f"  one profile of {group.owner}" if group.owner else "  one profile"
            for profile in group.profiles:
                yield f"    profile {profile.name} weight {profile.weight}"
                yield from self._statements(profile.statements, "      ")

    def _statements(self, statements: Sequence[ir.Statement], indent: str) -> Iterator[str]:
        for each in statements:
            weight = f" weight {each.weight}" if each.kind == "prefer" else ""
            yield from self._lines(f"{indent}{each.kind} {each.name}{weight}: ", each.condition, indent)

    def feature(self, path: str, feature: ir.Feature) -> str:
        """A declared feature."""
        closed = "closed " if feature.closed else ""
        return f"{closed}feature {path}: {feature.type} = {self.value(feature.value)}"

    def shared(self) -> Iterator[str]:
        """What was referred to by number so far, and by what is listed here."""
        for number, (table, ref) in enumerate(self._numbered, 1):  # which grows meanwhile
            if table == "value":
                yield f"%{number} = {self._value(ref)}"
            else:
                yield from self._written(f"%{number} = ", ref, "")

    def _lines(self, head: str, ref: ConditionRef, indent: str) -> Iterator[str]:
        """A condition after `head`; its number, where it has one."""
        number = self._number("condition", ref)
        if number:
            yield head + number
        else:
            yield from self._written(head, ref, indent)

    def _written(self, head: str, ref: ConditionRef, indent: str) -> Iterator[str]:
        """A condition after `head`, on one line where it fits, else as a block."""
        text = self._condition(ref)
        block = self._block(ref)
        if len(head) + len(text) <= _WIDTH or block is None:
            yield head + text
            return
        word, operands = block
        yield f"{head}{word} {{"
        for each in operands:
            yield from self._lines(f"{indent}  ", each, f"{indent}  ")
        yield f"{indent}}}"

    def _block(self, ref: ConditionRef) -> tuple[str, tuple[ConditionRef, ...]] | None:
        match self._program.conditions[ref]:
            case ir.And(operands):
                return "all of", operands
            case ir.Or(operands):
                return "any of", operands
            case ir.Exists(domain, inner):
                return f"any {domain}", self._operands(inner)
            case _:
                return None

    # Conditions

    def condition(self, ref: ConditionRef) -> str:
        """A condition, or its number where it is listed apart."""
        return self._number("condition", ref) or self._condition(ref)

    def _condition(self, ref: ConditionRef) -> str:
        condition = self._program.conditions[ref]
        match condition:
            case ir.Truth(value):
                return "true" if value else "false"
            case ir.And(operands):
                return " and ".join(self._bracketed(each, ir.Or, ir.Member) for each in operands) or "true"
            case ir.Or(operands):
                return " or ".join(self._bracketed(each, ir.Member) for each in operands) or "false"
            case ir.Not(operand):
                return self._negated(operand)
            case ir.Member(value, accepted, absent):
                question = _question(self._program.values[value].type, accepted)
                return f"{self.value(value)} {question}{' or absent' if absent else ''}"
            case ir.Like(value, glob):
                return f"{self.value(value)} like {quoted(glob)}"
            case ir.Matches(value, regex):
                return f"{self.value(value)} matches {quoted(regex)}"
            case ir.Compare(operator, left, right):
                return f"{self.value(left)} {operator} {self.value(right)}"
            case ir.Flag(domain, name):
                return f"{domain} has {quoted(name)}"
            case ir.Named(domain, name):
                return f"{feature_path(domain, name)} is present"
            case ir.Reported(domain):
                return f"{domain} is reported"
            case ir.Present(value):
                return f"{self._single(value)} is present"
            case ir.Exists(domain, inner):
                return f"any {domain} {self._braced(inner)}"
            case ir.Lookup(table, values):
                return f"({', '.join(self.value(each) for each in values)}) in {table}"
        assert_never(condition)

    def _negated(self, operand: ConditionRef) -> str:
        match self._program.conditions[operand]:
            case ir.Compare("==", left, right):
                return f"{self.value(left)} != {self.value(right)}"
            case ir.Present(value):
                return f"{self._single(value)} is missing"
            case ir.Named(domain, name):
                return f"{feature_path(domain, name)} is missing"
            case _:
                return f"not {self._bracketed(operand, ir.And, ir.Or, ir.Member)}"

    def _bracketed(self, ref: ConditionRef, *loose: type[ir.And] | type[ir.Or] | type[ir.Member]) -> str:
        text = self.condition(ref)
        condition = self._program.conditions[ref]
        if not isinstance(condition, loose) or ("condition", ref) in self._shared:
            return text
        one_piece = not condition.absent if isinstance(condition, ir.Member) else len(condition.operands) < 2
        return text if one_piece else f"({text})"

    def _braced(self, inner: ConditionRef) -> str:
        return f"{{ {'; '.join(self.condition(each) for each in self._operands(inner))} }}"

    def _operands(self, inner: ConditionRef) -> tuple[ConditionRef, ...]:
        condition = self._program.conditions[inner]
        if isinstance(condition, ir.And) and condition.operands and ("condition", inner) not in self._shared:
            return condition.operands
        return (inner,)

    # Values

    def value(self, ref: ValueRef) -> str:
        """A value, or its number where it is listed apart."""
        return self._number("value", ref) or self._value(ref)

    def _value(self, ref: ValueRef) -> str:
        value = self._program.values[ref]
        match value:
            case ir.Constant(type_, text):
                return pattern.show_literal(type_, text)
            case ir.Element(_, domain, name):
                return feature_path(domain, name)
            case ir.Attribute(_, _, name):
                return name
            case ir.Declared(type_, path):
                return path if self._program.features[path].type == type_ else f"{path} as {type_}"
            case ir.Coalesce(_, operands):
                return " ?? ".join(self._single(each) for each in operands)
            case ir.Join(parts):
                return f"version({', '.join(self.value(each) for each in parts)})"
            case ir.Count(domain, condition):
                return f"count {domain} {self._braced(condition)}"
        assert_never(value)

    def _single(self, ref: ValueRef) -> str:
        text = self.value(ref)
        coalesce = isinstance(self._program.values[ref], ir.Coalesce) and ("value", ref) not in self._shared
        return f"({text})" if coalesce else text

    def _number(self, table: Literal["condition", "value"], ref: int) -> str:
        entry: _Entry = (table, ref)
        if entry not in self._shared:
            return ""
        if entry not in self._numbers:
            self._numbered.append(entry)
            self._numbers[entry] = f"%{len(self._numbered)}"
        return self._numbers[entry]


def _shared_entries(program: ir.Ir) -> frozenset[_Entry]:
    """Larger entries that more than one reachable entry or statement refers to."""
    uses: dict[_Entry, int] = {}
    waiting: list[_Entry] = [
        ("condition", each.condition) for policy in program.policies for each in references.statements(policy)
    ]
    waiting += [("value", each.value) for each in program.features.values()]
    while waiting:
        entry = waiting.pop()
        uses[entry] = uses.get(entry, 0) + 1
        if uses[entry] == 1:
            waiting += _children(program, entry)
    sizes: dict[_Entry, int] = {}
    shared: set[_Entry] = set()

    def size(entry: _Entry) -> int:
        """How many entries are shown where one stands."""
        if entry not in sizes:
            sizes[entry] = 1 + sum(1 if each in shared else size(each) for each in _children(program, entry))
            if sizes[entry] > _REPEATED and uses[entry] > 1:
                shared.add(entry)
        return 1 if entry in shared else sizes[entry]

    for entry in uses:
        size(entry)
    return frozenset(shared)


def _children(program: ir.Ir, entry: _Entry) -> list[_Entry]:
    table, ref = entry
    children: list[_Entry] = []
    if table == "condition":
        condition = program.conditions[ref]
        children += [("condition", each) for each in references.conditions_of(condition)]
        children += [("value", each) for each in references.values_of(condition)]
    else:
        value = program.values[ref]
        children += [("value", each) for each in references.parts_of(value)]
        if isinstance(value, ir.Count):
            children.append(("condition", value.condition))
    return children
