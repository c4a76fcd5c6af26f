"""The site has every page of the documentation, and all that it leads to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compatlang.syntax import grammar
from tests.site import check, links
from tests.site.links import DOCS, ROOT
from tests.tools import missing


@pytest.mark.slow
def test_everything_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert check.problems(site) == []


@pytest.mark.slow
def test_every_page_of_docs_is_a_page_of_the_site(site: Path) -> None:
    pages = [
        re.sub(r"README$", "index", page.relative_to(DOCS).with_suffix("").as_posix()) for page in DOCS.rglob("*.md")
    ]
    assert [page for page in pages if not (site / f"{page}.html").is_file()] == []


@pytest.mark.slow
def test_policies_are_coloured(site: Path) -> None:
    assert '<span class="kd">policy</span>' in (site / "language.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_mark_of_a_list_or_a_table_is_left_in_a_paragraph(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        paragraphs = re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.DOTALL)
        assert [each for each in paragraphs if re.search(r"^(\||[-*] |\d+\. )", each, re.MULTILINE)] == [], page


@pytest.mark.slow
def test_code_in_a_table_has_no_mark_that_only_tables_need(site: Path) -> None:
    assert "--kind spec|rule|group" in (site / "nfd.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_file_from_outside_of_docs_is_shown(site: Path) -> None:
    assert (site / "project" / "CHANGELOG.html").is_file()
    assert (site / "project" / "tests" / "conformance" / "schema.json.html").is_file()


def test_links_hold_on_the_site() -> None:
    text = "[a](lint.md#x) [b](../CHANGELOG.md) [c](../tests/conformance/schema.json) [d](#e) [f](http://g.example) `[h](i)`"
    assert links.on_site(DOCS / "cli.md", text) == (
        "[a](lint.md#x) [b](project/CHANGELOG.md) [c](project/tests/conformance/schema.json.md) [d](#e) "
        "[f](http://g.example) `[h](i)`"
    )
    assert links.on_site(ROOT / "CHANGELOG.md", "[a](docs/lint.md)") == "[a](../lint.md)"
    assert links.on_site(DOCS / "cli.md", "[a](schemas)") == "[a](schemas/README.md)"


def test_every_word_of_the_grammar_has_a_colour() -> None:
    try:
        from tests.site import lexer
    except ImportError:
        missing("Pygments is not installed; the extra `docs` brings it")
    coloured = {*lexer.DECLARING, *lexer.STATING, *lexer.ASKING, *lexer.SAYING}
    words = {each.pattern.value for each in grammar.load().terminals if each.pattern.type == "str"}
    assert coloured == {each for each in words if each.isalpha()}
