"""CEL in Google's C++ runtime: cel-expr-python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from tests.bench.engines.expressions import Operators
from tests.bench.engines.facts import Facts, number
from tests.bench.engines.protocol import Compiled, load
from tests.bench.nodes import Node
from tests.bench.workload import (
    Atom,
    DriverFrom,
    HasDevice,
    HasFlag,
    HasLabel,
    HasModule,
    HasOption,
    KernelIn,
    Policy,
)


def cel_atom(atom: Atom) -> str:
    """An atom in CEL. Asking for a key that is not there is an error, hence `in` first."""
    match atom:
        case KernelIn(low, high):
            return f"kernel >= {number(low)} && kernel < {number(high)}"
        case HasFlag(name):
            return f'"{name}" in flags'
        case HasModule(name):
            return f'"{name}" in modules'
        case HasOption(name, value):
            return f'("{name}" in options && options["{name}"] == "{value}")'
        case HasDevice(vendor, class_):
            return f"devices.exists(d, d.vendor == {vendor} && d.class == {class_})"
        case HasLabel(key, value):
            return f'("{key}" in labels && labels["{key}"] == "{value}")'
        case DriverFrom(low):
            return f"driver >= {number(low)}"
        case _:
            assert_never(atom)


CEL = Operators(" && ", " || ", "!", cel_atom)


class CelExpressions:
    """An expression a policy, compiled and type-checked beforehand, on an activation that is made beforehand."""

    name = "CEL, C++"
    most_policies = 1000

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        cel = load("cel_expr_python.cel", "cel-expr-python")
        return _Expressions(cel, policies)


class CelList:
    """One expression whose value is the list of all verdicts: a call for all policies instead of one for each.

    An expression can have 100,000 characters.
    """

    name = "CEL, C++, one list"
    most_policies = 100

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        cel = load("cel_expr_python.cel", "cel-expr-python")
        return _List(cel, policies)


class _Prepared:
    def __init__(self, cel: Any, policies: Sequence[Policy]) -> None:
        kinds = cel.Type
        names = kinds.Map(kinds.STRING, kinds.BOOL)
        texts = kinds.Map(kinds.STRING, kinds.STRING)
        devices = kinds.List(kinds.Map(kinds.STRING, kinds.INT))
        variables = {"kernel": kinds.INT, "driver": kinds.INT, "flags": names, "modules": names}
        variables |= {"options": texts, "labels": texts, "devices": devices}
        self.environment = cel.NewEnv(variables=variables)
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        return self.environment.Activation(self._facts.with_lookup(node))


class _Expressions(_Prepared):
    def __init__(self, cel: Any, policies: Sequence[Policy]) -> None:
        super().__init__(cel, policies)
        self._expressions = [self.environment.compile(CEL.policy(each)) for each in policies]

    def answer(self, prepared: Any) -> Any:
        return [each.eval(prepared).value() for each in self._expressions]

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return list(answer)


class _List(_Prepared):
    def __init__(self, cel: Any, policies: Sequence[Policy]) -> None:
        super().__init__(cel, policies)
        self._expression = self.environment.compile(f"[{', '.join(map(CEL.policy, policies))}]")

    def answer(self, prepared: Any) -> Any:
        return self._expression.eval(prepared).plain_value()

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return list(answer)
