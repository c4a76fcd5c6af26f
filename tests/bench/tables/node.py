"""One decoded node: how long the verdicts of all policies take, for each policy.

A *new node* is one that the evaluator has not seen, as the reader of fleets gives it: sections that are equal to those of an
earlier node are the same objects. *Nothing shared* is a snapshot made of objects of its own throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compatlang.evaluate.node import NodeEvaluator
from compatlang.snapshot import Snapshot
from tests.bench import nodes
from tests.bench.agreement import require_agreement
from tests.bench.engines import PEERS
from tests.bench.engines.compat import Compat, CompatPolicies
from tests.bench.engines.protocol import Compiled, NotInstalledError
from tests.bench.engines.reader import Reader
from tests.bench.engines.reference import Reference
from tests.bench.measure import Sample, medians, repeated, seconds
from tests.bench.nodes import Node
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.options import Options
from tests.bench.workload import FLAVOURS, Workload, workload

TITLE = "one decoded node, the verdicts of all policies, in microseconds a policy"
SIZES = (1, 10, 100, 1000)
BEFORE = 300
"""So many nodes an evaluator has seen when it meets a new one: a few of each type of hardware."""

AT_A_TIME = 50
CHECKED = 3
"""So many nodes are compared with the reference, and are what peers are timed on."""

NEW = "compatlang, new node"


def tables(options: Options) -> Iterator[Table]:
    """A table for each flavour and number of policies."""
    for flavour in FLAVOURS:
        for size in SIZES:
            yield _table(workload(size, flavour), options)


def _table(work: Workload, options: Options) -> Table:
    count = len(work.policies)
    compat = Compat().compile(work.policies)
    peers, notes = _peers(work)
    some = list(nodes.fleet(CHECKED))
    reference = Reference().compile(work.policies)
    share = require_agreement({"reference": reference, "compatlang": compat, **peers}, work.policies, some)
    samples: dict[str, Sample] = {**_ours(compat), **{name: _peer(each, some) for name, each in peers.items()}}
    found = {name: each / count * 1e6 for name, each in medians(samples, options.runs).items()}
    rows: list[list[Cell]] = [[name, each, ratio(each, found[NEW])] for name, each in found.items()]
    quickest = min((found[each] for each in peers), default=None)
    summary = f"{share:.0%} of the verdicts are compatible; {len(work.atoms)} different atoms."
    if quickest is not None:
        summary += f" A new node is {quickest / found[NEW]:.1f} times as quick as with the quickest peer."
    title = f"{TITLE}: {count:,} {'policy' if count == 1 else 'policies'} of {work.flavour} atoms"
    return Table("node", title, ("engine", "us a policy", "times a new node"), rows, (summary, *notes))


def _peers(work: Workload) -> tuple[dict[str, Compiled], list[str]]:
    compiled: dict[str, Compiled] = {}
    missing: list[str] = []
    for engine in PEERS:
        if len(work.policies) <= engine.most_policies:
            try:
                compiled[engine.name] = engine.compile(work.policies)
            except NotInstalledError as error:
                missing.append(f"Without {engine.name}: {error}")
    return compiled, missing


def _peer(compiled: Compiled, some: list[Node]) -> Sample:
    """Peers remember nothing, so that it does not matter how often they see a node."""
    prepared = [compiled.prepare(each) for each in some]

    def all_of_them() -> None:
        for each in prepared:
            compiled.answer(each)

    sample = repeated(all_of_them)
    return lambda: sample() / len(prepared)


def _ours(compat: CompatPolicies) -> dict[str, Sample]:
    """What is remembered makes the difference, so each case stands by itself."""
    evaluator = compat.evaluator
    whole, in_part = Reader(evaluator.graph).node, Reader(evaluator.graph).labels_in_part
    for node in nodes.fleet(BEFORE):
        for decode in (whole, in_part, nodes.snapshot):
            evaluator.evaluate(decode(node))
    numbers = iter(range(BEFORE, 1 << 30, AT_A_TIME))
    latest: list[Snapshot] = []

    def new(decode: Callable[[Node], Snapshot], evaluate: Callable[[Snapshot], object]) -> float:
        latest[:] = map(decode, nodes.fleet(AT_A_TIME, first=next(numbers)))
        return _each(latest, evaluate)

    def in_words(snapshot: Snapshot) -> object:
        return evaluator.evaluate(snapshot).verdicts

    return {
        "compatlang, the first node of all": lambda: _first(compat),
        NEW: lambda: new(whole, evaluator.evaluate),
        "compatlang, that node again": lambda: _each(latest, evaluator.evaluate),
        "compatlang, new node, verdicts in words": lambda: new(whole, in_words),
        "compatlang, new node, labels known in part": lambda: new(in_part, evaluator.evaluate),
        "compatlang, new node, nothing shared": lambda: new(nodes.snapshot, evaluator.evaluate),
    }


def _each(snapshots: list[Snapshot], evaluate: Callable[[Snapshot], object]) -> float:
    def once() -> None:
        for each in snapshots:
            evaluate(each)

    return seconds(once) / len(snapshots)


def _first(compat: CompatPolicies) -> float:
    evaluator: NodeEvaluator = compat.fresh()
    snapshot = nodes.snapshot(next(nodes.fleet(1)))
    return seconds(lambda: evaluator.evaluate(snapshot))
