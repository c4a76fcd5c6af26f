"""Limits on what a token stream may hold, checked before the parser sees it: depth of nesting, members of a set.

Nesting counts open brackets, and within each the `not` and `??` of the operand at hand, since each of them is a level of
the tree. So no later stage that walks the tree by recursion can run out of stack.
"""

from __future__ import annotations

from compatlang import limits
from compatlang.diagnostics.codes.syntax import LIMIT
from compatlang.syntax.tokens import MISTAKE, NEWLINE, Token

_OPENING = frozenset({"LPAR", "LSQB", "LBRACE"})
_CLOSING = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE"}
_CHAINING = frozenset({"NOT", "OR_ELSE"})
_NEXT_OPERAND = frozenset({"COMMA", "COLON", "AND", "OR", "VBAR", "EQUAL"})
_LOOKED_AT = _OPENING | set(_CLOSING) | _CHAINING | _NEXT_OPERAND | {NEWLINE}


class _Level:
    """An open bracket: its type, and the chain of `not` and `??` of the operand that is being read in it."""

    __slots__ = ("chain", "members", "type")

    def __init__(self, kind: str) -> None:
        self.type = kind
        self.chain = 0
        self.members = 0


def enforce(tokens: list[Token]) -> tuple[list[Token], bool]:
    """The tokens, what lies too deep taken out and its first token marked with a problem, and whether all is well.

    A set with too many members has its first bracket marked, and loses nothing.
    """
    kept: list[Token] = []
    levels = [_Level("")]
    open_now = dict.fromkeys(_OPENING, 0)
    depth = 0
    dropping = False
    kept_levels = 0
    sound = True
    set_opening: Token | None = None
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in _LOOKED_AT:
            level = levels[-1]
            if kind in _OPENING:
                depth += 1
                levels.append(_Level(kind))
                open_now[kind] += 1
                if kind == "LSQB" and level.type != "LSQB":
                    set_opening = token
            elif kind in _CLOSING:
                # A bracket closes what was opened since its own kind was; one that closes nothing changes nothing.
                opening = _CLOSING[kind]
                if open_now[opening]:
                    while True:
                        closed = levels.pop()
                        open_now[closed.type] -= 1
                        depth -= 1 + closed.chain
                        if closed.type == "LSQB" and levels[-1].type == "LSQB":
                            levels[-1].members += closed.members
                        if closed.type == opening:
                            break
                    if kind == "RSQB" and tokens[index - 1].type not in ("LSQB", "COMMA"):
                        closed.members += 1
                        if levels[-1].type == "LSQB":
                            levels[-1].members += 1
                    if kind == "RSQB" and closed.members > limits.SET_MEMBERS and levels[-1].type != "LSQB":
                        sound = False
                        _mark(
                            set_opening, f"a set of {closed.members} members; at most {limits.SET_MEMBERS} are allowed"
                        )
            elif kind in _CHAINING:
                level.chain += 1
                depth += 1
            elif kind == NEWLINE and _joined(tokens, index):
                pass
            else:
                depth -= level.chain
                level.chain = 0
                if kind == "COMMA":
                    level.members += 1
            if depth > limits.NESTING and not dropping:
                dropping = True
                kept_levels = len(levels) - (kind in _OPENING)
                sound = False
                marked = Token(MISTAKE, token.text, token.span)
                _mark(marked, f"nested deeper than {limits.NESTING} levels")
                kept.append(marked)
        if not dropping:
            kept.append(token)
        elif depth <= limits.NESTING:
            dropping = False
            if kind not in _CLOSING or len(levels) < kept_levels:
                kept.append(token)
    return kept, sound


def _joined(tokens: list[Token], index: int) -> bool:
    """Whether the newline at `index` may stand within a chain."""
    if tokens[index].text == ";" or index == 0 or index + 1 == len(tokens):
        return False
    return tokens[index - 1].type in _CHAINING or tokens[index + 1].type == "OR_ELSE"


def _mark(token: Token | None, message: str) -> None:
    if token is not None and token.problem is None:
        token.problem = LIMIT.at(token.span, message)
