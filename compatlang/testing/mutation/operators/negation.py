"""Questions asked the wrong way round: `==` as `!=`, `in` as `not in`, `has` as `not … has`, `forbid` as `require`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from compatlang.testing.mutation.model import Change
from compatlang.typed import tree as typed
from compatlang.typed.show import show_condition
from compatlang.values.pattern import Bound


def negation(node: typed.Node) -> Iterator[Change]:
    """The question that is *yes* where this one is *no*. What is negated already is asked plainly."""
    match node:
        case typed.Requirement("forbid", name):
            yield Change(node, msgspec.structs.replace(node, kind="require"), f"forbid {name}", f"require {name}")
        case typed.Not(operand):
            yield Change(node, operand, show_condition(node), show_condition(operand))
        case typed.Test(_, pattern, _) if isinstance(pattern, Bound):
            return  # the operator of a bound is shifted instead
        case typed.Compare(operator, _, _) if operator != "==":
            return
        case (
            typed.Test()
            | typed.Compare()
            | typed.Has()
            | typed.Like()
            | typed.Matches()
            | typed.Reported()
            | typed.Present()
            | typed.FlagPresent()
            | typed.RuleCall()
            | typed.TableCall()
        ):
            new = typed.Not(node, span=node.span)
            yield Change(node, new, show_condition(node), show_condition(new))
        case _:
            return
