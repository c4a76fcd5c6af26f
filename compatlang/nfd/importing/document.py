"""A whole document as source of the language.

Each rule of a NodeFeatureRule, a NodeFeatureGroup or the custom source becomes a policy. An image-compatibility
specification becomes one policy, whose profiles are its sets where it has several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import CANNOT_IMPORT, NEVER_MET, NOTHING_TO_IMPORT
from compatlang.nfd.go.yaml import Diagnostics
from compatlang.nfd.importing import image
from compatlang.nfd.importing.documents import Placed, described, handed_on, image_sets, independent_rules, templates
from compatlang.nfd.importing.domains import Domains, terms
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.references import Earlier, References
from compatlang.nfd.importing.rule import Rule, Translator
from compatlang.nfd.importing.translation import Refusal, Translated
from compatlang.nfd.importing.written import Written, as_policy, title_of
from compatlang.nfd.load import Document, load
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import ImageSpec
from compatlang.writing import spelling

_MOST_RULES = 4096

_COMPARED = (
    "It decides as NFD does wherever every feature that it reads is reported. Where one is not, NFD says no, and this says "
    "unknown."
)


class RuleOutcome(NamedTuple):
    """What became of a rule of the document: the policy that it is in, empty where it was refused."""

    rule: str
    policy: str


class Imported(msgspec.Struct, frozen=True):
    """What became of a document: the source, empty where nothing could be imported, of each rule, and what was found."""

    text: str
    rules: tuple[RuleOutcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies of the source, in order."""
        return tuple(dict.fromkeys(each.policy for each in self.rules if each.policy))

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of the rules that are not in it."""
        return tuple(each.rule for each in self.rules if not each.policy)


def read(text: str | bytes, file: str, policy: str = "") -> Imported:
    """The first document of a text, imported."""
    document = load(text, file)
    return Imported("", diagnostics=document.found) if isinstance(document, Diagnostics) else imported(document, policy)


def imported(document: Document, policy: str = "") -> Imported:
    """A document as source. `policy` is what an image's policy shall be called, otherwise as its file."""
    if document.source.unsure:
        message = "JSON cannot tell two keys of the document apart, and NFD takes one of them at random"
        return Imported(
            "", diagnostics=(CANNOT_IMPORT.at(document.source.unsure[0], message, help="remove one of them"),)
        )
    if isinstance(document.model, ImageSpec):
        return _image(document, document.model, policy)
    rules = independent_rules(document)
    if rules is None:
        return _nothing(document, f"a {document.kind} has no rules, so there is nothing to import")
    if not rules:
        return _nothing(document, "the document has no rules, so there is nothing to import")
    if len(rules) > _MOST_RULES:
        return _nothing(document, f"the document has more than {_MOST_RULES} rules")
    work = _Work(rules)
    names = [work.names.take(each.rule.name, "policy") for each in rules]
    done = work.written([work.rule(name, each, whole=True) for name, each in zip(names, rules, strict=True)])
    sections = [_section(work, place, each) for place, each in enumerate(done)]
    outcomes = [RuleOutcome(each.placed.rule.name, "" if each.refusals else each.name) for each in done]
    return _finished(document, work, sections, done, outcomes)


def _image(document: Document, spec: ImageSpec, policy: str) -> Imported:
    """All sets as one policy. Without one rule it would be more lenient, so it is imported whole or not at all."""
    sets = image_sets(spec, document.source)
    if not sets:
        return _nothing(document, "the document has no compatibility set, so it does not say where the image runs")
    together = [each for placed in sets for each in placed]
    if len(together) > _MOST_RULES:
        return _nothing(document, f"the document has more than {_MOST_RULES} rules")
    work = _Work(together)
    name = work.names.take(policy or _file(document).rsplit(".", 1)[0], "image")
    everything = work.written([each for placed in sets for each in _rules_of_set(work, placed)])
    wrong = image.refusals(spec)
    if wrong or any(each.refusals for each in everything):
        found = [_refusal(document, "the image's policy", each) for each in wrong]
        found += [finding for each in everything for finding in _findings(document, each)]
        return Imported("", tuple(RuleOutcome(each.placed.rule.name, "") for each in everything), tuple(found))
    rest = iter(everything)
    policy_lines = image.policy(name, spec, [[next(rest) for _ in placed] for placed in sets])
    called = [work.references.lines(place) for place in range(len(everything)) if work.references.called(place)]
    outcomes = [RuleOutcome(each.placed.rule.name, name) for each in everything]
    return _finished(document, work, [*called, policy_lines], everything, outcomes)


