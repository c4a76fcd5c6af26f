"""Diagnostics as text beside the source that they speak of.

    error[unknown-feature]: no feature `kernel.verison`
      --> train.compat:11:19
       |
    11 |   require kernel: kernel.verison in lts
       |                   ^^^^^^^^^^^^^^
       |
       = help: did you mean `kernel.version`?

Where a source is not at hand, the place is named and its text left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import plain
from compatlang.source import SourceFile, Span

if TYPE_CHECKING:
    from compatlang.diagnostics.render.snippet import Mark


def render_all(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], paint: Paint) -> str:
    """Every diagnostic, an empty line after each, and at the end how many there were; empty where there is none."""
    if not diagnostics:
        return ""
    return "".join(f"{render(each, sources, paint)}\n" for each in diagnostics) + f"{counts(diagnostics)}\n"


def render(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], paint: Paint) -> str:
    """One diagnostic, with a newline at its end."""
    from compatlang.diagnostics.render.snippet import last_line, snippet  # who only names places draws nothing

    marks = _marks_by_file(diagnostic)
    shown = {file: sources[file] for file in marks if file in sources}
    last = max((last_line(source, marks[file]) for file, source in shown.items()), default=1)
    gutter = len(str(last))
    lines = [_headline(diagnostic, paint)]
    for file, found in marks.items():
        arrow = "-->" if file == diagnostic.span.file else ":::"
        lines.append(" " * gutter + paint.blue(arrow) + f" {place(found[0].span, sources, column=True)}")
        if file in shown:
            lines.extend(snippet(shown[file], found, diagnostic.severity, gutter, paint))
        else:
            lines.extend(_note("note", mark.message, gutter, paint) for mark in found if mark.message)
    if shown and (diagnostic.notes or diagnostic.help):
        lines.append(" " * gutter + paint.blue(" |"))
    lines.extend(_note("note", each, gutter, paint) for each in diagnostic.notes)
    if diagnostic.help:
        lines.append(_note("help", diagnostic.help, gutter, paint))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def place(span: Span, sources: Mapping[str, SourceFile], *, column: bool = False) -> str:
    """`file:line`, with the column where asked for; only the file where its text is not at hand."""
    source = sources.get(span.file)
    if source is None:
        return plain(span.file)
    position = source.position(min(span.start, len(source.text)))
    return f"{plain(span.file)}:{position.line}" + (f":{position.column}" if column else "")


def counts(diagnostics: Iterable[Diagnostic]) -> str:
    """How many errors and warnings there are.

    `2 errors, 1 warning`
    """
    severities = [each.severity for each in diagnostics]
    found = [(severities.count("error"), "error"), (severities.count("warning"), "warning")]
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in found if count) or "no errors"


def _headline(diagnostic: Diagnostic, paint: Paint) -> str:
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    colour = paint.red if diagnostic.severity == "error" else paint.yellow
    return colour(head) + paint.bold(f": {plain(diagnostic.message)}")


def _marks_by_file(diagnostic: Diagnostic) -> dict[str, list[Mark]]:
    """The marks of each file, that of the diagnostic itself first and its primary mark before all others."""
    from compatlang.diagnostics.render.snippet import Mark

    marks = {diagnostic.span.file: [Mark(diagnostic.span, diagnostic.annotation, primary=True)]}
    for label in diagnostic.labels:
        marks.setdefault(label.span.file, []).append(Mark(label.span, label.message, primary=False))
    return marks


def _note(word: str, text: str, gutter: int, paint: Paint) -> str:
    return " " * gutter + paint.blue(" = ") + paint.bold(f"{word}:") + f" {plain(text)}"
