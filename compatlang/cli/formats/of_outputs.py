"""What rules of NFD yield as results: a group a file of rules, an item a node.

Rules have no verdict. An item is an error where NFD fails, unknown where it has no certain answer, and passed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.cli.checked import Checked, Node
from compatlang.cli.formats.results import Item, Place, Problem, Status, place_of
from compatlang.cli.show.outputs import output_lines
from compatlang.diagnostics.render.paint import Paint
from compatlang.nfd.judging import Outputs, RuleState


def output_items(checked: Checked, unknown: Status) -> Iterator[Item]:
    """The outputs on each node; `unknown` is the status of what is."""
    for node in checked.nodes:
        for each in node.outputs:
            yield _item(node, each, checked, unknown)


def _item(node: Node, outputs: Outputs, checked: Checked, unknown: Status) -> Item:
    status: Status = "error" if outputs.fails else "passed" if outputs.certain else unknown
    verdict = "fails" if outputs.fails else "certain" if outputs.certain else "unknown"
    text = "\n".join(output_lines(node._replace(outputs=(outputs,)), checked.sources, Paint()))
    return Item(outputs.file, node.name, status, verdict, text, tuple(_problems(outputs, checked, unknown)))


def _problems(outputs: Outputs, checked: Checked, unknown: Status) -> Iterator[Problem]:
    for each in outputs.rules:
        if each.state in ("fails", "unknown"):
            yield _problem(each, outputs.file, checked, "error" if each.state == "fails" else unknown)
    for failure in sorted(outputs.possible.failures):
        word = "crashes" if failure.panics else "fails"
        yield Problem(outputs.file, "error", f"NFD {word}: {failure.text}", Place(outputs.file))


def _problem(rule: RuleState, file: str, checked: Checked, status: Status) -> Problem:
    message = rule.reasons[0].message if rule.reasons else "NFD fails"
    return Problem(f"{file}/{rule.name}", status, message, place_of(rule.span, checked.sources))
