"""Pages of literate cases: Markdown in, cases out. `README.md` beside this file says how a page is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
KINDS = frozenset({"compat", "csv", "json", "text", "yaml"})
_NAME = re.compile(r"# (file|node): (\S+)")


class Block(NamedTuple):
    """One fenced block. `line` is the page's line of its first line of content, `name` empty for a policy to be checked."""

    line: int
    kind: str
    name: str
    node: bool
    """Whether the block is a snapshot of which verdicts may speak."""
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The content as a file."""
        return "".join(f"{line}\n" for line in self.lines)


class Case(NamedTuple):
    """The blocks below one heading."""

    page: str
    line: int
    title: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """What a failure is called by."""
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every page, in the order in which the index names them."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = [FOLDER / each for each in re.findall(r"\]\(([a-z0-9-]+\.md)\)", index) if (FOLDER / each).exists()]
    return [*named, *sorted(set(FOLDER.glob("*.md")) - {*named, FOLDER / "README.md"})]


def cases(page: Path) -> Iterator[Case]:
    """The cases of a page that have blocks."""
    yield from read_cases(page.name, page.read_text(encoding="utf-8").splitlines())


def read_cases(page: str, lines: list[str]) -> Iterator[Case]:
    """The cases in the lines of a page."""
    at, title = 1, ""
    blocks: list[Block] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("#"):
            if blocks:
                yield Case(page, at, title, tuple(blocks))
            at, title, blocks = number, line.lstrip("# "), []
        elif line.startswith("```"):
            end = next((end for end in range(number, len(lines)) if lines[end] == "```"), None)
            assert end is not None, f"{page}:{number}: this block is never closed"
            blocks.append(_block(page, number, line[3:], lines[number:end]))
            number = end + 1
    if blocks:
        yield Case(page, at, title, tuple(blocks))


def _block(page: str, number: int, kind: str, lines: list[str]) -> Block:
    assert kind in KINDS, f"{page}:{number}: a block is one of {', '.join(sorted(KINDS))}, not `{kind}`"
    named = _NAME.fullmatch(lines[0]) if lines else None
    if named is None:
        assert kind in ("compat", "text"), (
            f"{page}:{number}: a block of {kind} begins with `# file: NAME` or `# node: NAME`"
        )
        return Block(number + 1, kind, "", False, tuple(lines))
    node = named[1] == "node"
    return Block(number + 2, kind, f"{named[2]}.{kind}" if node else named[2], node, tuple(lines[1:]))
