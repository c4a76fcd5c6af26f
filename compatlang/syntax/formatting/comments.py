"""Which token a comment belongs to, and where the author left a line empty."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence

from compatlang.source import SourceFile, Span
from compatlang.syntax import ast
from compatlang.syntax.formatting.document import Above, Behind, Doc, Word, joined
from compatlang.syntax.tokens import NEWLINE, Token

_EMPTY_LINE = re.compile(r"\n[ \t\f\r]*\n")


class Comments:
    """The comments of a file. One that has its own line belongs to the token below, the others to the token before them."""

    def __init__(self, source: SourceFile, tokens: Iterable[Token], comments: Sequence[ast.Comment]) -> None:
        self._text = source.text
        self._end = len(source.text)
        self._above: dict[int, Doc] = {}
        self._behind: dict[int, Doc] = {}
        self._gaps: set[int] = set()
        """Where tokens begin that have an empty line above them and their comments."""
        self._attach([each for each in tokens if each.type != NEWLINE], comments)

    def _attach(self, tokens: Sequence[Token], comments: Iterable[ast.Comment]) -> None:
        waiting = deque(comments)
        before = 0
        for start, end in (*((each.span.start, each.span.end) for each in tokens), (self._end, self._end)):
            between: list[ast.Comment] = []
            while waiting and waiting[0].span.start < start:
                between.append(waiting.popleft())
            self._put(between, before, start)
            before = end

    def _put(self, comments: list[ast.Comment], before: int, start: int) -> None:
        """Comments between a token that ends at `before`, 0 where there is none, and the next one. Behind a token goes one."""
        if comments and before and not comments[0].own_line:
            self._behind[before] = Behind(text=comments[0].text, behind=True)
            before = comments[0].span.end
            comments = comments[1:]
        if self._is_empty(before, comments[0].span.start if comments else start):
            self._gaps.add(start)
        if comments:
            self._above[start] = Above(comments=tuple(self._own_lines(comments, start)), above=True)

    def _own_lines(self, comments: Sequence[ast.Comment], start: int) -> Iterable[tuple[str, bool]]:
        below = [*(each.span.start for each in comments[1:]), start]
        for comment, end in zip(comments, below, strict=True):
            yield comment.text, self._is_empty(comment.span.end, end)

    def _is_empty(self, start: int, end: int) -> bool:
        return _EMPTY_LINE.search(self._text, start, end) is not None

    def word(self, token: Token, text: str | None = None) -> Doc:
        """A token with its comments; `text` where it is written otherwise than it was."""
        word, above = self.without_above(token, text), self.above(token)
        return joined(*above, word) if above else word

    def without_above(self, token: Token, text: str | None = None) -> Doc:
        """A token with the comment behind it alone."""
        span = token.span
        word = Word(text=token.text if text is None else text, start=span.start, end=span.end)
        behind = self.behind(token)
        return joined(word, *behind) if behind else word

    def above(self, token: Token) -> tuple[Doc, ...]:
        """The comments that have the lines above a token, if there are any."""
        return _if_any(self._above.get(token.span.start))

    def behind(self, token: Token) -> tuple[Doc, ...]:
        """The comment behind a token, if there is one."""
        return _if_any(self._behind.get(token.span.end))

    def last(self) -> tuple[Doc, ...]:
        """The comments below the last token, if there are any."""
        return _if_any(self._above.get(self._end))

    def gap_above(self, start: int) -> bool:
        """Whether there is an empty line above a token, given by its start, and its comments."""
        return start in self._gaps

    def gap_above_last(self) -> bool:
        """Whether there is an empty line above the comments at the end."""
        return self._end in self._gaps

    def one_line(self, first: Span, second: Span) -> bool:
        """Whether no line ends between two tokens."""
        return self.same_line(first.end, second.start)

    def same_line(self, start: int, end: int) -> bool:
        """Whether no line ends between two places."""
        return self._text.find("\n", start, end) < 0


def _if_any(doc: Doc | None) -> tuple[Doc, ...]:
    return () if doc is None else (doc,)
