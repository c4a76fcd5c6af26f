"""What `nfd compat validate-node --output-json` prints, byte for byte: Go's `json.Marshal` of the report."""

from __future__ import annotations

import json
import re

from compatlang.nfd.model import MatchExpression
from compatlang.nfd.validator import Detail, Report, RuleStatus, SetStatus

Tree = dict[str, object]

_ESCAPED = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def to_json(report: Report) -> str:
    """One line, without a newline behind it."""
    return go_json([_set(each) for each in report])


def go_json(tree: object) -> str:
    """A tree as Go writes it: no blanks, fields in their order, and what could end a script of HTML escaped."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    """Half of a surrogate pair is no character, and Go writes what stands for those."""
    code = ord(found[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def _set(status: SetStatus) -> Tree:
    """A list that was never added to is null."""
    tree: Tree = {"rules": [_rule(each) for each in status.rules] or None}
    return tree | _said(description=status.description, weight=status.weight, tag=status.tag)


def _rule(status: RuleStatus) -> Tree:
    tree: Tree = {"name": status.name, "isMatch": status.matches}
    return tree | _said(
        matchedExpressions=_details(status.details),
        matchedAny=[{"matchedExpressions": _details(each) or None} for each in status.alternatives],
    )


def _details(details: tuple[Detail, ...]) -> list[Tree]:
    return [
        {
            "feature": each.feature,
            "name": each.name,
            "expression": None if each.expression is None else _expression(each.expression),
            "matcherType": each.matcher,
            "isMatch": each.matches,
        }
        for each in details
    ]


def _expression(expression: MatchExpression) -> Tree:
    tree: Tree = {"op": expression.op}
    return tree | _said(value=list(expression.value), type=expression.type)


def _said(**fields: object) -> Tree:
    """The fields that are not empty: `omitempty`."""
    return {name: value for name, value in fields.items() if value}
