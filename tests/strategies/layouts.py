"""The same policy file laid out otherwise: other spaces, newlines and empty lines, comments between tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from compatlang.source import SourceFile, Span
from compatlang.syntax.engine import engine
from compatlang.syntax.newlines import significant
from compatlang.syntax.tokens import END, NEWLINE, OPENING, Token

_NOTHING = Token(END, "", Span("", 0, 0))


def relaid(text: str, random: Random) -> str:
    """A text without syntax errors, laid out by chance. Its comments are dropped and others put in."""
    tokens = significant(engine().lexer.lex(SourceFile("t", text)).tokens)
    noise = random.choice((0.0, 0.02, 0.1, 0.4))
    pieces = ["".join(_lines(random, noise)) if random.random() < noise else ""]
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else _NOTHING
        if token.type == NEWLINE:
            pieces.append(_separator(random, noise))
        else:
            pieces.append(token.text)
            if after.type not in (NEWLINE, END):
                pieces.append(_gap(tokens, place, random, noise))
    pieces.append(random.choice(("", "\n", "\n\n\n", "  # the end", "\n# the end\n")))
    made = "".join(pieces)
    return made.replace("\n", "\r\n") if random.random() < 0.05 else made


def _separator(random: Random, noise: float) -> str:
    if random.random() < 0.2:
        return random.choice((";", "; ", " ; ", ";\n"))
    behind = _comment(random) if random.random() < noise else ""
    return behind + "\n" + "".join(_lines(random, noise))


def _lines(random: Random, noise: float) -> Iterator[str]:
    """Empty lines, comments on lines of their own, and the indentation of what follows."""
    while random.random() < max(noise, 0.15):
        yield random.choice(("\n", " \n", f"{_comment(random)}\n"))
    yield " " * random.choice((0, 0, 2, 4, 7))


def _gap(tokens: Sequence[Token], place: int, random: Random, noise: float) -> str:
    token, after = tokens[place], tokens[place + 1]
    if _may_break(tokens, place) and random.random() < max(noise, 0.1):
        return _separator(random, noise).replace(";", "\n")
    if random.random() < 0.8 or not _may_touch(token, after):
        return random.choice((" ", " ", " ", "  ", "\t"))
    return ""


def _may_touch(token: Token, after: Token) -> bool:
    plain = {*OPENING, *OPENING.values(), ",", ";", "|"}
    return token.text in plain or after.text in plain


def _comment(random: Random) -> str:
    return random.choice((" # why", "#", "## documented", '  #! { [ " ;', "# é ünï", "### ------"))


def _may_break(tokens: Sequence[Token], place: int) -> bool:
    """Whether a newline behind a token does not count, as `syntax.newlines` has it."""
    if tokens[place].type == "NOT":
        return tokens[place + 1].type != "IN"  # else no newline could stand before the two
    marked = [*tokens[: place + 1], Token(NEWLINE, "\n", Span("", 0, 0)), *tokens[place + 1 :]]
    kept = significant(marked)
    return len(kept) == len(tokens) and all(one is other for one, other in zip(kept, tokens, strict=True))
