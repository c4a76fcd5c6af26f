"""`python -m tests.bench.analyze`: how long each analysis of the library and its examples takes, without compiling.

Times are those of the processor, since these machines are shared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from pathlib import Path
from typing import TypeVar

from compatlang.analyze import questions
from compatlang.analyze.answers import Answer
from compatlang.analyze.dead import dead
from compatlang.analyze.policies import Compiled, policies
from compatlang.analyze.rows import dead_rows
from compatlang.pipeline import Policies, compile_file
from compatlang.typed import tree as typed

LIBRARY = Path(__file__).resolve().parents[2] / "policies"

T = TypeVar("T")


def main() -> None:
    """Print a line an analysis: what it took, and what stayed undecided."""
    files = [compile_file(each) for each in sorted([*LIBRARY.glob("*.compat"), *LIBRARY.glob("examples/*/*.compat")])]
    files = [each for each in files if not each.failed]
    of_file = [(each, Compiled(each.program, each.selected, each.tags, each.ir)) for each in files]
    every = [policy for _, compiled in of_file for policy in policies(compiled)]
    report("satisfiable", len(every), lambda: [questions.satisfiable(each) for each in every])
    report("dead requirements and profiles", len(every), lambda: [dead(each).satisfiable for each in every])
    report("dead rows", sum(map(rows, files)), lambda: [found for each in files for found in dead_rows(own(each))])
    asked = [compiled for _, compiled in of_file if compiled.selected]
    ordered, pairs = list(permutations(asked, 2)), list(combinations(asked, 2))
    report("implies", len(ordered), lambda: list(related(questions.implies, ordered)))
    report("equal", len(pairs), lambda: list(related(questions.equal, pairs)))
    report("disjoint", len(pairs), lambda: list(related(questions.disjoint, pairs)))


def report(what: str, count: int, analyze: Callable[[], list[T]]) -> None:
    """Time one analysis of everything."""
    before = time.process_time()
    answers = analyze()
    took = time.process_time() - before
    kinds = sorted({type(each).__name__.lower() for each in answers})
    shown = ", ".join(f"{sum(type(each).__name__.lower() == kind for each in answers)} {kind}" for kind in kinds)
    print(f"{took * 1000:9.1f} ms  {what}: {count}, of which {shown or 'none'}", flush=True)


def related(relation: Callable[..., Answer], pairs: list[tuple[Compiled, Compiled]]) -> Iterator[Answer]:
    """The relation of each policy with each of another file."""
    for first, second in pairs:
        both = policies(first, second)
        yield relation(both[0], both[-1])


def own(held: Policies) -> list[typed.Table]:
    """The tables that a file declares itself."""
    return [each for identifier, each in held.program.tables.items() if identifier.startswith(f"{held.name}#")]


def rows(held: Policies) -> int:
    """How many rows those have."""
    return sum(len(each.rows) for each in own(held))


if __name__ == "__main__":
    main()
