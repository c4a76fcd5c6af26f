"""A `given` of a domain or feature that nothing reads which the test expects something of.

What is expected reads what its rules, policies and declared features read. Of a domain that is read, everything counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import walk
from compatlang.source import Spanned
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such `given`."""
    reads = _Reads(view.program)
    for test in view.tests:
        read = reads.all_of(test.expects)
        for given in test.givens:
            name = given.path if isinstance(given, typed.GivenFeature) else getattr(given, "domain", "")
            if name and name not in read:
                yield lint.GIVEN_WITHOUT_EFFECT.at(
                    given.span,
                    f"nothing that this test expects something of reads `{name}`",
                    help="take it out, or expect what depends on it",
                )


class _Reads:
    """The domains and declared features that declarations read, each declaration looked at once."""

    def __init__(self, program: typed.Program) -> None:
        self.program = program
        self._known: dict[str, frozenset[str]] = {}

    def all_of(self, nodes: Iterable[Spanned]) -> frozenset[str]:
        """What some nodes read, with all that they call."""
        return frozenset(name for node in nodes for name in self._of(node))

    def _of(self, root: Spanned) -> Iterator[str]:
        program = self.program
        for node in walk(root):
            match node:
                case typed.ExpectPolicy(name) | typed.Include(name):
                    yield from self._declared(name, program.policies[name])
                case typed.ExpectRule(name) | typed.RuleCall(name):
                    yield from self._declared(name, program.rules[name])
                case typed.Feature(path):
                    yield path
                    yield from self._declared(path, program.features[path])
                case _:
                    yield from filter(None, [getattr(node, "domain", "")])

    def _declared(self, name: str, declaration: Spanned) -> frozenset[str]:
        if name not in self._known:
            self._known[name] = self.all_of([declaration])
        return self._known[name]


LINT = Lint(lint.GIVEN_WITHOUT_EFFECT, find)
