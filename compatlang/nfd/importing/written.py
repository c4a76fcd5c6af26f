"""One rule of a document on its way into the result: its names, what became of it, and its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.importing.outputs import described
from compatlang.nfd.importing.rule import Rule
from compatlang.nfd.importing.translation import Difference, Refusal, Translated
from compatlang.nfd.model import GroupRule
from compatlang.writing import spelling
from compatlang.writing.condition import NO, YES, Among, Atom, Condition, Negated, is_asked
from compatlang.writing.layout import STEP, statement

_LONGEST_TITLE = 200


class Written(NamedTuple):
    """A rule and what became of it. `called` is the rule of the language that says the same, where there is one."""

    placed: Placed
    name: str
    rule: Rule
    called: str = ""

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why it is not imported."""
        whole = self.rule.whole
        return () if isinstance(whole, Translated) else whole

    @property
    def differences(self) -> frozenset[Difference]:
        """In what it differs from NFD."""
        whole = self.rule.whole
        return whole.differences if isinstance(whole, Translated) else frozenset()

    @property
    def never(self) -> tuple[str, ...]:
        """Why something in it is never met; empty where everything may be."""
        whole = self.rule.whole
        if isinstance(whole, Translated) and is_asked(NO, whole.condition):
            return whole.notes
        return ()


def as_policy(written: Written) -> list[str]:
    """A policy with a statement for each thing that the rule asks for."""
    rule = written.placed.rule
    body = list(_called(written) if written.called else _statements(written))
    if not body:
        body = [*_notes(written.rule.whole), f"{STEP}# It asks for nothing, so every node has it."]
    return [*described(title_of(rule.name), rule, "##"), f"policy {written.name} {{", *body, "}"]


def as_requirement(written: Written, indent: str) -> list[str]:
    """One requirement for all that the rule asks for."""
    rule, whole = written.placed.rule, written.rule.whole
    assert isinstance(whole, Translated), "what is refused is not written"
    lines = described(title_of(rule.name), rule, "#", indent) if _says_more(rule, written.name) else []
    lines += _notes(whole, indent)
    condition: Condition = Atom(f"{written.called}()") if written.called else whole.condition
    return [*lines, *statement(f"require {written.name}", condition, indent)]


def title_of(text: str) -> str:
    """A name or a description as a title."""
    return text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE]}…"


def _says_more(rule: GroupRule, name: str) -> bool:
    """Whether there is more to say of a rule than its name in the language."""
    return bool(rule.vars or rule.vars_template) or rule.name not in ("", name)


def _called(written: Written) -> Iterator[str]:
    yield from _notes(written.rule.whole)
    yield from statement(f"require {written.called}", Atom(f"{written.called}()"))


def _statements(written: Written) -> Iterator[str]:
    names = spelling.Names()
    for about, result in written.rule.asked:
        yield from _notes(result)
        if result.condition == YES:
            continue
        name = names.take(about, "rule")
        match result.condition:
            case Negated(Among() as flags):
                yield from statement(f"forbid {name}", flags)
            case condition:
                yield from statement(f"require {name}", condition)


def _notes(result: object, indent: str = STEP) -> list[str]:
    if not isinstance(result, Translated):
        return []
    return [line for note in result.notes for line in spelling.comment(note, "#", indent, "  ")]
