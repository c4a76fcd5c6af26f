"""Coverage as HTML: an index, and a page a file with its source, in files that need nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from compatlang.cli.show.coverage import Sources, missing_words
from compatlang.diagnostics.render.plain import displayed
from compatlang.source import SourceFile
from compatlang.testing.coverage import Coverage, FileCoverage, ItemCoverage

INDEX = "index.html"

_STYLE = """\
:root { color-scheme: light dark; --yes: #c9efd0; --partly: #fbeeb0; --no: #f9c9c5; --dim: #6e7681; }
@media (prefers-color-scheme: dark) { :root { --yes: #12361d; --partly: #453a08; --no: #4b1a1a; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem; text-align: left; } td.number { text-align: right; }
ol { font: 13px/1.5 ui-monospace, monospace; list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 3.5rem 1fr; white-space: pre-wrap; overflow-wrap: anywhere; }
li > span:first-child { color: var(--dim); padding-right: 1rem; text-align: right; }
li em { grid-column: 2; color: var(--dim); font: 13px/1.5 system-ui, sans-serif; }
.yes { background: var(--yes); } .partly { background: var(--partly); } .no { background: var(--no); }
"""


def coverage_pages(coverage: Coverage, sources: Sources) -> Mapping[str, str]:
    """The pages by the names of their files."""
    files = list(coverage.files())
    names = _names([each.file for each in files])
    pages = {INDEX: _page("coverage", _index(coverage, files, names))}
    for each in files:
        pages[names[each.file]] = _page(each.file, _file(each, sources[each.file]))
    return pages


def _names(files: Sequence[str]) -> dict[str, str]:
    """A file name for each page, readable and different from all others."""
    names: dict[str, str] = {}
    taken = {INDEX}
    for file in files:
        base = re.sub(r"[^A-Za-z0-9._-]", "_", file.replace("/", "--"))
        name, number = f"{base}.html", 1
        while name.lower() in taken:
            number += 1
            name = f"{base}-{number}.html"
        taken.add(name.lower())
        names[file] = name
    return names


def _page(title: str, body: Iterator[str]) -> str:
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _index(coverage: Coverage, files: Sequence[FileCoverage], names: Mapping[str, str]) -> Iterator[str]:
    yield f"<h1>Coverage: {coverage.share.percent} %</h1>"
    yield "<p>Each statement, condition and rule has to come out <i>yes</i> and <i>no</i>, each row to be one that admits.</p>"
    yield "<table>"
    yield "<tr><th>file</th><th>covered</th><th>seen</th><th>of</th></tr>"
    for each in files:
        share = each.share
        state = "yes" if share.part == share.whole else "partly" if share.part else "no"
        yield (
            f'<tr class="{state}"><td><a href="{escape(names[each.file])}">{_text(each.file)}</a></td>'
            f'<td class="number">{share.percent} %</td><td class="number">{share.part}</td>'
            f'<td class="number">{share.whole}</td></tr>'
        )
    yield "</table>"


def _file(file: FileCoverage, source: SourceFile) -> Iterator[str]:
    share = file.share
    by_line: dict[int, list[ItemCoverage]] = {}
    for each in file.items:
        by_line.setdefault(source.position(each.item.span.start).line, []).append(each)
    yield f'<p><a href="{INDEX}">all files</a></p>'
    yield f"<h1>{_text(file.file)}: {share.percent} %</h1>"
    yield f"<p>{share.part} of {share.whole} seen.</p>"
    yield "<ol>"
    for number in range(1, len(source.line_starts) + 1):
        yield _line(number, source.line_text(number), by_line.get(number, ()))
    yield "</ol>"


def _line(number: int, text: str, items: Sequence[ItemCoverage]) -> str:
    """A line of the source, coloured where something stands on it, and what is missing in words."""
    state = f' class="{_state(items)}"' if items else ""
    missing = "".join(f"<em>{_text(missing_words(each))}</em>" for each in items if each.missing)
    return f'<li id="L{number}"{state}><span>{number}</span><span>{_text(text)}</span>{missing}</li>'


def _state(items: Sequence[ItemCoverage]) -> str:
    """All of it seen, some, or nothing that was to be seen."""
    if not any(each.missing for each in items):
        return "yes"
    return "partly" if any(each.is_partly_seen for each in items) else "no"


def _text(text: str) -> str:
    """A text that is shown as it is, whatever it holds."""
    return escape(displayed(text)[0])
