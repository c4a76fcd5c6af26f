"""`catalog --library`, and the pages that are made of it."""

from __future__ import annotations

from pathlib import Path

from compatlang.cli import library, library_pages
from tests.cli.conftest import Run
from tests.cli.test_schemas import errors

PAGES = Path(__file__).resolve().parents[2] / "docs" / "library"


def test_modules_are_listed_with_what_they_are_about(run: Run) -> None:
    ran = run("catalog", "--library")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines[:-2]] == list(library.names())
    assert "PCI vendor ids and class codes by name" in ran.out


def test_one_module_is_shown_with_its_members(run: Run) -> None:
    ran = run("catalog", "--library", "pci")
    assert ran.code == 0
    assert "let nvidia = 0x10de\n    NVIDIA Corporation\n" in ran.out


def test_a_module_that_is_not_there_is_1(run: Run) -> None:
    ran = run("catalog", "--library", "pcy")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "the policy library has no module `pcy`\n  help: did you mean `pci`?\n"


def test_the_document_is_valid(run: Run) -> None:
    for argv in (("catalog", "--library"), ("catalog", "--library", "pci")):
        assert errors(run(*argv, "--format", "json").json) == []


def test_everything_in_the_library_is_described() -> None:
    for name in library.names():
        module = library.describe(name)
        assert module.about, name
        docs = {each.name: each.doc for each in module.members} | {each.name: each.doc for each in module.tables}
        assert [each for each, doc in docs.items() if not doc] == [], name


def test_every_table_names_a_source_and_when_it_was_looked_at() -> None:
    for name in library.names():
        for table in library.describe(name).tables:
            assert all((table.sources, table.updated, table.review)), f"{name}.{table.name}"


def test_the_pages_are_current() -> None:
    for name, text in library_pages.pages().items():
        told = "python -m compatlang.cli.library_pages docs/library"
        assert (PAGES / name).read_text(encoding="utf-8") == text, told


def test_an_item_of_a_list_goes_on_in_the_lines_below_it() -> None:
    page = library_pages.pages()["kernel.md"]
    assert "to the weakest:\n\n1. An option" in page
    assert page.count("```text") == 1
