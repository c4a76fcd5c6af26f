"""What the blocks of a case say must come out: diagnostics beside the line, and verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.language.page import Block

_COMMENT = re.compile(r"#\s*(\^+)?\s*(error|warning)\[([a-z-]+)\](?:: ?(.*))?$")
_HELP = re.compile(r"\s*# +help: ?(.*)$")
_LISTED = re.compile(r"(\S+):([0-9]+): (error|warning)\[([a-z-]+)\](?:: (.*))?$")
_OPTION = re.compile(r"--(policy|param|tags) (\S+)")


class Expectation(NamedTuple):
    """A diagnostic that must come. `line` is that of the page, `written` where it is asked for; None is not asked."""

    written: int
    line: int
    severity: str
    code: str
    message: str | None
    columns: tuple[int, int] | None = None
    help: str | None = None
    help_written: int = 0


class Verdict(NamedTuple):
    """A verdict that must come, with the lines of its reasons where the page shows them."""

    line: int
    node: str
    policy: str
    shown: str
    reasons: tuple[str, ...]


class Verdicts(NamedTuple):
    """A block of verdicts, and the options of `check` that they were made with."""

    verdicts: tuple[Verdict, ...]
    policies: tuple[str, ...]
    parameters: dict[str, str]
    tags: tuple[str, ...]


def beside(block: Block) -> Iterator[Expectation]:
    """The diagnostics that the comments of a block ask for."""
    target = block.line
    pending: Expectation | None = None
    for number, line in enumerate(block.lines, block.line):
        found = _COMMENT.search(line)
        if found is not None:
            if pending is not None:
                yield pending
            if line[: found.start()].strip():
                target = number
            columns = found.span(1) if found[1] else None
            pending = Expectation(number, target, found[2], found[3], found[4], columns)
        elif pending is not None and (helped := _HELP.match(line)):
            pending = pending._replace(help=helped[1], help_written=number)
        else:
            target = number
    if pending is not None:
        yield pending


def lists_diagnostics(block: Block) -> bool:
    """Whether a block of text lists diagnostics rather than verdicts."""
    return bool(block.lines) and _LISTED.match(block.lines[0]) is not None


def listed(block: Block, files: dict[str, Block]) -> Iterator[Expectation]:
    """The diagnostics that a block of text lists as `file:line: error[code]: message`."""
    for number, line in enumerate(block.lines, block.line):
        found = _LISTED.match(line)
        if found is None or found[1] not in files:
            raise AssertionError(f"line {number}: not `FILE:LINE: error[CODE]: MESSAGE` of a file of this case")
        yield Expectation(number, files[found[1]].line + int(found[2]) - 1, found[3], found[4], found[5])


def verdicts(block: Block) -> Verdicts:
    """The verdicts that a block of text shows."""
    options: list[tuple[str, str]] = []
    found: list[Verdict] = []
    for number, line in enumerate(block.lines, block.line):
        if line.startswith("$ compatlang check"):
            options += _OPTION.findall(line)
        elif line.startswith(" "):
            found[-1] = found[-1]._replace(reasons=(*found[-1].reasons, line))
        elif line:
            node, policy, shown = line.split(None, 2)
            found.append(Verdict(number, node, policy, shown, ()))
    values = {kind: tuple(value for each, value in options if each == kind) for kind in ("policy", "param", "tags")}
    parameters = dict(each.split("=", 1) for each in values["param"])
    return Verdicts(tuple(found), values["policy"], parameters, values["tags"])
