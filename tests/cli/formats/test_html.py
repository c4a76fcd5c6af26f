"""HTML: one page that stands alone, in which no text becomes an element or an attribute."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given

from compatlang.cli.formats.causes import causes
from compatlang.cli.formats.html import render
from compatlang.cli.formats.results import Item, Results
from compatlang.cli.formats.safe import block
from compatlang.diagnostics.render.plain import plain
from tests.cli.conftest import Run
from tests.cli.formats.hostile import RESULTS
from tests.strategies.budget import examples

EMPTY = {"meta", "br", "input"}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "open"),
    *("type", "id", "checked", "for"),
}


class Page(HTMLParser):
    """A page whose every element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in EMPTY:
            self.open.append(tag)
            self.text.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]][-1] += data


@examples(100)
@given(RESULTS)
def test_only_its_own_elements_come_of_it(results: Results) -> None:
    page = Page(render(results))
    assert not {"script", "link", "img", "a", "iframe", "object", "form"} & set(page.tags)
    assert page.attributes <= ATTRIBUTES
    assert page.tags.count("tr") == (1 + len(causes(results)) if causes(results) else 0)
    assert page.tags.count("details") == sum(bool(each.text) for each in results.items)


@examples(100)
@given(RESULTS)
def test_every_text_is_read_as_it_is(results: Results) -> None:
    page = Page(render(results))
    shown = results.worst_first()
    assert page.text.get("b", []) == [plain(each.name) for each in shown]
    assert page.text.get("pre", []) == [block(each.text) for each in shown if each.text]


def test_nothing_is_fetched() -> None:
    text = render(Results("t", "node", ("s",), (Item("g", "n", "failed", "v", "t"),)))
    assert "default-src 'none'" in text
    assert not any(word in text for word in ("http:", "https:", "url(", "@import", "src="))


def test_there_are_buttons_for_what_there_is(run: Run) -> None:
    text = run("check", "train.compat", "--snapshot", "three.json", "--format", "html").out
    assert [word for word in ("passed", "warning", "unknown", "failed", "error") if f'id="status-{word}"' in text] == [
        "warning",
        "unknown",
        "failed",
    ]
    assert '<label for="status-failed">1 failed</label>' in text


def test_a_large_fleet_shows_its_worst_nodes() -> None:
    items = [Item("g", f"good-{each}", "passed", "v") for each in range(6000)]
    text = render(Results("t", "node", (), (*items, Item("g", "bad", "failed", "v", "t"))))
    assert "<b>bad</b>" in text
    assert "… and 1001 nodes more, none worse" in text
