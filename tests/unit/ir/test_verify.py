"""Every violation is found, and named by its entry."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from compatlang.ir import model as ir
from compatlang.ir.accepted import Names
from compatlang.ir.verify import verify
from compatlang.values.interval import FULL

ZONE = ir.Element("string", "node.label", "zone")
VENDOR = ir.Attribute("id", "pci.device", "vendor")
ANY = Names(frozenset(), excluded=True)


def _program(
    values: Sequence[ir.Value] = (),
    conditions: Sequence[ir.Condition] = (),
    statements: Sequence[ir.Statement] | None = None,
) -> ir.Ir:
    own = (ir.Statement("require", "r", len(conditions) - 1),) if conditions else ()
    policy = ir.Policy("p", own if statements is None else tuple(statements), ())
    return ir.Ir(tuple(values), tuple(conditions), {}, {}, (policy,))


def test_a_sound_program() -> None:
    inner = ir.Member(0, FULL)
    assert verify(_program((VENDOR, ir.Count("pci.device", 0)), (inner, ir.Member(1, FULL)))) == []


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (_program((), (ir.Not(0),)), "condition 0 refers to 0, which is no earlier entry"),
        (_program((), (ir.Present(3),)), "condition 0 refers to 3, which is no earlier entry"),
        (_program((ir.Coalesce("int", (0, 1)),), ()), "value 0 refers to 0, which is no earlier entry"),
        (_program((ir.Count("pci.device", 5),), ()), "value 0 refers to 5, which is no earlier entry"),
        (
            _program((ir.Count("pci.device", 0),), (ir.Member(0, FULL),)),
            "condition 0 refers to 0, which is no earlier entry",
        ),
        (_program((), (), [ir.Statement("require", "r", 0)]), "`r` of `p` refers to 0, which there is not"),
        (_program((ir.Declared("int", "a.b"),), ()), "value 0 reads the feature `a.b`, which there is not"),
        (_program((ir.Constant("int", "x"),), ()), "value 0 is 'x', which is no int"),
        (_program((ZONE, ir.Coalesce("string", (0,))), ()), "value 1 chooses from fewer than two"),
        (_program((ZONE, ir.Coalesce("int", (0, 0))), ()), "value 1 chooses from values of other types"),
        (_program((ZONE,), (ir.Member(0, FULL),)), "condition 0 asks whether string is in IntervalSet([(None, None)])"),
        (_program((VENDOR,), (ir.Like(0, "*"), ir.Exists("pci.device", 0))), "condition 0 asks id for a string"),
        (_program((ZONE,), (ir.Matches(0, "("),)), "condition 0 asks for the expression '(', which is unsound"),
        (_program((ZONE,), (ir.Compare("<", 0, 0),)), "condition 0 compares string with `<`"),
        (
            _program((ZONE, ir.Constant("int", "1")), (ir.Compare("==", 0, 1),)),
            "condition 0 compares string with int",
        ),
        (_program((), (ir.Truth(True), ir.And((0,)))), "condition 1 joins one condition"),
        (_program((ZONE,), (ir.Lookup("t", (0,)),)), "condition 0 asks the table `t`, which there is not"),
        (_program((VENDOR,), (ir.Present(0),)), "`r` of `p` asks about an instance, and there is none"),
        (
            _program((VENDOR,), (ir.Present(0), ir.Exists("network.device", 0))),
            "condition 1 asks instances of `network.device` about those of `pci.device`",
        ),
        (
            _program((VENDOR,), (ir.Present(0), ir.Exists("pci.device", 0), ir.Exists("pci.device", 1))),
            "condition 2 asks about instances within a question about instances",
        ),
        (
            _program((ZONE,), (ir.Present(0),), [ir.Statement("require", "r", 0)] * 2),
            "`r` of `p` stands there twice",
        ),
        (_program((), (ir.Truth(True),), [ir.Statement("prefer", "r", 0, 0)]), "`r` of `p` has the weight 0"),
        (_program((), (ir.Truth(True),), [ir.Statement("warn", "r", 0, 1)]), "`r` of `p` has the weight 1"),
    ],
)
def test_a_violation(program: ir.Ir, message: str) -> None:
    assert verify(program) == [message]


def _with(program: ir.Ir, **changes: object) -> ir.Ir:
    return msgspec.structs.replace(program, **changes)


def test_violations_of_features() -> None:
    declared = ir.Declared("string", "a.b")
    feature = ir.Feature("string", 0, closed=False)
    assert verify(_with(_program((ZONE, declared)), features={"a.b": feature})) == []
    assert verify(_with(_program((declared,)), features={"a.b": feature})) == [
        "value 0 reads the feature `a.b`, whose value is no earlier entry"
    ]
    assert verify(_with(_program(()), features={"a.b": feature})) == [
        "feature `a.b` refers to value 0, which there is not"
    ]
    assert verify(_with(_program((VENDOR,)), features={"a.b": feature})) == [
        "feature `a.b` asks about an instance, and there is none"
    ]


def test_violations_of_tables() -> None:
    asked = _program((ZONE,), (ir.Lookup("t", (0,)),))
    assert verify(_with(asked, tables={"t": ir.Table(("string",), ((ANY,), (None,)))})) == []
    for row in ((), (FULL,), (ANY, ANY)):
        assert verify(_with(asked, tables={"t": ir.Table(("string",), ((ANY,), row))})) == [
            "row 1 of the table `t` does not fit its columns"
        ]
    assert verify(_with(asked, tables={"t": ir.Table(("int",), ())})) == [
        "condition 0 asks the table `t` for other columns than it has"
    ]


def test_violations_of_profiles() -> None:
    statement = ir.Statement("require", "r", 0)
    program = _program((), (ir.Truth(True),))
    profile = ir.Profile("f", 2_000_000, (statement,))
    policy = ir.Policy("p", (statement,), (ir.Group("", (profile,)), ir.Group("x", ())))
    assert verify(_with(program, policies=(policy,))) == [
        "`r` of `p` stands there twice",
        "the profile `f` of `p` has the weight 2000000",
        "a group of `p` has no profiles",
    ]
