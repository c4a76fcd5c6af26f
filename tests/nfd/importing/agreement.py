"""Whether what was imported decides as NFD does, wherever NFD's answer is defined and everything that is asked is reported.

Left out, since the two differ there by design: a pre-release beside its own release, two texts of one version, and a feature
that the catalog does not know where it was taken for one of another kind than the node has.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.evaluate.report import Report
from compatlang.nfd.features import Features, to_snapshot
from compatlang.nfd.go import semver
from compatlang.nfd.importing import Imported
from compatlang.nfd.load import Document, load
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import GroupRule, ImageSpec, Term
from compatlang.nfd.references import Failed, HandOn, Result, run
from compatlang.schema.catalog import BASE
from compatlang.snapshot import Snapshot
from compatlang.values import scalar
from compatlang.values.version import parse_version

Way = tuple[bool | None, ...]
"""How rules, or the sets of an image, turn out, one after another: whether each matches, and None where NFD fails."""


def document(made: Any) -> Document:
    """A document of NFD."""
    read = load(json.dumps(made), "document.json")
    assert isinstance(read, Document), read
    return read


def report(result: Imported, snapshot: Snapshot) -> Report:
    """The verdicts of what was imported."""
    return compiled(result.text).check(snapshot)


@lru_cache(1)
def compiled(text: str) -> Policies:
    """Policies that were imported; they compile without a word."""
    policies = compile_policies(text, name="imported.compat")
    assert [(each.message, text[each.span.start : each.span.end]) for each in policies.diagnostics] == []
    return policies


def terms_of(rule: GroupRule) -> list[Term]:
    """Every term of a rule."""
    return [*rule.match_features, *(term for each in rule.match_any for term in each.match_features)]


def excused(rules: Iterable[GroupRule], snapshot: Snapshot) -> bool:
    """Whether *unknown* is an answer: something that rules ask for is not reported, or does not parse as its type."""
    for rule in rules:
        for name in map(go_lower, (each.feature for each in terms_of(rule))):
            section = snapshot.sections.get(name)
            domain = BASE.domains.get(name)
            if name == "rule.matched":
                continue
            if section is None or (domain is not None and not section.has(domain.kind)):
                return True
            if domain is None:
                continue
            records = (section.attributes or {}, *(section.instances or ()))
            for known, text in ((domain.element(key), text) for record in records for key, text in record.items()):
                if known is not None and scalar.parse(known.type, text) is None:
                    return True
    return False


def on_a_bound(rules: Iterable[GroupRule], features: Features) -> bool:
    """Whether a pre-release stands where a rule compares with its release: there the two orders of versions differ."""
    bounds = {
        semver.parse(value)
        for rule in rules
        for term in terms_of(rule)
        for each in (term.match_expressions or {}).values()
        if each is not None and each.type == "version"
        for value in each.value
    }
    texts = [text for each in features.attributes.values() for text in (each or {}).values()]
    return any("-rc" in text and semver.parse(text) in bounds for text in texts)


def spelt_otherwise(rules: Iterable[GroupRule], features: Features) -> bool:
    """Whether a rule compares the text of a version with another text of the same version: here they are equal."""
    values = {
        value
        for rule in rules
        for term in terms_of(rule)
        for each in (term.match_expressions or {}).values()
        if each is not None and each.op in ("In", "NotIn")
        for value in each.value
        if "." in value
    }
    texts = {text for each in features.attributes.values() for text in (each or {}).values() if "." in text}
    keys = {text: parse_version(text) for text in values | texts}
    return any(keys[value] is not None and keys[value] == keys[text] for value in values for text in texts - {value})


def differs(rules: Sequence[GroupRule], features: Features) -> bool:
    """Whether NFD and the language differ here by design."""
    return on_a_bound(rules, features) or spelt_otherwise(rules, features)


def mistaken(result: Imported) -> bool:
    """Whether a domain that the catalog does not know was taken for one of another kind than nodes have."""
    flags = "domain acme.fpga: flags" in result.text
    return flags or "domain acme.capability: attributes" in result.text


def same_as_nfd(result: Imported, rules: tuple[GroupRule, ...], features: Features, hand_on: HandOn) -> None:
    """Each policy decides as its rule does, by our own evaluation of NFD's documents."""
    runs = run(rules, features, hand_on)
    if not runs.failures and not runs.more:
        agree(result, rules, features, [tuple(map(_matches, each.results)) for each in runs.results])


def _matches(result: Result) -> bool | None:
    return None if isinstance(result, Failed) else result.matches


def agree(result: Imported, rules: Sequence[GroupRule], features: Features, ways: Collection[Way]) -> None:
    """Each policy decides as its rule does, wherever that is defined: NFD does not fail, and has one answer only."""
    if not result.text or mistaken(result):
        return
    snapshot = to_snapshot(features)
    verdicts = {each.policy: each.verdict for each in report(result, snapshot).results}
    for place, (rule, outcome) in enumerate(zip(rules, result.rules, strict=True)):
        refers = any(go_lower(each.feature) == "rule.matched" for each in terms_of(rule))
        first = 0 if refers else place
        answers = {each[first : place + 1] for each in ways}
        before = rules[first : place + 1]
        if outcome.policy and not differs(before, features) and not any(None in each for each in answers):
            compare(verdicts[outcome.policy], {each[-1] is True for each in answers}, before, snapshot)


def agree_on_image(result: Imported, spec: ImageSpec, features: Features, ways: Collection[Way]) -> None:
    """The policy decides as NFD does, and chooses the heaviest set that matches, of equal ones the first."""
    rules = [rule for each in spec.compatibilities for rule in each.rules]
    if not result.text or mistaken(result) or differs(rules, features) or len(ways) != 1:
        return
    (matched,) = ways
    if None in matched:
        return
    snapshot = to_snapshot(features)
    [ours] = report(result, snapshot).results
    compare(ours.verdict, {any(matched)}, rules, snapshot)
    if any(matched) and len(matched) > 1 and not excused(rules, snapshot):
        fitting = [each for each, holds in zip(spec.compatibilities, matched, strict=True) if holds]
        heaviest = max(fitting, key=lambda each: each.weight)
        assert [(each.weight, each.tag) for each in ours.groups[0].profiles if each.name in ours.chosen] == [
            (heaviest.weight, heaviest.tag)
        ]


def compare(ours: str, wanted: set[bool], rules: Iterable[GroupRule], snapshot: Snapshot) -> None:
    """One verdict with the answers that NFD may give."""
    if len(wanted) != 1:
        return
    if ours == "unknown":
        assert excused(rules, snapshot)
        return
    assert ours == ("compatible" if wanted == {True} else "incompatible")
