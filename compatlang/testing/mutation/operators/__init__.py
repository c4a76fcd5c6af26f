"""The operators: each makes of a node those that an author could have written in its place by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compatlang.testing.mutation.model import Change
from compatlang.testing.mutation.operators.bounds import bounds
from compatlang.testing.mutation.operators.connectives import connectives
from compatlang.testing.mutation.operators.leaving_out import leaving_out
from compatlang.testing.mutation.operators.negation import negation
from compatlang.typed import tree as typed

OPERATORS: tuple[Callable[[typed.Node], Iterable[Change]], ...] = (bounds, leaving_out, connectives, negation)
"""In the order in which mutants of one node are numbered."""
