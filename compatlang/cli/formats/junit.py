"""JUnit's XML, as GitLab, Jenkins and others show it: a suite a policy or file, a case a node or test.

What is unknown is an `error`: nobody could say whether it fits, and a dashboard must not show it as passed or skipped.
A warning is a passed case whose `system-out` says what there is to tell. There are no times, so that the same input gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from compatlang.cli.formats.results import Item, Results
from compatlang.cli.formats.safe import block, line

_ELEMENTS = {"failed": "failure", "error": "error", "unknown": "error"}
"""What stands in a case that did not pass."""

_MOST_OF_A_MESSAGE = 500
"""Characters of the line that a dashboard shows; all is said below it."""


def render(results: Results) -> str:
    """The whole document."""
    root = ET.Element("testsuites", {"name": line(results.title), **_counts(results.items)})
    for group, items in results.by_group().items():
        suite = ET.SubElement(root, "testsuite", {"name": line(group), **_counts(items)})
        suite.extend(_case(each) for each in items)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(items: Sequence[Item]) -> dict[str, str]:
    found = [_ELEMENTS.get(each.status) for each in items]
    counts = {"tests": len(items), "failures": found.count("failure"), "errors": found.count("error"), "skipped": 0}
    return {name: str(count) for name, count in counts.items()}


def _case(item: Item) -> ET.Element:
    case = ET.Element("testcase", name=line(item.name), classname=line(item.group))
    place = item.place or (item.problems[0].place if item.problems else None)
    if place is not None:
        case.set("file", line(place.file))
        if place.line is not None:
            case.set("line", str(place.line))
    if item.status in _ELEMENTS:
        message = line(_message(item), _MOST_OF_A_MESSAGE)
        found = ET.SubElement(case, _ELEMENTS[item.status], message=message, type=line(item.verdict))
        found.text = block(item.text) or message
    elif item.text:
        ET.SubElement(case, "system-out").text = block(item.text)
    return case


def _message(item: Item) -> str:
    """What a dashboard shows in one line."""
    said = "; ".join(f"{each.rule}: {each.message}" for each in item.problems)
    return said or item.verdict
