"""One page of HTML that stands alone: nothing is fetched and nothing runs, so that it opens from an archive of artifacts.

Its buttons are radio buttons, which the style sheet reads. A policy of the page itself refuses scripts and anything from
outside, should a text ever get out of its element.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence

from compatlang.cli.formats.causes import Cause, causes
from compatlang.cli.formats.html_style import STYLE
from compatlang.cli.formats.results import WORST_FIRST, Item, Results
from compatlang.cli.formats.safe import block, line
from compatlang.cli.show.words import counted

_MOST_ITEMS = 5_000
"""Items that are shown, the worst first; a browser is slow with more."""

_MOST_GROUPS = 20
"""With more groups than this there are no buttons for them."""

_MOST_OPEN = 10
"""With more items to look at than this, they are folded at first."""

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
"""


def render(results: Results) -> str:
    """The whole page."""
    return "\n".join(_page(results)) + "\n"


def _page(results: Results) -> Iterator[str]:
    groups = list(results.by_group())
    groups = groups if 1 < len(groups) <= _MOST_GROUPS else []
    yield f"{_HEAD}<title>{_text(results.title)}: {results.status}</title>"
    yield f"<style>\n{STYLE}{_group_rules(groups)}</style>\n</head>\n<body>"
    yield f"<h1>{_text(results.title)} {_badge(results.status, results.status)}</h1>"
    yield from (f"<p>{_text(each)}</p>" for each in results.summary)
    found = causes(results)
    if found:
        yield from _causes(found, results.noun)
    if results.items:
        yield from _items(results, groups)
    yield "</body>\n</html>"


def _causes(found: Sequence[Cause], noun: str) -> Iterator[str]:
    yield "<h2>Why</h2>\n<div class=wide><table>"
    yield f"<tr><th></th><th>what</th><th>why</th><th>where</th><th>{noun}s</th></tr>"
    for each in found:
        problem = each.problem
        cells = [
            _badge(problem.status, problem.status),
            f"<code>{_text(problem.rule)}</code>",
            "<br>".join(map(_text, each.lines())),
            f"<code>{_text(str(problem.place))}</code>",
            _text(each.whose(noun)),
        ]
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</table></div>"


def _items(results: Results, groups: Sequence[str]) -> Iterator[str]:
    yield f"<h2>{counted(len(results.items), results.noun)}</h2>" if not groups else f"<h2>Each {results.noun}</h2>"
    yield "<div class=filtered>"
    yield from _status_buttons(results)
    yield from _group_buttons(groups)
    yield "<div class=items>"
    worst_first = results.worst_first()
    numbers = {each: number for number, each in enumerate(groups)}
    open_ = sum(_asks_for_a_look(each) for each in results.items) <= _MOST_OPEN
    yield from (_item(each, numbers, open_=open_) for each in worst_first[:_MOST_ITEMS])
    yield "</div>\n</div>"
    if len(worst_first) > _MOST_ITEMS:
        yield f"<p>… and {counted(len(worst_first) - _MOST_ITEMS, results.noun)} more, none worse</p>"


def _status_buttons(results: Results) -> Iterator[str]:
    counts = Counter(each.status for each in results.items)
    yield _button("status", "all", f"all {len(results.items)}", checked=True)
    for each in WORST_FIRST:
        if counts[each]:
            yield _button("status", each, f"{counts[each]} {each}")


def _group_buttons(groups: Sequence[str]) -> Iterator[str]:
    if groups:
        yield "<br>"
        yield _button("group", "all", "everything", checked=True)
        yield from (_button("group", str(number), each) for number, each in enumerate(groups))


def _button(name: str, value: str, text: str, *, checked: bool = False) -> str:
    state = " checked" if checked else ""
    return (
        f'<input type=radio name="{name}" id="{name}-{value}"{state}><label for="{name}-{value}">{_text(text)}</label>'
    )


def _group_rules(groups: Sequence[str]) -> str:
    numbers = range(len(groups))
    return "".join(f"#group-{each}:checked ~ .items > :not(.group-{each}) {{ display: none }}\n" for each in numbers)


def _item(item: Item, groups: dict[str, int], *, open_: bool) -> str:
    classes = f"{item.status} group-{groups[item.group]}" if groups else item.status
    head = (
        f"{_badge(item.status, item.status)} <b>{_text(item.name)}</b> {_text(item.verdict)} <i>{_text(item.group)}</i>"
    )
    if not item.text:
        return f'<div class="{classes}">{head}</div>'
    state = " open" if open_ and _asks_for_a_look(item) else ""
    text = html.escape(block(item.text))
    return f'<details class="{classes}"{state}><summary>{head}</summary><pre>{text}</pre></details>'


def _asks_for_a_look(item: Item) -> bool:
    return item.status != "passed"


def _badge(status: str, text: str) -> str:
    return f'<span class="badge {status}">{text}</span>'


def _text(text: str) -> str:
    return html.escape(line(text))
