"""`python -m tests.nfd.judged --cases 200000`: so many random cases for NFD's own code, and whether we say what it says."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, assume, given, seed, settings

from tests.nfd.disagreements import OFTEN, Judgement, judge, verdict
from tests.nfd.strategies import CASES
from tests.oracle.oracle import Oracle, different

SHARES = {
    "expression": 14,
    "set": 24,
    "rule": 20,
    "grouprule": 10,
    "rules": 5,
    "validate_node": 8,
    "validate": 5,
    "kubectl_validate": 1,
    "kubectl_dryrun": 2,
    "template": 8,
    "scalar": 3,
}
"""How many of a hundred cases are of each kind."""

_CASES = 500
"""Cases of one batch. A batch remembers what it has drawn, so it is kept small."""

_SHOWN = 20
"""Disagreements of one kind that are printed."""

Case = dict[str, Any]


class Batch(NamedTuple):
    """Some random cases of one kind, told apart by the seed of the run and their number in it."""

    seed: int
    number: int
    kind: str
    cases: int


class Outcome(NamedTuple):
    """What has come of a batch: counts by the columns of the table, and the disagreements, each a line of JSON."""

    kind: str
    counts: Counter[str]
    disagreements: list[str]


COLUMNS = ("cases", "answers", "true", "false", "error", "of several", "open", "disagreements")
"""What is counted of a kind. `of several` are cases to which NFD may give another answer each time, and `open` such as we
do not say all the answers to."""


@cache
def oracles() -> tuple[Oracle, Oracle]:
    """One that answers a stream of cases, and one that is asked again meanwhile; they end with their process."""
    return Oracle(), Oracle()


def drawn(batch: Batch) -> list[Case]:
    """The cases of a batch, all of them different."""
    cases: dict[str, Case] = {}

    @seed(f"{batch.seed}, {batch.number}")
    @settings(
        max_examples=batch.cases,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(CASES[batch.kind])
    def collect(case: Case) -> None:
        text = json.dumps(case)
        assume(text not in cases)
        cases[text] = case

    collect()
    return list(cases.values())


def judgements(cases: Iterable[Case]) -> Iterator[Judgement]:
    """What NFD says to cases, each asked several times, and whether we say the same."""
    listed = list(cases)
    first, again = oracles()
    answers = first.stream([case | {"repeat": OFTEN} for case in listed])
    for case, answer in zip(listed, answers, strict=True):
        yield judge(case, different(answer), again)


def run(batch: Batch) -> Outcome:
    """Draw the cases of a batch and judge them."""
    before = Oracle.counts["answers"]
    judged = list(judgements(drawn(batch)))
    found = [str(each) for each in judged if each.wrong]
    counts = Counter(verdict(each.given[0]) for each in judged) + Counter(
        {
            "cases": len(judged),
            "answers": Oracle.counts["answers"] - before,
            "of several": sum(len(each.possible.results) + len(each.possible.failures) > 1 for each in judged),
            "open": sum(bool(each.possible.more) for each in judged),
            "disagreements": len(found),
        }
    )
    return Outcome(batch.kind, counts, found)


def batches(cases: int, chosen: int) -> Iterator[Batch]:
    """All batches of a run, those of all kinds mixed, so that a run that is stopped has seen every kind."""
    left = {kind: -(-cases * share // sum(SHARES.values())) for kind, share in SHARES.items()}
    number = 0
    while any(left.values()):
        for kind in [kind for kind, count in left.items() if count]:
            size = min(_CASES, left[kind])
            left[kind] -= size
            yield Batch(chosen, number, kind, size)
            number += 1


def table(counts: Mapping[str, Counter[str]]) -> str:
    """What has come of a run, a line for each kind."""
    whole = sum(counts.values(), Counter[str]())
    rows: list[tuple[str, ...]] = [("kind", *COLUMNS)]
    rows += [(kind, *(f"{each[name]:,}" for name in COLUMNS)) for kind, each in [*counts.items(), ("all", whole)]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)


def main() -> int:
    """Print progress, disagreements, each a line of JSON, and a table of totals; 1 where there was a disagreement."""
    arguments = _parser().parse_args()
    if arguments.replay is not None:
        return replay(arguments.replay)
    chosen = secrets.randbits(32) if arguments.seed is None else arguments.seed
    print(f"seed {chosen}, {arguments.cases:,} cases, each asked {OFTEN} times or more", flush=True)
    counts = {kind: Counter[str]() for kind in SHARES}
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for outcome in pool.map(run, batches(arguments.cases, chosen)):
            for each in outcome.disagreements[: max(0, _SHOWN - counts[outcome.kind]["disagreements"])]:
                print(each)
            counts[outcome.kind] += outcome.counts
            print(f"{sum(each['cases'] for each in counts.values()):,} cases", flush=True)
    print(f"\n{table(counts)}\n\nseed {chosen}")
    return 1 if any(each["disagreements"] for each in counts.values()) else 0


def replay(file: Path) -> int:
    """Ask the cases of a file again, each a line as a run prints it, or a case alone; print what is wrong with each."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    found = [each for each in judgements(line.get("case", line) for line in lines) if each.wrong]
    for each in found:
        print(each)
    print(f"{len(lines):,} cases, disagreements: {len(found)}")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.nfd.judged", description=__doc__)
    parser.add_argument("--cases", metavar="N", type=int, default=5_000, help="random cases; default: 5,000")
    parser.add_argument("--seed", metavar="N", type=int, help="what chance starts from; default: another each time")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="processes; default: 1")
    parser.add_argument(
        "--replay", metavar="FILE", type=Path, help="ask the cases of a file instead, as a run prints them"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
