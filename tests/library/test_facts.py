"""The tables of the library have what the facts have, figure by figure, and what they lack is listed with its reason."""

from __future__ import annotations

import re

import pytest

from compatlang.cli import library
from tests.library.facts import amd, distro, intel, kernel, network, nvidia
from tests.library.facts.fact import FOLDER, Compared
from tests.library.rows import tables
from tests.library.summary import POLICIES

LEFT_OUT = POLICIES.parent / "docs" / "library" / "left-out.md"
TABLES = (*amd.TABLES, *distro.TABLES, *intel.TABLES, *kernel.TABLES, *network.TABLES, *nvidia.TABLES)

ELSEWHERE = {
    ("amd", "modules"): "the facts have no version of the kernel module; AMD's pages on the driver name two",
    ("containers", "cgroup2_defaults"): "Kubernetes' list of distributions; the facts have none",
    ("intel", "gaudi_drivers"): "each driver has the release of its software; the facts say so in a note",
    ("rdma", "rdma_core_library"): "the names of the library's files; the facts have none",
}
"""Tables that the facts do not speak of, and what their rows are from."""

needs_facts = pytest.mark.skipif(not FOLDER.is_dir(), reason="the facts are not beside this checkout")


def reasons(module: str) -> list[str]:
    """The reasons in the section of a module, each on one line."""
    _, _, rest = LEFT_OUT.read_text(encoding="utf-8").partition(f"\n## {module}\n")
    section = rest.partition("\n## ")[0]
    return [
        " ".join(each.split()) for each in re.findall(r"^- (.+?)(?=\n- |\n\n|\Z)", section, re.MULTILINE | re.DOTALL)
    ]


def named(compared: Compared) -> str:
    return f"{compared.module}.{compared.table}-{compared.facts.__name__}"


@needs_facts
@pytest.mark.parametrize("compared", TABLES, ids=named)
def test_what_the_facts_have_is_in_the_table_or_left_out_for_a_reason(compared: Compared) -> None:
    """A fact that comes in has to leave the list: what is listed is missing."""
    [table] = [each for each in tables(compared.module) if each.name == compared.table]
    facts = list(compared.facts())
    assert facts
    missing = {each.name for each in facts if not each.is_in(table)}
    assert missing == {name for names in compared.left_out.values() for name in names}


@pytest.mark.parametrize("compared", TABLES, ids=named)
def test_what_is_left_out_has_its_reason_in_the_documentation(compared: Compared) -> None:
    found = reasons(compared.module)
    for start in compared.left_out:
        assert any(each.startswith(start) for each in found), start


def test_every_table_is_compared_or_said_to_be_from_elsewhere() -> None:
    compared = {(each.module, each.table) for each in TABLES}
    assert compared.isdisjoint(ELSEWHERE)
    assert {(name, each.name) for name in library.names() for each in tables(name)} == compared | set(ELSEWHERE)
