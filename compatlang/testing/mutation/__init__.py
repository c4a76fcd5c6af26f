"""Mutation testing: does a test fail when a policy is changed a little? What no test notices, no test says.

A mutant is a program that differs from the policy in one place. `mutants` says which there are; each file of `operators`
makes one kind of them. `trace` says what each test asks, `run` which mutants it notices, and `equivalent` which
nobody could. See R. A. DeMillo, R. J. Lipton and F. G. Sayward, Hints on Test Data Selection, 1978.
"""

from compatlang.testing.mutation.model import Mutant
from compatlang.testing.mutation.mutants import mutants
from compatlang.testing.mutation.run import Ran, run_mutants

__all__ = ["Mutant", "Ran", "mutants", "run_mutants"]
