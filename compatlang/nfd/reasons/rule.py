"""What became of one rule: its own terms, its alternatives, and the templates of those that hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.evaluate.explain.explainer import capped
from compatlang.evaluate.report import Reason
from compatlang.nfd.features import Features
from compatlang.nfd.go import yaml
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.model import GroupRule
from compatlang.nfd.reasons import alternatives, terms, wording
from compatlang.nfd.reasons.told import Told, Where
from compatlang.nfd.rule import execute


def reasons(
    rule: GroupRule,
    features: Features,
    source: yaml.Document,
    path: Path,
    *,
    met: bool = False,
    fail_fast: bool = False,
) -> tuple[Reason, ...]:
    """Why a rule does not certainly match: what NFD fails on, or may, and then what does not hold.

    Of a rule that matches that is nothing, or with `met`, what it rests on. `features` are those that the rule sees,
    and `path` is where it stands in `source`. With `fail_fast`, failures that NFD then never meets are left out.
    """
    where = Where(source, path, execute(rule, features, fail_fast).failures)
    told = terms.tell(rule.match_features, features, where.at("matchFeatures"))
    told += alternatives.tell(rule.match_any, features, where.at("matchAny"))
    told += _templates(rule, features, told, where, fail_fast)
    failing = [each.reason for each in told if each.failures]
    open_ = [each.reason for each in told if not each.holds and not each.failures]
    if failing or open_:
        return capped([*failing, *open_])
    return capped([each.reason for each in told]) if met else ()


def _templates(
    rule: GroupRule, features: Features, told: Sequence[Told], where: Where, fail_fast: bool
) -> Iterator[Told]:
    """The failures that no term accounts for are those of templates; that of the labels is expanded first."""
    rest = where.failures.difference(*(each.failures for each in told))
    if not rest:
        return
    of_labels = execute(rule.model_copy(update={"vars_template": ""}), features, fail_fast).failures
    for failure in sorted(rest):
        field = "labelsTemplate" if failure in of_labels else "varsTemplate"
        message = f"NFD fails on the template: {wording.sentence(failure.text)}"
        yield Told(False, Reason(message, where.at(field).span, field), frozenset({failure}))
