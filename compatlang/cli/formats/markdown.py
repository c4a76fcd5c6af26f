"""Markdown for a comment or a job's summary: a heading, the causes as a table, and each open item folded below.

It is as GitHub and GitLab show it, and never longer than a comment may be. Words of policies and snapshots stand in
`<code>` or `<pre>`, where no mention, link or image is made of them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from compatlang.cli.formats.causes import Cause, causes
from compatlang.cli.formats.results import Item, Results, Status
from compatlang.cli.formats.safe import block, line

MOST_CHARACTERS = 60_000
"""A comment on GitHub has room for 65,536."""

_MOST_REASONS = 6
_MOST_OF_A_CELL = 300
_MOST_OF_A_BLOCK = 8_000

_ICONS: dict[Status, str] = {"passed": "✅", "warning": "⚠️", "unknown": "❔", "failed": "❌", "error": "🛑"}

_ACTIVE = re.compile(r"[$*\[\\\]`|~@]|:(?=//)|(?<=www)\.|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What Markdown could take for its own. As references they are letters like any other, also between cells of a table."""


def render(results: Results) -> str:
    """The whole text."""
    parts = [f"## {_ICONS[results.status]} {_words(line(results.title, _MOST_OF_A_CELL))}"]
    summary = [_code(each) for each in results.summary]
    parts += _fitted(summary, MOST_CHARACTERS // 4, "\n\n", "… and {} more")
    found = causes(results)
    if found:
        parts.append(_table(found, results.noun, _room(parts) // 2))
    details = [_details(each) for each in results.worst_first() if each.text]
    parts += _fitted(details, _room(parts), "\n\n", f"… and {{}} {results.noun}s more")
    return "\n\n".join(parts) + "\n"


def _room(parts: list[str]) -> int:
    return MOST_CHARACTERS - sum(len(each) + 2 for each in parts)


def _fitted(parts: list[str], room: int, between: str, more: str) -> Iterator[str]:
    """As many of the parts as there is room for, and how many there are besides."""
    room -= len(more) + 8
    for done, each in enumerate(parts):
        room -= len(each) + len(between)
        if room < 0:
            yield more.format(len(parts) - done)
            return
        yield each


def _table(found: list[Cause], noun: str, room: int) -> str:
    head = [f"| | what | why | where | {noun}s |", "|---|---|---|---|---|"]
    rows = [_row(each, noun) for each in found]
    return "\n".join([*head, *_fitted(rows, room, "\n", "| | … and {} more | | | |")])


def _row(cause: Cause, noun: str) -> str:
    problem = cause.problem
    why = "<br>".join(map(_code, cause.lines()[:_MOST_REASONS]))
    cells = [_ICONS[problem.status], _code(problem.rule), why, _code(str(problem.place)), _code(cause.whose(noun))]
    return f"| {' | '.join(cells)} |"


def _details(item: Item) -> str:
    head = f"{_ICONS[item.status]} {_code(item.name)}: {_code(item.verdict)} ({_code(item.group)})"
    text = block(item.text)
    text = text if len(text) <= _MOST_OF_A_BLOCK else f"{text[:_MOST_OF_A_BLOCK]}\n…"
    return f"<details><summary>{head}</summary>\n\n<pre>{html.escape(text, quote=False)}</pre>\n\n</details>"


def _code(text: str) -> str:
    return f"<code>{_words(line(text, _MOST_OF_A_CELL))}</code>"


def _words(text: str) -> str:
    """A text in which Markdown and HTML find nothing of theirs."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", html.escape(line(text), quote=False))
