"""Policies as one boolean expression each, for the engines in which that is how they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.bench.workload import Atom, Policy, Requirement


class Operators(NamedTuple):
    """How an engine writes *and*, *or* and *not*, and each atom."""

    conjunction: str
    disjunction: str
    negation: str
    atom: Callable[[Atom], str]

    def policy(self, policy: Policy) -> str:
        """The whole policy, in parentheses."""
        return "(" + self.conjunction.join(map(self._requirement, policy.requirements)) + ")"

    def _requirement(self, requirement: Requirement) -> str:
        alternatives = f"({self.disjunction.join(map(self.atom, requirement.atoms))})"
        return self.negation + alternatives if requirement.forbidden else alternatives
