"""What is told of a part of a rule, and where it points."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.evaluate.report import Reason
from compatlang.nfd.expression import Verdict
from compatlang.nfd.go import yaml
from compatlang.nfd.go.yaml import Path, Step
from compatlang.nfd.outcomes import Failure
from compatlang.source import Span


class Told(NamedTuple):
    """Whether a part holds, the sentence, and the failures that NFD may meet there; with one it does not hold."""

    holds: bool
    reason: Reason
    failures: frozenset[Failure] = frozenset()


class Where(NamedTuple):
    """A place in a document. `failures` are all that NFD may meet on the rule: what it never comes to cannot fail."""

    source: yaml.Document
    path: Path
    failures: frozenset[Failure]

    def at(self, *steps: Step) -> Where:
        """A place below."""
        return self._replace(path=(*self.path, *steps))

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return self.source.span(self.path)

    @property
    def key_span(self) -> Span:
        """Where the key of the value stands, for values that are nothing to point at."""
        return self.source.key_span(self.path)

    def met(self, answers: list[Verdict]) -> frozenset[Failure]:
        """Those of the answers that are failures which NFD may meet."""
        return self.failures.intersection(each for each in answers if isinstance(each, Failure))
