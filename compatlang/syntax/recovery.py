"""Every error of a file in one go.

Called only where a file has an error. It cuts the file into statements (`structure`), parses each by itself, names the
error of each broken one (`expected`), and gives back the tokens without the broken statements, so that the parser can make
a tree of the rest. A statement is reported once; what is broken only because the statement before it is, not at all.
"""

from __future__ import annotations

from compatlang.diagnostics.codes.syntax import LIMIT, SYNTAX, UNCLOSED
from compatlang.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from compatlang.source import SourceFile, Span
from compatlang.syntax.engine import Engine
from compatlang.syntax.expected import Stop, explain
from compatlang.syntax.structure import Structure, Unit
from compatlang.syntax.tokens import MISTAKE, NEWLINE, Token

MOST = 1000
"""Errors of one file that are named; nobody reads more, and a file of garbage has one on every line."""


class Recovery:
    """One recovery of one file."""

    def __init__(self, engine: Engine, source: SourceFile, tokens: list[Token]) -> None:
        self.engine = engine
        self.source = source
        self.tokens = tokens
        self.found: list[Diagnostic] = []
        self.dropped: list[tuple[int, int]] = []
        """Tokens that are left out, from and to."""
        self.closed_at: dict[int, int] = {}
        """How many closing braces are added before a token."""

    def run(self) -> tuple[list[Token], tuple[Diagnostic, ...]]:
        """The tokens of the statements that can be read, and the errors."""
        structure = Structure(self.source, self.tokens, lambda unit: self.engine.stops(unit.tokens, unit.start))
        units = structure.units()
        self.found += structure.diagnostics[: MOST + 1]
        self.dropped += [(index, index + 1) for index in structure.stray]
        self._look_at_all(units, bool(structure.diagnostics))
        return self._rest(), limit_reached(sort_diagnostics(self.found))

    def _look_at_all(self, units: list[Unit], lost: bool = False, braced: bool = False) -> bool:
        """Whether all of them are sound.

        `lost` says that a brace is missing or too many, `braced` that the brace before them has been reported.
        """
        before: Unit | None = None
        misplaced = False
        sound = True
        for unit in units:
            reported = len(self.found)
            follows = self._follows_from(before, unit)
            fine = self._look_at(unit, follows or (braced and unit.error == 0 and _stops_at_brace(unit)))
            if not fine and unit.error == 0 and lost and len(self.found) > reported:
                # Behind a brace that is not where it should be, one misplaced statement stands for all that follow.
                if misplaced:
                    del self.found[reported:]
                misplaced = True
            sound = sound and fine
            if not follows:
                before = None if fine else unit
        return sound

    def _follows_from(self, before: Unit | None, unit: Unit) -> bool:
        """Whether an error is only the rest of the statement before it, which ended too early."""
        if before is None or not before.tokens or not unit.tokens:
            return False
        if unit.error == 0 and unit.tokens[0].text in ("because", "fix"):
            return True
        if before.error < len(before.tokens) and before.tokens[-1].type != MISTAKE:
            return False
        one, other = (self.source.position(each.tokens[0].span.start) for each in (before, unit))
        # One column more is a slip of the hand, two are meant.
        return other.line > one.line and other.column > one.column + 1

    def _look_at(self, unit: Unit, quiet: bool) -> bool:
        problems = self._problems(unit)
        fine = not problems and unit.error < 0
        if problems:
            self._add(problems)
        elif unit.error >= 0 and not quiet:
            self._add([self._explanation(unit)])
        elif unit.brace_below >= 0 and fine:
            self._add([self._brace_below(unit)])
            self.dropped.append((unit.brace_below, unit.brace_below + 1))
        for block in unit.blocks:
            if not self._look_at_all(block.units, braced=_stops_at_brace(unit)) and block.kind == "field":
                fine = False
            if block.kind == "table" and not any(
                each.start == "columns" and self._is_fine(each) for each in block.units
            ):
                if fine and not any(each.start == "columns" for each in block.units):
                    self._add([SYNTAX.at(unit.tokens[0].span.to(unit.tokens[1].span), "this table has no header")])
                fine = False
            if block.unclosed_at >= 0:
                self.closed_at[block.unclosed_at] = self.closed_at.get(block.unclosed_at, 0) + 1
        if not fine:
            self._drop(unit)
        return fine

    def _problems(self, unit: Unit) -> list[Diagnostic]:
        """What is wrong with its tokens. A quote too few makes the rest of its line meaningless: that is one error."""
        problems = [token.problem for token in unit.tokens if token.problem is not None]
        unclosed = {self._line_of(each) for each in problems if each.code == UNCLOSED.name}
        return [each for each in problems if each.code == UNCLOSED.name or self._line_of(each) not in unclosed]

    def _line_of(self, diagnostic: Diagnostic) -> int:
        return self.source.position(diagnostic.span.start).line

    def _is_fine(self, unit: Unit) -> bool:
        return unit.error < 0 and not any(token.problem for token in unit.tokens)

    def _drop(self, unit: Unit) -> None:
        self.dropped.append((unit.first, unit.end))
        waiting = list(unit.blocks)
        while waiting:
            block = waiting.pop()
            if block.unclosed_at >= 0 and self.closed_at.get(block.unclosed_at):
                self.closed_at[block.unclosed_at] -= 1
            # Blocks of statements inside that were dropped already have given theirs back.
            waiting += [inner for each in block.units if each.end >= 0 for inner in each.blocks]
        unit.end = -1

    def _add(self, diagnostics: list[Diagnostic]) -> None:
        if len(self.found) <= MOST:
            self.found += diagnostics[: MOST + 1]

    def _explanation(self, unit: Unit) -> Diagnostic:
        if len(self.found) > MOST:
            return SYNTAX.at(self.source.whole(), "too many errors")
        accepts = self.engine.accepts(unit.tokens[: unit.error], unit.start)
        return explain(Stop(unit.start, unit.tokens, unit.error, accepts, self.engine.lexer.literals))

    def _brace_below(self, unit: Unit) -> Diagnostic:
        brace = next(token for token in unit.tokens if token.span.start > self.tokens[unit.brace_below].span.start)
        return SYNTAX.at(brace.span, "`{` stands on a line of its own", help="write it at the end of the line above")

    def _rest(self) -> list[Token]:
        left_out = bytearray(len(self.tokens) + 1)
        for first, end in self.dropped:
            left_out[first:end] = b"\1" * (end - first)
        rest: list[Token] = []
        for index, token in enumerate(self.tokens):
            if self.closed_at.get(index):
                self._close(rest, self.closed_at[index], token.span)
            if not left_out[index]:
                rest.append(token)
        if self.closed_at.get(len(self.tokens)):
            size = len(self.source.text)
            self._close(rest, self.closed_at[len(self.tokens)], Span(self.source.name, size, size))
        return rest

    def _close(self, rest: list[Token], times: int, before: Span) -> None:
        """Adds closing braces behind the last token, where they should have stood."""
        place = next((token.span for token in reversed(rest) if token.type != NEWLINE), before)
        span = Span(place.file, place.end, place.end)
        rest.extend(Token("RBRACE", "}", span) for _ in range(times))
        rest.append(Token(NEWLINE, "\n", span))


def _stops_at_brace(unit: Unit) -> bool:
    return 0 <= unit.error < len(unit.tokens) and unit.tokens[unit.error].type == "LBRACE"


def limit_reached(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The first errors of very many, and a last one that says so."""
    if len(found) <= MOST:
        return found
    last = found[MOST - 1].span
    return (*found[:MOST], LIMIT.at(last, f"more than {MOST} errors; the rest is not shown"))
