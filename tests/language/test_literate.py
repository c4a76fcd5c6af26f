"""Every case of the pages beside this file comes out as its page says."""

from __future__ import annotations

import re

import pytest

from tests.language.page import FOLDER, Case, cases, pages, read_cases
from tests.language.runner import differences

CASES = [case for page in pages() for case in cases(page)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_comes_out_as_its_page_says(case: Case) -> None:
    found = [f"{case.page}:{each.line}: {each.message}" for each in differences(case)]
    assert not found, f"{case.title}\n" + "\n".join(found)


def test_the_index_names_every_page_once() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\(([a-z0-9-]+\.md)\)", index)
    assert sorted(named) == sorted(page.name for page in pages())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_has_a_title_prose_and_cases(page: object) -> None:
    text = (FOLDER / str(page)).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert list(read_cases("", text.splitlines()))
