"""Markdown: a table stays a table, a block stays closed, and no words of a policy or snapshot are marked up."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from markdown_it import MarkdownIt

from compatlang.cli.formats.causes import causes
from compatlang.cli.formats.markdown import MOST_CHARACTERS, render
from compatlang.cli.formats.results import Item, Place, Problem, Results
from compatlang.diagnostics.render.plain import plain
from tests.cli.conftest import Run
from tests.cli.formats.hostile import RESULTS
from tests.strategies.budget import examples

READER = MarkdownIt("commonmark", {"html": True}).enable("table")


class Elements(HTMLParser):
    """The elements of a page and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


@examples(100)
@given(RESULTS)
def test_only_its_own_elements_come_of_it(results: Results) -> None:
    read = Elements(READER.render(render(results)))
    assert set(read.tags) <= {
        *("h2", "p", "code", "br", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre")
    }
    rows = 1 + len(causes(results)) if causes(results) else 0
    assert read.tags.count("tr") == rows
    assert read.tags.count("td") + read.tags.count("th") == 5 * rows
    assert read.tags.count("details") == read.tags.count("pre") == sum(bool(each.text) for each in results.items)


@examples(100)
@given(RESULTS)
def test_names_are_read_as_they_are_shown_elsewhere(results: Results) -> None:
    read = " ".join(Elements(READER.render(render(results))).text.split())
    for each in (item for item in results.items if item.text):
        assert " ".join(plain(each.name).split()) in read


def test_a_text_is_shown_as_it_is() -> None:
    text = "```\n\n</pre></details>\n* <b>@all</b>\n```\n"
    read = Elements(READER.render(render(Results("t", "node", (), (Item("g", "n", "failed", "v", text),)))))
    assert text in read.text
    assert read.tags.count("details") == 1


def test_it_is_never_longer_than_a_comment_may_be() -> None:
    problem = Problem("r" * 9999, "failed", "|" * 9999, Place("p" * 9999), notes=("*" * 9999,) * 9, help="_" * 9999)
    items = [Item("g" * 999, "n" * 9999, "failed", "|" * 9999, "`" * 20_000, (problem,))]
    items += [
        Item("g", f"n{each}", "failed", "v", "t" * 50, (problem._replace(rule=f"{each}"),)) for each in range(3000)
    ]
    text = render(Results("t" * 9999, "node", ("|" * 9999,) * 999, tuple(items)))
    assert MOST_CHARACTERS // 2 < len(text) <= MOST_CHARACTERS
    assert re.search(r"… and \d+ nodes more", text)


def test_a_check_is_a_heading_a_table_and_what_is_folded(run: Run) -> None:
    text = run("check", "train.compat", "--snapshot", "three.json", "--format", "markdown").out
    assert text.startswith(
        "## ❌ compatlang check\n\n<code>3 nodes: 1 compatible (1 degraded), 1 incompatible, 1 unknown"
    )
    assert "| ❌ | <code>train/driver</code> | <code>gpu.driver is 525.60.13, needs &gt;= 550.54.14</code><br>" in text
    assert "<details><summary>❌ <code>node-b02</code>: <code>incompatible</code>" in text
