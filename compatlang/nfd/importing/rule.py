"""One rule of NFD: the conditions of its terms, and that of its alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing.domains import Domains, is_backreference
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.references import References
from compatlang.nfd.importing.term import term
from compatlang.nfd.importing.translation import Result, Translated, joined
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import GroupRule, Term
from compatlang.writing.condition import either


class Asked(NamedTuple):
    """One thing that a rule asks for; `about` says what it speaks of, and is made into a name."""

    about: str
    result: Translated


class Rule(NamedTuple):
    """What a rule asks for: its own terms, and that one of its alternatives holds."""

    own: Result
    alternatives: Result | None
    asked: tuple[Asked, ...]

    @property
    def whole(self) -> Result:
        """Everything that it asks for."""
        return self.own if self.alternatives is None else joined([self.own, self.alternatives])


class Translator:
    """What all rules of one document share."""

    def __init__(self, domains: Domains, needs: Needs, references: References) -> None:
        self.domains = domains
        self.needs = needs
        self.references = references

    def rule(self, given: GroupRule, where: Path) -> Rule:
        """What a rule asks for. Without anything it is met by every node."""
        terms = [self._term(each, (*where, "matchFeatures", place)) for place, each in enumerate(given.match_features)]
        own = joined(terms)
        alternatives = self._alternatives(given, where) if given.match_any else None
        asked = [
            Asked(go_lower(each.feature), result)
            for each, result in zip(given.match_features, terms, strict=True)
            if isinstance(result, Translated)
        ]
        if isinstance(alternatives, Translated):
            features = {go_lower(term.feature) for each in given.match_any for term in each.match_features}
            asked.append(Asked(features.pop() if len(features) == 1 else "alternatives", alternatives))
        return Rule(own, alternatives, tuple(asked))

    def _alternatives(self, given: GroupRule, where: Path) -> Result:
        return joined(
            [
                self._terms(each.match_features, (*where, "matchAny", place, "matchFeatures"))
                for place, each in enumerate(given.match_any)
            ],
            either,
        )

    def _terms(self, terms: Sequence[Term], where: Path) -> Result:
        return joined([self._term(each, (*where, place)) for place, each in enumerate(terms)])

    def _term(self, given: Term, where: Path) -> Result:
        if is_backreference(given):
            return self.references.term(given, where)
        return term(given, self.domains, self.needs, where)
