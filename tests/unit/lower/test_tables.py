"""Look-ups of different rows never share a name."""

from __future__ import annotations

import compatlang
from compatlang.ir import model as ir
from compatlang.lower import lower

TABLE = """table t {{
  source "somewhere"
  a: string | b: string | c: int | d: int
  {rows}
}}
"""


def _lowered(text: str, **files: str) -> ir.Ir:
    loader = compatlang.MemoryLoader({f"{name}.compat": each for name, each in files.items()})
    made = compatlang.compile(text, name="main.compat", loader=loader)
    assert not made.diagnostics
    return lower(made.program, made.selected)


def test_tables_of_different_files_may_have_one_name() -> None:
    other = TABLE.format(rows="* | * | 3 | 4") + "rule other(x: int, y: int) { t(c: x, d: y) }"
    text = (
        'import "./other.compat" as other\n'
        + TABLE.format(rows="* | * | 1 | 2")
        + "rule own(x: int, y: int) { t(c: x, d: y) }\n"
        + "policy main { require r: own(cpu.model.family, cpu.model.id) or other.other(cpu.model.family, cpu.model.id) }"
    )
    program = _lowered(text, other=other)
    assert list(program.tables) == ["t(c, d)", "t(c, d) #2"]
    assert program.tables["t(c, d)"] != program.tables["t(c, d) #2"]


def test_constant_arguments_are_told_apart() -> None:
    text = TABLE.format(rows='"a" | "b" | 1 | 2\n  "a, b: b" | "x" | 3 | 4') + (
        'policy main { require r: t(a: "a", b: "b", c: cpu.model.family, d: cpu.model.id)'
        ' or t(a: "a, b: b", c: cpu.model.family, d: cpu.model.id) }'
    )
    assert list(_lowered(text).tables) == ['t(a: "a", b: "b", c, d)', 't(a: "a, b: b", c, d)']
