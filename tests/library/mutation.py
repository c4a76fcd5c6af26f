"""`python -m tests.library.mutation`: docs/library/mutation.md, how many small mistakes in the library its tests would notice.

The numbers are those of `compatlang test policies --coverage --mutate`; the page adds what they are of. Survivors with a
reason are those that a comment in the source accepts.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from compatlang.cli import library
from compatlang.cli.main import main as compatlang

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "library" / "mutation.md"

_HEAD = """\
# What the tests of the library notice

Made by `python -m tests.library.mutation`, from `compatlang test policies --coverage --mutate`.

*Coverage* is how much the tests see of each module and its tables: each condition and rule as *yes* and as *no*, each row as
one that admits. *Mutants* are the module with one small mistake: a bound that is off by one, `and` as `or`, a condition, a
member of a set or a row that is missing, a question asked the wrong way round. A mutant is killed where a test fails on it.
Mutants that answer as the module does on every node cannot be noticed, and do not count.
"""


class Module(NamedTuple):
    """A module with its tables: what is seen of it, and which mutants are killed."""

    name: str
    seen: int
    wanted: int
    killed: int
    mutants: int
    equivalent: int
    survivors: tuple[Mapping[str, Any], ...]
    unseen: tuple[Mapping[str, Any], ...]


def measured(jobs: int) -> dict[str, Any]:
    """What `compatlang test` finds out of the policies in this checkout."""
    out = io.StringIO()
    argv = ["test", "policies", "--coverage", "--mutate", "--format", "json", "--jobs", str(jobs)]
    code = compatlang(argv, out, sys.stderr, environ={}, folder=ROOT)
    assert code == 0, f"`compatlang {' '.join(argv)}` ended with {code}"
    return dict(json.loads(out.getvalue()))


def modules(document: Mapping[str, Any]) -> list[Module]:
    """The modules of the library, without the tests and examples beside them."""
    return [_module(name, document) for name in library.names() if name != "pci"]


def _module(name: str, document: Mapping[str, Any]) -> Module:
    covered = [each for each in document["coverage"]["files"] if _belongs(each["file"], name)]
    mutated = [each for each in document["mutation"]["files"] if each["file"] == f"policies/{name}.compat"]
    return Module(
        name,
        sum(each["covered"] for each in covered),
        sum(each["total"] for each in covered),
        sum(each["killed"] for each in mutated),
        sum(each["total"] for each in mutated),
        sum(each["equivalent"] for each in mutated),
        tuple(survivor for each in mutated for survivor in each["survivors"]),
        tuple(missing for each in covered for missing in each["missing"]),
    )


def _belongs(file: str, module: str) -> bool:
    """Whether a file is a module or one of the tables beside it."""
    return file == f"policies/{module}.compat" or file.startswith(f"policies/{module}/")


def page(found: Sequence[Module]) -> str:
    """The page."""
    return "\n".join([_HEAD, *_table(found), "", *_survivors(found), "", *_unseen(found)]) + "\n"


def _table(found: Sequence[Module]) -> Iterator[str]:
    yield "| module | coverage | mutants | killed | score | accepted | equivalent |"
    yield "|---|---|---|---|---|---|---|"
    for each in found:
        accepted = sum(survivor["accepted"] is not None for survivor in each.survivors)
        yield (
            f"| [{each.name}]({each.name}.md) | {_percent(each.seen, each.wanted)} | {each.mutants} | {each.killed} "
            f"| {_percent(each.killed, each.mutants)} | {accepted or ''} | {each.equivalent or ''} |"
        )
    seen, wanted = sum(each.seen for each in found), sum(each.wanted for each in found)
    killed, mutants = sum(each.killed for each in found), sum(each.mutants for each in found)
    yield f"| all | {_percent(seen, wanted)} | {mutants} | {killed} | {_percent(killed, mutants)} | | |"


def _percent(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10 if whole else 100.0} %"


def _survivors(found: Sequence[Module]) -> Iterator[str]:
    """The mutants that no test kills, by line, with the reason why that is accepted."""
    yield "## Mutants that survive"
    for module in found:
        if module.survivors:
            yield ""
            yield f"### {module.name}"
            yield ""
            yield "| line | mutant | why it is accepted |"
            yield "|---|---|---|"
            yield from (_row(each) for each in module.survivors)


def _unseen(found: Sequence[Module]) -> Iterator[str]:
    """What never came out one way or the other."""
    yield "## What no test sees"
    yield ""
    yield "| line | what | never |"
    yield "|---|---|---|"
    for each in (missing for module in found for missing in module.unseen):
        name = each["name"].replace("|", "\\|")
        yield f"| {_where(each)} | {each['kind']} `{name}` | {', '.join(each['missing'])} |"


def _row(survivor: Mapping[str, Any]) -> str:
    becomes = survivor["becomes"]
    change = f"`{survivor['was']}` as `{becomes}`" if becomes else f"without `{survivor['was']}`"
    return f"| {_where(survivor)} | {change.replace('|', chr(92) + '|')} | {survivor['accepted'] or ''} |"


def _where(place: Mapping[str, Any]) -> str:
    return f"{place['span']['file'].removeprefix('policies/')}:{place['span']['line']}"


def main() -> None:
    """Write the page, or with `--least PERCENT` only say whether each module's score is that high."""
    parser = argparse.ArgumentParser(prog="python -m tests.library.mutation")
    parser.add_argument("--least", type=float, help="write nothing, and fail where a module's score is lower")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    found = modules(measured(arguments.jobs))
    print(*_table(found), sep="\n")
    if arguments.least is None:
        PAGE.write_text(page(found), encoding="utf-8")
        return
    low = [each.name for each in found if each.killed * 100 < arguments.least * each.mutants]
    if low:
        sys.exit(f"less than {arguments.least:g} % of the mutants are killed in {', '.join(low)}")


if __name__ == "__main__":
    main()
