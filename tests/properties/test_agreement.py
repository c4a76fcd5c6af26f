"""Every evaluator decides as the reference evaluator does; `python -m tests.agreement` runs the same for longer."""

from __future__ import annotations

from hypothesis import given

from tests.agreement.cases import Case, cases
from tests.agreement.disagreements import disagreements
from tests.strategies import examples

NODES = 4
"""Of each random policy file, so that 500 examples are 2,000 cases."""


@examples(500)
@given(cases(NODES))
def test_all_evaluators_agree(case: Case) -> None:
    assert disagreements(*case) == []
