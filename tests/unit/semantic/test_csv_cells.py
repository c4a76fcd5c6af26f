"""Cells of CSV tables: what a quoted cell holds is read as it is meant, and faults are said of the right line."""

from __future__ import annotations

import compatlang
from compatlang import MemoryLoader, Policies

TABLE = 'table t(os: string, kernel: version) from "t.csv"\nrule r { t(system.osrelease.ID, kernel.version) }\n'


def compiled(csv: str, test: str = "") -> Policies:
    return compatlang.compile(TABLE + test, name="main.compat", loader=MemoryLoader({"t.csv": csv}))


def test_a_cell_with_doubled_quotes_is_a_set() -> None:
    test = 'test "t" { given system.osrelease.ID = "debian"; given kernel.version = "6.1"; expect r(): yes }'
    policies = compiled('os,kernel\n"[""ubuntu"", ""debian""]",>= 5.15\n', test)
    assert policies.diagnostics == ()
    assert [each.passed for each in policies.test()] == [True]


def test_a_fault_in_a_quoted_cell_is_said_of_its_row() -> None:
    policies = compiled('os,kernel\nrhel,*\n"[""ubuntu"", 5]",*\n')
    [found] = policies.diagnostics
    source = policies.sources["t.csv"]
    assert found.code == "type-mismatch"
    assert source.slice(found.span) == '"[""ubuntu"", 5]",*'


def test_a_misspelt_column_is_one_fault() -> None:
    [found] = compiled("os,kernl\nrhel,*\n").diagnostics
    assert (found.message, found.help) == ("`kernl` is no column of the table", "did you mean `kernel`?")


def test_columns_may_stand_in_any_order_and_lines_be_empty() -> None:
    assert compiled("kernel,os\n\n*,rhel\n\n").diagnostics == ()
