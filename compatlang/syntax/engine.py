"""The LALR automaton: tokens in, nodes out.

`Engine` pairs lark's parse table with the lexer and the builder. It is made once and shared; a `Run` is the state of one
parse. A word becomes a keyword here, where the parser's state can take it: that is the contextual half of lexing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any

from lark.exceptions import UnexpectedToken
from lark.grammar import Rule
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from compatlang.source import Span
from compatlang.syntax import grammar
from compatlang.syntax.build import Builder, Children
from compatlang.syntax.lexing import Lexer
from compatlang.syntax.tokens import END, Token


class Unexpected(Exception):
    """A token that the parser cannot take. `index` is its place among the tokens fed, their number at the end."""

    def __init__(self, token: Token, index: int, states: list[int], types: list[str]) -> None:
        super().__init__(token.text)
        self.token = token
        self.index = index
        self.states = states
        """The parser's stack before the token."""
        self.types = types
        """The types that the tokens before it were given."""


class _Splice(list[Any]):
    """The children of a rule whose name begins with `_`, which its parent takes over."""


def _splice(children: Children) -> _Splice:
    first = children[0] if children else None
    if type(first) is _Splice:
        # Repetition is left-recursive: growing the first list keeps a long one linear.
        for child in children[1:]:
            if type(child) is _Splice:
                first.extend(child)
            else:
                first.append(child)
        return first
    return _Splice(_flat(children))


def _flat(children: Children) -> Children:
    flat: Children = []
    for child in children:
        if type(child) is _Splice:
            flat.extend(child)
        else:
            flat.append(child)
    return flat


def _callback(rule: Rule, builder: Builder) -> Callable[[Children], Any]:
    name = rule.options.template_source or rule.origin.name
    if name.startswith("_"):
        return itemgetter(0) if len(rule.expansion) == 1 else _splice
    method: Callable[[Children], Any] = getattr(builder, name)
    if any(symbol.name.startswith("_") and not symbol.is_term for symbol in rule.expansion):
        return lambda children: method(_flat(children))
    return method


class Engine:
    """The grammar made ready. Nothing in it changes between parses, so threads may share it."""

    def __init__(self) -> None:
        lark = grammar.load()
        builder = Builder()
        self.lexer = Lexer(lark)
        self.keywords = self.lexer.keywords
        callbacks: Any = {rule: _callback(rule, builder) for rule in lark.rules}
        self._configurations = {}
        for start in grammar.STARTS:
            table = lark.parse_interactive(start=start).parser_state.parse_conf.parse_table
            self._configurations[start] = ParseConf(table, callbacks, start)
        self.states: dict[int, dict[str, tuple[Any, Any]]] = self._configurations["module"].states

    def parse(self, tokens: Iterable[Token], start: str, end: Span) -> Any:
        """The node that the tokens make. `end` is where the text ends. Raises `Unexpected`."""
        no_lexer: Any = None
        state = ParserState(self._configurations[start], no_lexer)
        feed, states, stack, keywords = state.feed_token, self.states, state.state_stack, self.keywords
        token: Any
        before: list[int] = []
        index = 0
        try:
            for token in tokens:
                if token.type == "NAME":
                    keyword = keywords.get(token.text)
                    if keyword is not None and keyword in states[stack[-1]]:
                        token = Token(keyword, token.text, token.span, token.doc)
                feed(token)
                index += 1
            token = Token(END, "", end)
            return feed(token, True)
        except UnexpectedToken:
            raise Unexpected(token, index, before, []) from None


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The one engine, made when it is first needed."""
    return Engine()
