"""The tokens of a template; follows Go's text/template/parse/lex.go.

A mistake becomes a token of its own, the last one: the parser reports it when it gets there.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from compatlang.nfd.template import quoting, runes


class Kind(Enum):
    """What a token is."""

    ERROR = auto()
    EOF = auto()
    TEXT = auto()
    LEFT = auto()
    RIGHT = auto()
    SPACE = auto()
    ASSIGN = auto()
    DECLARE = auto()
    PIPE = auto()
    OPEN = auto()
    CLOSE = auto()
    CHAR = auto()
    BOOL = auto()
    CHARACTER = auto()
    NUMBER = auto()
    COMPLEX = auto()
    STRING = auto()
    RAW_STRING = auto()
    FIELD = auto()
    VARIABLE = auto()
    IDENTIFIER = auto()
    DOT = auto()
    NIL = auto()
    BLOCK = auto()
    BREAK = auto()
    CONTINUE = auto()
    DEFINE = auto()
    ELSE = auto()
    END = auto()
    IF = auto()
    RANGE = auto()
    TEMPLATE = auto()
    WITH = auto()


_KEYWORDS = {
    "block": Kind.BLOCK,
    "break": Kind.BREAK,
    "continue": Kind.CONTINUE,
    "define": Kind.DEFINE,
    "else": Kind.ELSE,
    "end": Kind.END,
    "if": Kind.IF,
    "range": Kind.RANGE,
    "nil": Kind.NIL,
    "template": Kind.TEMPLATE,
    "with": Kind.WITH,
}
KEYWORDS = frozenset(_KEYWORDS.values()) | {Kind.DOT}

_LEFT, _RIGHT = "{{", "}}"
_SPACES = " \t\r\n"
_SPACE_RUN = re.compile("[ \t\r\n]*")
_SIGNS = "+-"
_DIGITS = frozenset("0123456789_")
_PREFIXED = {"x": frozenset("0123456789abcdefABCDEF_"), "o": frozenset("01234567_"), "b": frozenset("01_")}
_QUOTES = {'"': (Kind.STRING, "quoted string"), "'": (Kind.CHARACTER, "character constant")}
_SINGLE = {"=": Kind.ASSIGN, "|": Kind.PIPE}


class Token(NamedTuple):
    """A token: what it is, where it starts, and its text, which for an error is what is wrong."""

    kind: Kind
    start: int
    text: str


def tokens(text: str) -> list[Token]:
    """All tokens of a template, ending with the end of the text or an error."""
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._start = 0
        self._parentheses = 0
        self._tokens: list[Token] = []

    def run(self) -> list[Token]:
        while not self._tokens or self._tokens[-1].kind not in {Kind.EOF, Kind.ERROR}:
            self._plain()
        return self._tokens

    def _emit(self, kind: Kind) -> None:
        self._tokens.append(Token(kind, self._start, self._text[self._start : self._at]))
        self._start = self._at

    def _error(self, problem: str) -> None:
        self._tokens.append(Token(Kind.ERROR, self._start, problem))

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _plain(self) -> None:
        """Text up to an action, and then that action."""
        left = self._text.find(_LEFT, self._at)
        if left < 0:
            self._at = len(self._text)
            if self._at > self._start:
                self._emit(Kind.TEXT)
            self._emit(Kind.EOF)
            return
        trimmed = self._is_left_marker(left + 2)
        text = self._text[self._start : left]
        self._at = self._start + len(text.rstrip(_SPACES) if trimmed else text)
        if self._at > self._start:
            self._emit(Kind.TEXT)
        self._start = left
        self._at = left + 2
        after = self._at + 2 if trimmed else self._at
        if self._text.startswith("/*", after):
            self._comment(after)
            return
        self._emit(Kind.LEFT)
        self._start = self._at = after
        self._parentheses = 0
        while self._inside():
            pass

    def _is_left_marker(self, at: int) -> bool:
        return self._text[at : at + 1] == "-" and self._text[at + 1 : at + 2] in {*_SPACES}

    def _is_right_marker(self, at: int) -> bool:
        return self._text[at : at + 1] in {*_SPACES} and self._text[at + 1 : at + 2] == "-"

    def _right(self) -> tuple[bool, bool]:
        """Whether a right delimiter stands here, and whether it trims."""
        if self._is_right_marker(self._at) and self._text.startswith(_RIGHT, self._at + 2):
            return True, True
        return self._text.startswith(_RIGHT, self._at), False

    def _skip_spaces(self) -> None:
        match = _SPACE_RUN.match(self._text, self._at)
        assert match is not None
        self._at = match.end()

    def _comment(self, start: int) -> None:
        self._start = start
        close = self._text.find("*/", start + 2)
        if close < 0:
            self._error("unclosed comment")
            return
        self._at = close + 2
        found, trims = self._right()
        if not found:
            self._error("comment ends before closing delimiter")
            return
        self._at += 4 if trims else 2
        if trims:
            self._skip_spaces()
        self._start = self._at

    def _right_delimiter(self, *, trims: bool) -> None:
        if trims:
            self._start = self._at = self._at + 2
        self._at += 2
        self._emit(Kind.RIGHT)
        if trims:
            self._skip_spaces()
            self._start = self._at

    def _inside(self) -> bool:
        """One token inside of an action; False when the action or everything has ended."""
        found, trims = self._right()
        if found:
            if self._parentheses == 0:
                self._right_delimiter(trims=trims)
            else:
                self._error("unclosed left paren")
            return False
        self._token()
        return self._tokens[-1].kind not in {Kind.ERROR, Kind.RIGHT}

    def _token(self) -> None:
        character = self._peek()
        if not character:
            self._error("unclosed action")
        elif character in _SPACES:
            self._space()
        elif character == ":":
            self._at += 2
            if self._text[self._start : self._at] == ":=":
                self._emit(Kind.DECLARE)
            else:
                self._error("expected :=")
        elif character in _SINGLE:
            self._at += 1
            self._emit(_SINGLE[character])
        elif character in _QUOTES:
            self._quoted(character)
        elif character == "`":
            self._raw_quoted()
        elif character == "$" or (character == "." and not self._starts_number()):
            self._field_or_variable(character)
        elif character in "+-.0123456789":
            self._number()
        elif runes.is_word(character):
            self._word()
        elif character in "()":
            self._parenthesis(character)
        elif character.isascii() and runes.is_print(character):
            self._at += 1
            self._emit(Kind.CHAR)
        else:
            self._error(f"unrecognized character in action: {_described(character)}")

    def _starts_number(self) -> bool:
        """Whether a dot is part of a number: only a digit after it tells, or the end of the text."""
        follower = self._text[self._at + 1 : self._at + 2]
        return not follower or follower in "0123456789"

    def _parenthesis(self, character: str) -> None:
        self._at += 1
        self._parentheses += 1 if character == "(" else -1
        if self._parentheses < 0:
            self._error("unexpected right paren")
        else:
            self._emit(Kind.OPEN if character == "(" else Kind.CLOSE)

    def _space(self) -> None:
        self._skip_spaces()
        if self._is_right_marker(self._at - 1) and self._text.startswith(_RIGHT, self._at + 1):
            self._at -= 1
            if self._at == self._start:
                self._right_delimiter(trims=True)
                return
        self._emit(Kind.SPACE)

    def _word(self) -> None:
        self._skip_word()
        word = self._text[self._start : self._at]
        if not self._at_terminator():
            self._error(f"bad character {_described(self._peek())}")
        elif word in _KEYWORDS:
            self._emit(_KEYWORDS[word])
        else:
            self._emit(Kind.BOOL if word in {"true", "false"} else Kind.IDENTIFIER)

    def _skip_word(self) -> None:
        while self._at < len(self._text) and runes.is_word(self._text[self._at]):
            self._at += 1

    def _field_or_variable(self, first: str) -> None:
        self._at += 1
        if self._at_terminator():
            self._emit(Kind.VARIABLE if first == "$" else Kind.DOT)
            return
        self._skip_word()
        if self._at_terminator():
            self._emit(Kind.VARIABLE if first == "$" else Kind.FIELD)
        else:
            self._error(f"bad character {_described(self._peek())}")

    def _at_terminator(self) -> bool:
        """Whether what stands here may follow a name."""
        character = self._peek()
        return not character or character in " \t\r\n.,|:)(" or self._text.startswith(_RIGHT, self._at)

    def _quoted(self, quote: str) -> None:
        kind, name = _QUOTES[quote]
        self._at += 1
        while (character := self._peek()) != quote:
            self._at += 2 if character == "\\" else 1
            escaped = self._text[self._at - 1 : self._at] if character == "\\" else character
            if escaped in {"", "\n"} or self._at > len(self._text):
                self._error(f"unterminated {name}")
                return
        self._at += 1
        self._emit(kind)

    def _raw_quoted(self) -> None:
        close = self._text.find("`", self._at + 1)
        if close < 0:
            self._error("unterminated raw quoted string")
            return
        self._at = close + 1
        self._emit(Kind.RAW_STRING)

    def _number(self) -> None:
        if not self._scan_number():
            self._bad_number()
        elif self._peek() in {*_SIGNS}:
            # Two numbers joined by a sign are a complex number when the second one is imaginary.
            if self._scan_number() and self._text[self._at - 1] == "i":
                self._emit(Kind.COMPLEX)
            else:
                self._bad_number()
        else:
            self._emit(Kind.NUMBER)

    def _bad_number(self) -> None:
        self._error(f"bad number syntax: {quoting.quote(runes.encode(self._text[self._start : self._at]))}")

    def _scan_number(self) -> bool:
        self._accept(_SIGNS)
        digits, exponent = _DIGITS, "eE"
        if self._accept("0"):
            prefix = self._peek().lower()
            if prefix in _PREFIXED and self._peek() in "xXoObB":
                self._at += 1
                digits, exponent = _PREFIXED[prefix], "pP" if prefix == "x" else ""
        self._accept_run(digits)
        if self._accept("."):
            self._accept_run(digits)
        if exponent and self._accept(exponent):
            self._accept(_SIGNS)
            self._accept_run(_DIGITS)
        self._accept("i")
        if self._peek() and runes.is_word(self._peek()):
            self._at += 1
            return False
        return True

    def _accept(self, characters: str) -> bool:
        if self._peek() and self._peek() in characters:
            self._at += 1
            return True
        return False

    def _accept_run(self, characters: frozenset[str]) -> None:
        while self._peek() in characters:
            self._at += 1


def _described(character: str) -> str:
    """A character as `%#U` shows it."""
    if not character:
        return "U+FFFFFFFFFFFFFFFF"
    shown = f" '{character}'" if runes.is_print(character) else ""
    return f"U+{ord(character):04X}{shown}"
