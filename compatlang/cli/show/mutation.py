"""Mutation as text and as JSON: a line a file, and below it each mutant that survives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compatlang.cli.show.words import counted
from compatlang.diagnostics.render.json import span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, cut, plain
from compatlang.source import SourceFile
from compatlang.testing.mutation.report import FileMutation, Mutation, Survivor

Sources = Mapping[str, SourceFile]

_ALL = "all files"
_MOST_OF_A_CHANGE = 60


def mutation_lines(mutation: Mutation, sources: Sources, paint: Paint) -> Iterator[str]:
    """The files that have mutants, their survivors, and the score."""
    width = max(columns(name) for name in [_ALL, *(plain(each.file) for each in mutation.files)])
    yield "mutation"
    for each in mutation.files:
        yield f"{_padded(plain(each.file), width)}  {_tally(each, paint)}"
        for survivor in each.survivors:
            yield f"  {survivor_words(survivor, sources, paint)}"
    share = mutation.share
    text = f"{share.percent:5.1f} %  {share.part} of {counted(share.whole, 'mutant')} killed"
    yield f"{_padded(_ALL, width)}  {paint.green(text) if share.part == share.whole else paint.yellow(text)}"


def _tally(file: FileMutation, paint: Paint) -> str:
    share = file.share
    text = f"{share.percent:5.1f} %  {share.part} of {counted(share.whole, 'mutant')} killed"
    accepted = len(file.survivors) - len(file.unexplained)
    more = [f"{accepted} accepted"] if accepted else []
    more += [f"{file.equivalent} equivalent"] if file.equivalent else []
    shown = paint.green(text) if share.part == share.whole else paint.yellow(text)
    return ", ".join([shown, *more])


def survivor_words(survivor: Survivor, sources: Sources, paint: Paint) -> str:
    """A mutant that survives: where, what was changed, and how many tests could have noticed."""
    line = sources[survivor.span.file].position(survivor.span.start).line
    where = f"{plain(survivor.span.file)}:{line}"
    if survivor.accepted:
        return f"{where}: {change_words(survivor)} {paint.dim(f'(accepted: {plain(survivor.accepted)})')}"
    asked = f"{counted(survivor.reached, 'test')} {'asks' if survivor.reached == 1 else 'ask'} it"
    return f"{where}: {change_words(survivor)} ({asked if survivor.reached else 'no test asks it'})"


def change_words(survivor: Survivor) -> str:
    """What was changed: `>= 5` as `> 5`, or what was left out.

    Of two long texts the part is shown in which they differ.
    """
    was, becomes = _differing(survivor.was, survivor.becomes)
    return f"`{plain(was)}` as `{plain(becomes)}`" if becomes else f"without `{plain(cut(was, _MOST_OF_A_CHANGE))}`"


def _differing(was: str, becomes: str) -> tuple[str, str]:
    """Two texts, each cut where it is too long; what they begin with alike is left out then."""
    if not becomes or max(len(was), len(becomes)) <= _MOST_OF_A_CHANGE:
        return was, becomes
    same = 0
    while same < min(len(was), len(becomes)) and was[same] == becomes[same]:
        same += 1
    same = max(0, same - 15)
    lead = "…" if same else ""
    return lead + cut(was[same:], _MOST_OF_A_CHANGE), lead + cut(becomes[same:], _MOST_OF_A_CHANGE)


def mutation_value(mutation: Mutation, sources: Sources) -> dict[str, Any]:
    """Mutation as a JSON value."""
    return {
        "percent": mutation.share.percent,
        "killed": mutation.share.part,
        "total": mutation.share.whole,
        "files": [_file(each, sources) for each in mutation.files],
    }


def _file(file: FileMutation, sources: Sources) -> dict[str, Any]:
    return {
        "file": file.file,
        "percent": file.share.percent,
        "killed": file.killed,
        "total": file.share.whole,
        "equivalent": file.equivalent,
        "survivors": [
            {
                "span": span_value(each.span, sources),
                "was": each.was,
                "becomes": each.becomes or None,
                "tests": each.reached,
                "accepted": each.accepted or None,
            }
            for each in file.survivors
        ],
    }


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
