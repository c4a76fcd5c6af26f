"""Coverage as text and as JSON: a line a file, and what was not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compatlang.diagnostics.render.json import span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import columns, cut, plain
from compatlang.source import SourceFile
from compatlang.testing.coverage import Coverage, FileCoverage, ItemCoverage
from compatlang.testing.percent import Share

Sources = Mapping[str, SourceFile]

_ALL = "all files"
_MOST_OF_A_NAME = 80


def coverage_lines(coverage: Coverage, sources: Sources, paint: Paint, *, verbose: bool) -> Iterator[str]:
    """The table; with `verbose`, each thing that was not seen, else their lines."""
    files = list(coverage.files())
    width = max(columns(name) for name in [_ALL, *(plain(each.file) for each in files)])
    yield "coverage"
    for each in files:
        missing = [item for item in each.items if item.missing]
        lines = "" if verbose else _line_numbers(each, sources[each.file])
        yield f"{_padded(plain(each.file), width)}  {shared(each.share, paint)}{lines}".rstrip()
        if verbose:
            yield from (f"  {_line(item, sources)}: {missing_words(item)}" for item in missing)
    yield f"{_padded(_ALL, width)}  {shared(coverage.share, paint)}"


def shared(share: Share, paint: Paint) -> str:
    """A share, in the colour that it deserves."""
    text = f"{share.percent:5.1f} %  {share.part} of {share.whole}"
    return paint.green(text) if share.part == share.whole else paint.yellow(text)


def missing_words(covered: ItemCoverage) -> str:
    """What was not seen, in words: "condition `kernel.version >= 5.10`: never no"."""
    item = covered.item
    name = f" `{cut(plain(item.name), _MOST_OF_A_NAME)}`"
    if item.kind == "row":
        return f"row of table{name}: never the one that admits"
    if item.kind == "table":
        return f"table{name}: some row always admits"
    if item.kind == "profile":
        words = [{"chosen": "never chosen", "no": "never fails to hold"}[each] for each in covered.missing]
    else:
        words = ["never asked"] if not covered.seen else [f"never {each}" for each in covered.missing]
    return f"{item.kind}{name}: {', '.join(words)}"


def coverage_value(coverage: Coverage, sources: Sources) -> dict[str, Any]:
    """Coverage as a JSON value."""
    return {
        **share_value(coverage.share),
        "files": [
            {
                "file": each.file,
                **share_value(each.share),
                "missing": [
                    {
                        "kind": item.item.kind,
                        "name": item.item.name,
                        "span": span_value(item.item.span, sources),
                        "missing": list(item.missing),
                    }
                    for item in each.items
                    if item.missing
                ],
            }
            for each in coverage.files()
        ],
    }


def share_value(share: Share) -> dict[str, Any]:
    """A share as JSON values."""
    return {"percent": share.percent, "covered": share.part, "total": share.whole}


def _line(covered: ItemCoverage, sources: Sources) -> int:
    return sources[covered.item.span.file].position(covered.item.span.start).line


def _line_numbers(file: FileCoverage, source: SourceFile) -> str:
    """The lines with something that was not seen, ranges of them joined."""
    lines = sorted({source.position(each.item.span.start).line for each in file.items if each.missing})
    return f"  lines {', '.join(_ranges(lines))}" if lines else ""


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            yield f"{number}" if numbers[start] == number else f"{numbers[start]}-{number}"
            start = index + 1


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
