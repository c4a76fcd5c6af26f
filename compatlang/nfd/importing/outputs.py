"""What a rule puts on a node, as comments: the language decides, and makes no labels."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.nfd.model import GroupRule, Rule, Taint
from compatlang.writing import spelling


def described(name: str, rule: GroupRule, mark: str, indent: str = "") -> list[str]:
    """Comment lines that say which rule it was, what it sets in NFD, and what of that is lost."""
    made = list(_made(rule))
    begin = f'NFD rule "{name}"' if name else "An NFD rule without a name"
    if len(made) == 1:
        lines = spelling.comment(f"{begin}, which sets the {made[0]}.", mark, indent)
    elif made:
        lines = spelling.comment(f"{begin}, which sets", mark, indent)
        for each in made:
            lines += spelling.comment(f"- {each}", mark, indent, "  ")
    else:
        lines = spelling.comment(f"{begin}.", mark, indent)
    templates = [name for name, text in _templates(rule) if text]
    if templates:
        verb = "is" if len(templates) == 1 else "are"
        lines += spelling.comment(f"Its {' and '.join(templates)} {verb} not imported.", mark, indent)
    return lines


def _made(rule: GroupRule) -> Iterator[str]:
    if isinstance(rule, Rule):
        yield from (f"label {key}={value}" for key, value in rule.labels.items())
        yield from (f"annotation {key}={value}" for key, value in rule.annotations.items())
        yield from (f"extended resource {key}={value}" for key, value in rule.extended_resources.items())
        yield from map(_taint, rule.taints)
    yield from (f"variable {key}={value}" for key, value in rule.vars.items())


def _taint(taint: Taint) -> str:
    value = f"={taint.value}" if taint.value else ""
    return f"taint {taint.key}{value}:{taint.effect}"


def _templates(rule: GroupRule) -> Iterator[tuple[str, str]]:
    if isinstance(rule, Rule):
        yield "labelsTemplate", rule.labels_template
    yield "varsTemplate", rule.vars_template
