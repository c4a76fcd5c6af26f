"""Text to tokens.

One regular expression, made of the grammar's terminals, reads the whole text; what it does not match, and the habits of
other languages, become tokens with a diagnostic (`mistakes`). No word is a keyword yet, except the reserved ones: which
keyword can stand where is known to the parser alone (`parser`). So tokens do not depend on the parser's state, and
recovery can look at them again. Lark's own contextual lexer would compile one expression for each state it meets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from compatlang.source import SourceFile, Span
from compatlang.syntax import ast, mistakes
from compatlang.syntax.tokens import NEWLINE, Token

if TYPE_CHECKING:
    from lark import Lark

RESERVED = frozenset({"and", "or", "not", "in", "has", "like", "matches", "is", "true", "false"})
_PUNCTUATION = "PUNCTUATION"


class Doc(NamedTuple):
    """A doc comment outside blocks: where it stands, and where the token below it begins, if there is one."""

    span: Span
    below: int | None


class Lexed(NamedTuple):
    """What lexing finds. `sound` is false where a token has a problem."""

    tokens: list[Token]
    comments: list[ast.Comment]
    docs: list[Doc]
    sound: bool


class Lexer:
    """The lexical part of the grammar. It keeps no state between texts."""

    def __init__(self, lark: Lark) -> None:
        words: dict[str, str] = {}
        punctuation: dict[str, str] = {}
        patterns = []
        for terminal in lark.terminals:
            pattern = terminal.pattern
            if pattern.type == "re":
                patterns.append((-terminal.priority, terminal.name, pattern.value))
            elif pattern.value[0].isalpha():
                words[pattern.value] = terminal.name
            else:
                punctuation[pattern.value] = terminal.name
        self.punctuation = punctuation
        self.reserved = {word: words.pop(word) for word in RESERVED}
        self.keywords = words
        self.literals = {name: text for text, name in (punctuation | words | self.reserved).items()}
        longest_first = sorted(punctuation, key=len, reverse=True)
        patterns.sort()
        self.patterns = {name: pattern for _, name, pattern in patterns}
        parts = [
            *mistakes.BEFORE,
            *((name, pattern) for _, name, pattern in patterns),
            (_PUNCTUATION, "|".join(map(re.escape, longest_first))),
            *mistakes.AFTER,
        ]
        self._pattern = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts))

    def lex(self, source: SourceFile, start: int = 0, end: int | None = None) -> Lexed:
        """The tokens of a text, or of a part of it."""
        text, file = source.text, source.name
        tokens: list[Token] = []
        comments: list[ast.Comment] = []
        docs: list[Doc] = []
        sound = True
        punctuation, reserved = self.punctuation, self.reserved
        pending: list[ast.Comment] = []
        depth = 0
        line_begins = True
        opened_here = 0
        before = braces = ""
        for match in self._pattern.finditer(text, start, len(text) if end is None else end):
            kind = match.lastgroup or ""
            if kind == "WHITE_SPACE":
                continue
            span = Span(file, match.start(), match.end())
            word = match[0]
            if kind == "COMMENT":
                comment = _comment(word, span, line_begins)
                comments.append(comment)
                if depth == 0 and is_doc(comment):
                    if line_begins:
                        pending.append(comment)
                    else:
                        docs.append(Doc(comment.span, None))
                continue
            if kind == NEWLINE:
                if word != ";":
                    line_begins = True
                    opened_here = 0
                if not (tokens and tokens[-1].type == NEWLINE):
                    tokens.append(Token(NEWLINE, word, span))
                elif word == ";":
                    tokens[-1] = Token(NEWLINE, word, span)
                before = ""
                continue
            line_begins = False
            problem = None
            if kind == "NAME":
                if word in reserved and before != "DOT":
                    kind = reserved[word]
            elif kind == _PUNCTUATION:
                kind = punctuation[word]
                if kind == "LBRACE":
                    depth += 1
                    opened_here += 1
                elif kind == "RBRACE":
                    depth = max(depth - 1, 0)
                    opened_here -= 1
            else:
                if kind == "OPEN_STRING":
                    braces = _braces_behind(word, opened_here)
                    span = Span(file, span.start, span.end - len(braces))
                kind, problem = mistakes.look_at(kind, word, span)
                if problem is not None:
                    sound = False
            token = Token(kind, word, span, "", problem)
            if pending:
                if depth == 0 or (depth == 1 and kind == "LBRACE"):
                    token.doc = doc_text(pending)
                    docs.append(Doc(pending[0].span.to(pending[-1].span), span.start))
                pending = []
            tokens.append(token)
            before = kind
            if problem is not None and braces:
                for place, brace in enumerate(braces, span.end):
                    if not brace.isspace():
                        tokens.append(Token(punctuation[brace], brace, Span(file, place, place + 1)))
                        depth = max(depth + (1 if brace == "{" else -1), 0)
                braces = ""
        if pending:
            docs.append(Doc(pending[0].span.to(pending[-1].span), None))
        return Lexed(tokens, comments, docs, sound)


def _comment(text: str, span: Span, own_line: bool) -> ast.Comment:
    shown = text.rstrip()
    if len(shown) != len(text):
        span = Span(span.file, span.start, span.start + len(shown))
    return ast.Comment(span=span, text=shown, own_line=own_line)


def _braces_behind(text: str, opened: int) -> str:
    """The end of an unclosed string that is rather the block's: `{`, or `}` of a block that began on the same line."""
    start = len(text)
    seen = False
    for place in range(len(text) - 1, 0, -1):
        character = text[place]
        if (character == "{" and not seen) or (character == "}" and opened > 0):
            opened -= character == "}"
            seen = True
            start = place
        elif not character.isspace():
            break
    return text[start:]


def is_doc(comment: ast.Comment) -> bool:
    """Whether a comment is a doc comment: two marks, not three or more, which draw a line."""
    return comment.text.startswith("##") and not comment.text.startswith("###")


def doc_text(comments: list[ast.Comment]) -> str:
    """The text of a run of doc comments, without the marks and one space behind them."""
    return "\n".join(each.text[2:].removeprefix(" ") for each in comments)
