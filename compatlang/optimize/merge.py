"""Questions about one value become one question.

Before:

    kernel.version >= 5.15 and cpu.cpuid has "AVX2" and kernel.version < 6.8

After:

    kernel.version in 5.15 ..< 6.8 and cpu.cpuid has "AVX2"

In *and* the sets are intersected, in *or* united, `absent` likewise. An empty set stays a question, and so does a full one:
where the value is not reported, the answer is still unknown. Counts are left alone: where only bounds are known, 1 and 2, the
count is neither certainly 1 nor certainly 2, and yet certainly in `[1, 2]`.
"""

from __future__ import annotations

from compatlang.ir import model as ir
from compatlang.ir.accepted import intersection, union
from compatlang.ir.model import ConditionRef, ValueRef
from compatlang.optimize.rewriter import Connective, Operands, Rewriter


def merge(rewriter: Rewriter, connective: Connective, operands: Operands) -> Operands:
    """No two questions about one value that is no count."""
    asked: dict[ValueRef, dict[ConditionRef, ir.Member]] = {}
    for each in operands:
        condition = rewriter.build.conditions[each]
        if isinstance(condition, ir.Member) and condition.value not in rewriter.counted:
            asked.setdefault(condition.value, {})[each] = condition
    several = [members for members in asked.values() if len(members) > 1]
    merged = [rewriter.build.condition(_merged(connective, list(each.values()))) for each in several]
    gone = {each for members in several for each in members}
    return (*merged, *(each for each in operands if each not in gone)) if several else operands


def _merged(connective: Connective, members: list[ir.Member]) -> ir.Member:
    if connective is ir.And:
        accepted, absent = intersection(*(each.accepted for each in members)), all(each.absent for each in members)
    else:
        accepted, absent = union(*(each.accepted for each in members)), any(each.absent for each in members)
    return ir.Member(members[0].value, accepted, absent)
