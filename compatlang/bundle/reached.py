"""What the policies of a file lead to: the rest of what it imports stays with the source.

A module of the library has tables of hundreds of rows, of which a policy asks one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from compatlang.source import Span
from compatlang.typed import tree as typed


def reached(program: typed.Program) -> typed.Program:
    """The program with those declarations only that its policies need, whatever their arguments are.

    Tests stay behind, too: they may need snapshots, which stand beside the source.
    """
    wanted: dict[str, set[str]] = {"policies": set(), "rules": set(), "tables": set(), "features": set()}
    waiting = [("policies", name) for name in program.roots]
    while waiting:
        kind, name = waiting.pop()
        if name not in wanted[kind]:
            wanted[kind].add(name)
            waiting += _named(getattr(program, kind)[name])
    kept = {
        kind: {name: each for name, each in getattr(program, kind).items() if name in names}
        for kind, names in wanted.items()
    }
    return msgspec.structs.replace(program, tests=(), **kept)


def spans(tree: msgspec.Struct) -> Iterator[Span]:
    """Every span in a tree, whatever kind of node it stands in."""
    return (each for each in _inside(tree) if isinstance(each, Span))


def _named(declaration: typed.Node) -> Iterator[tuple[str, str]]:
    """The declarations that one names, by kind."""
    for each in _inside(declaration):
        match each:
            case typed.RuleCall(rule=name):
                yield "rules", name
            case typed.TableCall(table=name):
                yield "tables", name
            case typed.Feature(path=name):
                yield "features", name
            case typed.Include(policy=name):
                yield "policies", name


def _inside(tree: msgspec.Struct) -> Iterator[msgspec.Struct]:
    """A tree and every structure in it."""
    waiting: list[Any] = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, msgspec.Struct):
            yield each
            waiting += [getattr(each, field) for field in each.__struct_fields__]
        elif isinstance(each, tuple):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
