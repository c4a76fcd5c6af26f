"""Which variant of an image suits a node best: by verdict, then by score, then in the order of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compatlang.evaluate.report import WORST_FIRST, PolicyResult, Score, Verdict
from compatlang.pipeline import Policies

if TYPE_CHECKING:
    from compatlang.integrations.registry.variants import Variant
    from compatlang.snapshot import Snapshot

_BEST_FIRST: tuple[Verdict, ...] = ("compatible", "unknown", "incompatible", "error")


class Ranked(NamedTuple):
    """A variant on a node: what it comes to, its score, and why where it is not compatible."""

    variant: str
    digest: str
    node: str
    verdict: Verdict
    score: Score
    chosen: tuple[str, ...]
    degraded: bool
    why: str

    @property
    def order(self) -> tuple[int, int, int, bool]:
        """The least is the best. What is certain counts, and only between equals what is possible."""
        return (_BEST_FIRST.index(self.verdict), -self.score.certain, -self.score.possible, self.degraded)


def rank(variants: Sequence[Variant], nodes: Sequence[Snapshot]) -> list[Ranked]:
    """Every variant on every node, the best first; of equals, in the order in which they were given."""
    return sorted((_ranked(variant, node) for node in nodes for variant in variants), key=lambda each: each.order)


def _ranked(variant: Variant, node: Snapshot) -> Ranked:
    if not variant.runs_on(_labels(node)):
        why = f"it is for {variant.descriptor.platform}, which the node's labels say it is not"
        return _bare(variant, node, "incompatible", why)
    results = list(_results(variant, node))
    if not results:
        return _bare(variant, node, "unknown", "it does not say where it runs")
    found = {each.verdict for each in results}
    verdict = next(each for each in WORST_FIRST if each in found)
    score = Score(sum(each.score.certain for each in results), sum(each.score.possible for each in results))
    return Ranked(
        variant.name,
        variant.descriptor.digest,
        node.node,
        verdict,
        score,
        tuple(name for each in results for name in each.chosen),
        any(each.degraded for each in results),
        "; ".join(_why(results)),
    )


def _bare(variant: Variant, node: Snapshot, verdict: Verdict, why: str) -> Ranked:
    return Ranked(variant.name, variant.descriptor.digest, node.node, verdict, Score(0, 0), (), False, why)


def _results(variant: Variant, node: Snapshot) -> Iterable[PolicyResult]:
    for each in variant.says:
        decides = each.decides
        if isinstance(decides, Policies) or not decides.failed:
            yield from decides.check(node).results


def _why(results: Iterable[PolicyResult]) -> Iterable[str]:
    """The first reason of each requirement that is open."""
    for each in results:
        if each.verdict == "error":
            yield each.diagnostics[0].message if each.diagnostics else "it cannot be evaluated"
        elif each.verdict != "compatible":
            yield from (f"{one.name}: {one.reasons[0].message}" for one in each.open() if one.reasons)


def _labels(node: Snapshot) -> dict[str, str]:
    section = node.sections.get("node.label")
    return dict(section.attributes or {}) if section is not None else {}
