"""The LALR automaton: tokens in, nodes out.

`Engine` pairs lark's parse table with the lexer and the builder. It is made once and shared; a `Run` is the state of one
parse. A word becomes a keyword here, where the parser's state can take it: that is the contextual half of lexing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from lark.exceptions import UnexpectedToken
from lark.grammar import Rule
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from compatlang.source import Span
from compatlang.syntax import grammar
from compatlang.syntax.build import Builder, Children
from compatlang.syntax.lexing import Lexer
from compatlang.syntax.tokens import END, Token

_NO_LEXER: Any = None
_NOWHERE = Span("", 0, 0)


class Unexpected(Exception):  # noqa: N818 - caught next to where it is raised, and made into a diagnostic
    """The parser cannot take a token. `index` is its place among the tokens, their number where the text ends too early."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


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


def _callback(rule: Rule, builder: object) -> Callable[[Children], Any]:
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
        self.lexer = Lexer(lark)
        self.keywords = self.lexer.keywords
        self._rules = lark.rules
        callbacks = self._callbacks(Builder())
        self._configurations: dict[str, ParseConf[int]] = {}
        self._bare: dict[str, ParseConf[int]] = {}
        """The same without building anything."""
        for start in grammar.STARTS:
            table = lark.parse_interactive(start=start).parser_state.parse_conf.parse_table
            self._configurations[start] = ParseConf(table, callbacks, start)
            self._bare[start] = ParseConf(table, {}, start)
        self.states: dict[int, dict[str, tuple[Any, Any]]] = self._configurations["module"].states

    def parse(self, tokens: Sequence[Token], start: str, end: Span) -> Any:
        """The node that the tokens make. `end` is where the text ends. Raises `Unexpected`."""
        return self._feed(ParserState(self._configurations[start], _NO_LEXER), tokens, end)

    def build(self, tokens: Sequence[Token], end: Span, builder: object) -> Any:
        """What another builder makes of a whole file: it has a method for each rule, as `Builder` has. Raises `Unexpected`."""
        table = self._configurations["module"].parse_table
        configuration = ParseConf(table, self._callbacks(builder), "module")
        return self._feed(ParserState(configuration, _NO_LEXER), tokens, end)

    def _callbacks(self, builder: object) -> Any:
        return {rule: _callback(rule, builder) for rule in self._rules}

    def stops(self, tokens: Sequence[Token], start: str) -> int:
        """The place of the first token that cannot be taken, their number where more are needed, -1 where all is well."""
        try:
            self._feed(ParserState(self._bare[start], _NO_LEXER), tokens, _NOWHERE)
        except Unexpected as error:
            return error.index
        return -1

    def _feed(self, state: ParserState[int], tokens: Sequence[Token], end: Span) -> Any:
        feed, states, stack, keywords = state.feed_token, self.states, state.state_stack, self.keywords
        token: Any
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
            raise Unexpected(index) from None

    def accepts(self, tokens: Sequence[Token], start: str) -> frozenset[str]:
        """The types of the tokens that can stand behind `tokens`, which can be taken."""
        configuration = self._bare[start]
        state = ParserState(configuration, _NO_LEXER)
        for token in tokens:
            keyword = self.keywords.get(token.text) if token.type == "NAME" else None
            known = keyword is not None and keyword in self.states[state.state_stack[-1]]
            fed: Any = Token(keyword, token.text, token.span) if known and keyword else token
            state.feed_token(fed)
        stack, end_state = state.state_stack, configuration.end_state
        return frozenset(
            kind for kind in self.states[stack[-1]] if kind.isupper() and self._takes(stack, kind, end_state)
        )

    def _takes(self, stack: list[int], kind: str, end_state: int) -> bool:
        """Whether a token of this type can be taken; the table's row alone may promise more, for it is LALR's."""
        stack = list(stack)
        while True:
            action, argument = self.states[stack[-1]].get(kind, (None, None))
            if action is None:
                return False
            if action is Shift:
                return True
            size = len(argument.expansion)
            if size:
                del stack[-size:]
            stack.append(self.states[stack[-1]][argument.origin.name][1])
            if kind == END and stack[-1] == end_state:
                return True


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The one engine, made when it is first needed."""
    return Engine()
