"""What rules of NFD yield on a node, as text and as JSON.

gpu-a01  3 of 4 rules of rules.yaml match
  label        vendor.io/gpu = present
  taint        vendor.io/gpu = true:NoSchedule, where nfd-master may set taints
  not set      label kubernetes.io/x = 1: namespace "kubernetes.io" is not allowed
  fails        my rule: NFD fails on kernel.version.full: not a number "5.14.0"    rules.yaml:12
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from compatlang.cli.checked import Checked, Node
from compatlang.cli.show.limits import MOST_LINES
from compatlang.cli.show.reasons import Line, laid_out
from compatlang.cli.show.words import counted
from compatlang.diagnostics.render.json import span_value
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import cut, plain
from compatlang.diagnostics.render.text import place
from compatlang.evaluate.report import Reason
from compatlang.nfd.judging import Outputs, RuleState
from compatlang.nfd.master import NodeOutput
from compatlang.nfd.outcomes import Failure
from compatlang.source import SourceFile
from compatlang.values.truth import Truth

Sources = Mapping[str, SourceFile]

_TRUTHS = {"matches": Truth.YES, "does not match": Truth.NO, "fails": Truth.NO, "unknown": Truth.UNKNOWN}
_MOST_CHARACTERS = 200


class _Item(NamedTuple):
    """One thing that is put on a node, or is not."""

    kind: str
    text: str


def output_lines(node: Node, sources: Sources, paint: Paint) -> Iterator[str]:
    """The outputs of one node, those of each file below a head of its own."""
    for outputs in node.outputs:
        yield f"{paint.bold(plain(node.name))}  {_head(outputs)}"
        yield from laid_out([*_put(outputs), *_troubles(outputs, sources)], paint)


def rule_lines(outputs: Outputs, sources: Sources, paint: Paint) -> Iterator[str]:
    """Every rule with the reasons for what became of it."""
    yield paint.bold("rules")
    yield from laid_out([line for each in outputs.rules for line in _rule(each, sources)], paint)


def many_lines(checked: Checked, paint: Paint) -> Iterator[str]:
    """What is put on how many nodes, the most common first."""
    put: Counter[_Item] = Counter()
    troubles: Counter[_Item] = Counter()
    nodes = [node for node in checked.nodes if node.outputs]
    for node in nodes:
        for outputs in node.outputs:
            put.update({item for item, _ in _items(outputs)})
            troubles.update(
                {_Item(each.state, each.name) for each in outputs.rules if each.state in ("fails", "unknown")}
            )
    rows = [*troubles.most_common(MOST_LINES // 4), *put.most_common(MOST_LINES // 2)]
    lines = [
        Line(cut(item.text, _MOST_CHARACTERS), item.kind, f"{count} of {len(nodes)} nodes") for item, count in rows
    ]
    yield from laid_out(lines, paint)
    left = len(put) + len(troubles) - len(rows)
    if left:
        yield f"  … and {left} more; --format json has all"


def outputs_value(outputs: Outputs, sources: Sources) -> dict[str, Any]:
    """The outputs of a file on one node. What is `possible` has one entry where NFD can give no other answer."""
    return {
        "file": outputs.file,
        "certain": outputs.certain,
        "possible": [_possible(each) for each in outputs.possible.results],
        "failures": [_failure(each) for each in sorted(outputs.possible.failures)],
        "undecided": sorted(outputs.possible.more),
        "rules": [
            {
                "object": each.object,
                "rule": each.name,
                "state": each.state,
                "span": span_value(each.span, sources),
                "reasons": [_reason(reason, sources) for reason in each.reasons],
            }
            for each in outputs.rules
        ],
    }


def _possible(output: NodeOutput) -> dict[str, Any]:
    return {
        "labels": dict(output.labels),
        "annotations": dict(output.annotations),
        "extendedResources": dict(output.extended_resources),
        "taints": [{"key": each.key, "value": each.value, "effect": each.effect} for each in output.taints],
        "dropped": [
            {"kind": each.kind, "key": each.key, "value": each.value, "why": each.why} for each in output.dropped
        ],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {"text": failure.text, "panics": failure.panics}


def _reason(reason: Reason, sources: Sources) -> dict[str, Any]:
    from compatlang.cli.show.documents import reason_value

    return reason_value(reason, sources)


def _head(outputs: Outputs) -> str:
    matching = sum(each.state == "matches" for each in outputs.rules)
    return f"{matching} of {counted(len(outputs.rules), 'rule')} of {plain(outputs.file)} match"


def _put(outputs: Outputs) -> Iterator[Line]:
    for item, certain in _items(outputs):
        perhaps = "" if certain else "perhaps "
        yield Line(perhaps + cut(item.text, _MOST_CHARACTERS), item.kind, truth=Truth.YES if certain else Truth.UNKNOWN)
    for output in outputs.possible.results[:1]:
        for dropped in output.dropped:
            text = f"{dropped.kind} {dropped.key} = {dropped.value}: {dropped.why}"
            yield Line(cut(text, _MOST_CHARACTERS), "not set", truth=Truth.NO)


def _items(outputs: Outputs) -> Sequence[tuple[_Item, bool]]:
    """Everything that may be put on the node, and whether it is whatever happens."""
    answers = [dict.fromkeys(_of(each)) for each in outputs.possible.results]
    every = dict.fromkeys(item for each in answers for item in each)
    unsure = bool(outputs.possible.failures or outputs.possible.more)
    return [(item, not unsure and all(item in each for each in answers)) for item in every]


def _of(output: NodeOutput) -> Iterator[_Item]:
    yield from (_Item("label", f"{key} = {value}") for key, value in sorted(output.labels.items()))
    yield from (_Item("annotation", f"{key} = {value}") for key, value in sorted(output.annotations.items()))
    resources = sorted(output.extended_resources.items())
    yield from (_Item("resource", f"{key} = {value}") for key, value in resources)
    for each in output.taints:
        value = f" = {each.value}" if each.value else ""
        yield _Item("taint", f"{each.key}{value}:{each.effect}, where nfd-master may set taints")


def _troubles(outputs: Outputs, sources: Sources) -> Iterator[Line]:
    """Rules that fail, or of which NFD's answer is not defined."""
    for each in outputs.rules:
        if each.state in ("fails", "unknown"):
            why = each.reasons[0].message if each.reasons else "NFD fails"
            where = place(each.reasons[0].span if each.reasons else each.span, sources)
            yield Line(f"{each.name}: {why}", each.state, where, _TRUTHS[each.state])
    for failure in sorted(outputs.possible.failures):
        yield Line(f"NFD {'crashes' if failure.panics else 'fails'}: {failure.text}", "fails", truth=Truth.NO)


def _rule(rule: RuleState, sources: Sources) -> Iterable[Line]:
    words = {"matches": "ok", "does not match": "no", "fails": "fails", "unknown": "unknown"}
    name = f"{words[rule.state]:7}  {rule.name}"
    if not rule.reasons:
        yield Line("asks for nothing, so it always matches", name, place(rule.span, sources), _TRUTHS[rule.state])
    for reason in rule.reasons:
        yield Line(reason.message, name, place(reason.span, sources), _TRUTHS[rule.state])
        yield from _below(reason, 1)
        name = ""


def _below(reason: Reason, depth: int) -> Iterator[Line]:
    for child in reason.children:
        yield Line("  " * depth + child.message)
        yield from _below(child, depth + 1)
