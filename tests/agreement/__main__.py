"""`python -m tests.agreement --cases 1000000`: so many random policies and nodes, unless evaluators disagree."""

from __future__ import annotations

import argparse
import secrets
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.agreement.cases import Case, cases
from tests.agreement.disagreements import disagreements

_POLICIES = 250
"""Policy files of one batch. A batch remembers what it has drawn, so it is kept small."""


class Batch(NamedTuple):
    """Some random policy files, told apart by the seed of the run and their number in it."""

    seed: int
    number: int
    policies: int
    nodes: int


class Outcome(NamedTuple):
    """How much a batch did. `disagreement` is the smallest case that was found, empty where all agree."""

    cases: int
    policies: int
    disagreement: str


class DisagreementError(AssertionError):
    """Evaluators disagree about a case, which the message tells."""


def run(batch: Batch) -> Outcome:
    """Draw the cases of a batch and compare all evaluators."""
    done = 0

    @seed(f"{batch.seed}, {batch.number}")
    @settings(
        max_examples=batch.policies,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(cases(batch.nodes))
    def compare(case: Case) -> None:
        nonlocal done
        done += 1
        if found := disagreements(*case):
            raise DisagreementError(told(case, found))

    try:
        compare()
    except DisagreementError as error:
        return Outcome(done * batch.nodes, done, str(error))
    return Outcome(done * batch.nodes, done, "")


def told(case: Case, found: list[str]) -> str:
    """A case and what differs, as a person reads it."""
    return "\n".join([case.text, "", *map(repr, case.snapshots), "", *found])


def main() -> int:
    """Print progress, the first disagreement, and a line of totals; 1 where there was a disagreement."""
    arguments = _parser().parse_args()
    chosen = secrets.randbits(32) if arguments.seed is None else arguments.seed
    policies = -(-arguments.cases // arguments.nodes)
    batches = [
        Batch(chosen, number, min(_POLICIES, policies - first), arguments.nodes)
        for number, first in enumerate(range(0, policies, _POLICIES))
    ]
    print(f"seed {chosen}, {policies:,} policy files with {arguments.nodes} nodes each", flush=True)
    done = files = disagreements = 0
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for outcome in pool.map(run, batches):
            done, files = done + outcome.cases, files + outcome.policies
            print(f"{done:,} cases", flush=True)
            if outcome.disagreement:
                disagreements = 1
                print(outcome.disagreement)
                pool.shutdown(cancel_futures=True)
                break
    print(f"{done:,} cases, {files:,} policy files, disagreements: {disagreements}, seed {chosen}")
    return 1 if disagreements else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument(
        "--cases", metavar="N", type=int, default=2_000, help="a node and a policy file; default: 2,000"
    )
    parser.add_argument("--nodes", metavar="N", type=int, default=4, help="nodes of each policy file; default: 4")
    parser.add_argument("--seed", metavar="N", type=int, help="what chance starts from; default: another each time")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="processes; default: 1")
    return parser


if __name__ == "__main__":
    sys.exit(main())
