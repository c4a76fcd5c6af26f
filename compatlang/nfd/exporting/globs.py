"""Globs as regular expressions, and what a glob does not match.

NFD knows no "does not match", so that is an expression of its own: the glob becomes an automaton, whose states are the places
in the glob where a text may be; final and other states change roles, and states are then taken out one after another until one
expression is left (Hopcroft, Motwani and Ullman, Introduction to Automata Theory, section 3.2.2).
"""

from __future__ import annotations

from compatlang.nfd.exporting.regex import NOTHING, either, in_class, literal

_STATES = 64
_CHARACTERS = 8192
"""Of an expression while it is made; past it, or past so many states, there is none."""

_State = frozenset[int]
_Edges = dict[tuple[int, int], str]


def glob_expression(glob: str, *, negated: bool) -> str | None:
    r"""The texts that a glob matches, or those that it does not; None where that would be too long an expression.

    >>> glob_expression("NVIDIA-*", negated=False), glob_expression("a*", negated=True)
    ('(?s)\\ANVIDIA-.*\\z', '(?s)\\A(?:[^a].*)?\\z')
    """
    if not negated:
        wild = {"*": ".*", "?": "."}
        return _anchored("".join(wild.get(each) or literal(each) for each in glob))
    automaton = _automaton(glob)
    if automaton is None:
        return None
    expression = _eliminated(*automaton)
    return None if expression is None else _anchored(expression)


def _anchored(expression: str) -> str:
    return rf"(?s)\A{expression}\z"


def _automaton(glob: str) -> tuple[list[dict[int, str]], frozenset[int]] | None:
    """For each state the states that follow and on which characters; and the states where the glob does not match."""
    characters = sorted(set(glob) - set("*?"))
    states: list[_State] = [_closed(glob, {0})]
    moves: list[dict[int, str]] = []
    while len(moves) < len(states):
        here = states[len(moves)]
        targets: dict[int, list[str]] = {}
        for each in [*characters, ""]:
            following = _closed(glob, _after(glob, here, each))
            if following not in states:
                states.append(following)
            targets.setdefault(states.index(following), []).append(each)
        moves.append({target: _class(those, characters) for target, those in targets.items()})
        if len(states) > _STATES:
            return None
    return moves, frozenset(index for index, each in enumerate(states) if len(glob) not in each)


def _closed(glob: str, places: set[int]) -> _State:
    """Places and those behind stars that match nothing."""
    found = set(places)
    for place in sorted(places):
        while place < len(glob) and glob[place] == "*":
            place += 1
            found.add(place)
    return frozenset(found)


def _after(glob: str, places: _State, character: str) -> set[int]:
    """Where a character leads; the empty one is any that is not in the glob."""
    found = set()
    for place in places:
        expected = glob[place : place + 1]
        if expected == "*":
            found.add(place)
        elif expected and expected in {"?", character}:
            found.add(place + 1)
    return found


def _class(those: list[str], characters: list[str]) -> str:
    """An expression of one character: of those, where the empty one is any that is not among the glob's."""
    if "" not in those:
        return literal(those[0]) if len(those) == 1 else f"[{in_class(''.join(those))}]"
    others = "".join(each for each in characters if each not in those)
    return f"[^{in_class(others)}]" if others else "."


def _eliminated(moves: list[dict[int, str]], final: frozenset[int]) -> str | None:
    """The expression of all ways from the first state to a final one."""
    end = len(moves)
    edges: _Edges = {(source, target): text for source, each in enumerate(moves) for target, text in each.items()}
    edges |= {(each, end): "" for each in final}
    start = -1
    edges[start, 0] = ""
    for state in range(len(moves) - 1, -1, -1):
        loop = edges.pop((state, state), None)
        around = "" if loop is None else f"{loop}*" if len(loop) == 1 or loop[0] == "[" else f"(?:{loop})*"
        into = [(source, edges.pop((source, target))) for source, target in list(edges) if target == state]
        out = [(target, edges.pop((source, target))) for source, target in list(edges) if source == state]
        for source, before in into:
            for target, after in out:
                way = f"{before}{around}{after}"
                known = edges.get((source, target))
                edges[source, target] = way if known is None else _either(known, way)
        if sum(map(len, edges.values())) > _CHARACTERS:
            return None
    return edges.get((start, end), NOTHING)


def _either(first: str, second: str) -> str:
    if first == second:
        return first
    if "" in {first, second}:
        return f"(?:{first or second})?"
    return either([first, second])
