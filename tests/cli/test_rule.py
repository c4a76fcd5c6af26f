"""`compatlang rule`: all codes, the page of one, and the pages in docs/diagnostics."""

from __future__ import annotations

import pytest

from compatlang.cli import diagnostic_pages
from compatlang.cli.rule_page import rule_page
from compatlang.cli.show.rules import TITLES, page_text
from compatlang.diagnostics.codes import ALL, STAGES
from tests.cli.conftest import Run
from tests.test_docs import DOCS


def test_without_a_code_all_are_listed_by_stage(run: Run) -> None:
    ran = run("rule")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    listed = [line.split(maxsplit=2) for line in lines if line.startswith("  ")]
    assert listed == [[code.name, code.severity, code.summary] for code in ALL.values()]
    assert [line for line in lines if line in TITLES.values()] == [TITLES[stage] for stage in STAGES]


def test_the_page_of_a_code_is_printed_as_it_is(run: Run) -> None:
    ran = run("rule", "range-gap", "--format", "markdown")
    assert (ran.code, ran.out, ran.err) == (0, rule_page("range-gap"), "")


def test_text_has_no_marks(run: Run) -> None:
    page = "# range-gap\n\nSee [lints](../lint.md).\n\n## Avoid\n\n```compat\nrule a {\n  b\n}\n```\n"
    plain = "range-gap\n\n  See lints.\n\nAvoid\n\n    rule a {\n      b\n    }\n"
    assert "".join(f"{line}\n" for line in page_text(page)) == plain
    assert run("rule", "range-gap").out == "".join(f"{line}\n" for line in page_text(rule_page("range-gap")))


def test_json_has_the_page_as_it_is(run: Run) -> None:
    [rule] = run("rule", "range-gap", "--format", "json").json["rules"]
    assert rule == {
        "code": "range-gap",
        "stage": "lint",
        "severity": "warning",
        "summary": "a gap between two ranges of versions that looks like a mistake",
        "page": rule_page("range-gap"),
    }


def test_json_lists_every_code(run: Run) -> None:
    assert [each["code"] for each in run("rule", "--format", "json").json["rules"]] == list(ALL)


def test_the_list_is_markdown_too(run: Run) -> None:
    assert run("rule", "--format", "markdown").out == diagnostic_pages.pages()["README.md"]


@pytest.mark.parametrize(
    ("code", "help_line"),
    [("range-gaps", "did you mean `range-gap`?"), ("nothing-like-it", "`compatlang rule` lists the codes")],
)
def test_an_unknown_code_is_wrong_usage(run: Run, code: str, help_line: str) -> None:
    assert run("rule", code) == (2, "", f"error: no such code: `{code}`\n  help: {help_line}\n")


def test_a_code_that_names_a_file_elsewhere_is_unknown(run: Run) -> None:
    assert run("rule", "../pages/range-gap").code == 2


def test_the_pages_in_docs_are_up_to_date() -> None:
    told = "run `python -m compatlang.cli.diagnostic_pages docs/diagnostics`"
    folder = DOCS / "diagnostics"
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    pages = diagnostic_pages.pages()
    assert set(found) == set(pages), told
    for name, text in pages.items():
        assert found[name] == text, told