def _rules_of_set(work: _Work, rules: Sequence[Placed]) -> list[Written]:
    """The rules of one set, whose names are the requirements of one profile."""
    names = spelling.Names()
    return [work.rule(names.take(each.rule.name, "rule"), each, whole=False) for each in rules]


class _Work:
    """What is shared by the rules of one document."""

    def __init__(self, rules: Sequence[Placed]) -> None:
        self.domains = Domains(each.rule for each in rules)
        self.names = spelling.Names(self.domains.attributes)
        self.needs = Needs(self.names)
        self.references = References(self.names)
        self._translator = Translator(self.domains, self.needs, self.references)

    def rule(self, name: str, placed: Placed, *, whole: bool) -> Written:
        """One rule more. Later ones may refer to it.

        nfd-master hands on what a rule yields where the `whole` rule matches; validate-node does where its own terms hold,
        even if none of its alternatives does.
        """
        made = self._translator.rule(placed.rule, placed.path)
        condition = made.whole if whole else made.own
        self.references.add(
            Earlier(
                placed.rule.name,
                handed_on(placed.rule),
                templates(placed.rule),
                condition.condition if isinstance(condition, Translated) else None,
            )
        )
        return Written(placed, name, made)

    def written(self, rules: Iterable[Written]) -> list[Written]:
        """The same, with the rules of the language that stand for those which others refer to."""
        return [
            each._replace(called=self.references.called(place)) if self._says_the_same(place, each.rule) else each
            for place, each in enumerate(rules)
        ]

    def _says_the_same(self, place: int, rule: Rule) -> bool:
        whole = rule.whole
        return isinstance(whole, Translated) and whole.condition == self.references.condition(place)


def _section(work: _Work, place: int, written: Written) -> list[str]:
    """A policy, and before it the rule that others call; of a rule that is refused, why."""
    if written.refusals:
        name, reason = written.placed.rule.name, written.refusals[0].message
        return spelling.comment(f'NFD rule "{title_of(name)}" is not imported: {reason}.')
    called = work.references.called(place)
    return [*(work.references.lines(place) if called else ()), *([""] if called else ()), *as_policy(written)]


def _finished(
    document: Document,
    work: _Work,
    sections: Sequence[Sequence[str]],
    rules: Sequence[Written],
    outcomes: Sequence[RuleOutcome],
) -> Imported:
    """The text of all sections, with header and declarations before them."""
    kept = [each for each in rules if not each.refusals]
    found = tuple(finding for each in rules for finding in _findings(document, each))
    if rules and not kept:
        return Imported("", tuple(outcomes), found)
    body = "\n\n".join("\n".join(each) for each in sections)
    read_domains = [go_lower(term.feature) for each in kept for term in terms(each.placed.rule)]
    declared = [*work.domains.lines(read_domains), *work.needs.lines(body)]
    text = "\n\n".join(["edition 1", "\n".join(_header(document, kept)), *map("\n".join, declared), body]) + "\n"
    if len(text.encode("utf-8", "surrogatepass")) > limits.SOURCE_BYTES:
        return _nothing(
            document, f"the imported text has more than {limits.SOURCE_BYTES} bytes, which no policy file may have"
        )
    return Imported(text, tuple(outcomes), found)


def _header(document: Document, kept: Sequence[Written]) -> list[str]:
    lines = spelling.comment(f"Imported from {described(document)} of Node Feature Discovery, {_file(document)}.")
    lines += ["#", *spelling.comment(_COMPARED)]
    differences = sorted({each for rule in kept for each in rule.differences})
    if differences:
        lines += ["#", "# What differs by design:"]
        for each in differences:
            lines += spelling.comment(f"- {each.text}", hanging="  ")
    return lines


def _file(document: Document) -> str:
    """What its file is called, wherever it lies, so that the text is the same on every machine."""
    return document.source.file.name.rsplit("/", 1)[-1]


def _findings(document: Document, written: Written) -> list[Diagnostic]:
    name = f"rule `{spelling.shown(title_of(written.placed.rule.name))}`"
    found = [_refusal(document, name, each) for each in written.refusals]
    if written.never:
        span = document.source.span((*written.placed.path, "name"))
        found.append(NEVER_MET.at(span, f"{name} asks for something that no node has", notes=written.never))
    return found


def _refusal(document: Document, name: str, refusal: Refusal) -> Diagnostic:
    span = document.source.span(refusal.path)
    return CANNOT_IMPORT.at(span, f"{name} cannot be imported: {refusal.message}", help=refusal.help)


def _nothing(document: Document, message: str) -> Imported:
    return Imported("", diagnostics=(NOTHING_TO_IMPORT.at(document.source.span(()), message),))
