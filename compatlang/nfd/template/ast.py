"""The tree of a template, and its text as Go prints it in errors.

Positions are offsets into the text of the template, in characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, Union

from compatlang.nfd.template import quoting


class Dot(NamedTuple):
    """The data at this place: `.`."""

    at: int


class Nil(NamedTuple):
    """No value: `nil`."""

    at: int


class Bool(NamedTuple):
    """A truth value: `true` or `false`."""

    at: int
    value: bool


class Number(NamedTuple):
    """A number or a character; which of the three readings it has decides where it may stand."""

    at: int
    text: str
    integer: int | None
    unsigned: int | None
    floating: float | None


class String(NamedTuple):
    """A string constant: as written, and what it says."""

    at: int
    literal: str
    value: bytes


class Field(NamedTuple):
    """Fields of the data at this place: `.a.b`."""

    at: int
    names: tuple[str, ...]


class Variable(NamedTuple):
    """`$x.a.b`: the variable's name with its dollar, then fields."""

    at: int
    names: tuple[str, ...]


class Identifier(NamedTuple):
    """The name of a function."""

    at: int
    name: str


class Chain(NamedTuple):
    """Fields of something in parentheses or of a function's result: `(f x).a.b`."""

    at: int
    node: Operand
    names: tuple[str, ...]


class Command(NamedTuple):
    """One stage of a pipeline: an operand and what it is called with."""

    at: int
    operands: tuple[Operand, ...]


class Pipe(NamedTuple):
    """A pipeline, which may declare or assign variables."""

    at: int
    variables: tuple[Variable, ...]
    assigns: bool
    commands: tuple[Command, ...]


class Text(NamedTuple):
    """Text outside of actions."""

    at: int
    value: bytes


class Action(NamedTuple):
    """Output of a value: `{{pipeline}}`."""

    at: int
    pipe: Pipe


class Break(NamedTuple):
    """The end of a loop: `{{break}}`."""

    at: int


class Continue(NamedTuple):
    """The next turn of a loop: `{{continue}}`."""

    at: int


class Branch(NamedTuple):
    """`{{if}}`, `{{with}}` or `{{range}}`, told apart by the keyword."""

    at: int
    keyword: str
    pipe: Pipe
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...] | None


class Call(NamedTuple):
    """`{{template "name" pipeline}}`; what `{{block}}` leaves in its place, too."""

    at: int
    name: bytes
    pipe: Pipe | None


Operand: TypeAlias = Union[Dot, Nil, Bool, Number, String, Field, Variable, Identifier, Chain, Pipe]  # noqa: UP007
Node: TypeAlias = Union[Text, Action, Break, Continue, Branch, Call]  # noqa: UP007
Shown: TypeAlias = Union[Operand, Command, Call]  # noqa: UP007
"""What an error can be about, and so has a text."""


def show(node: Shown) -> str:
    """A node as Go writes it."""
    match node:
        case Dot():
            return "."
        case Nil():
            return "nil"
        case Bool(value=value):
            return "true" if value else "false"
        case Number(text=text) | String(literal=text) | Identifier(name=text):
            return text
        case Field(names=names):
            return "".join("." + name for name in names)
        case Variable(names=names):
            return ".".join(names)
        case Chain(node=inner, names=names):
            return _operand(inner) + "".join("." + name for name in names)
        case Command(operands=operands):
            return " ".join(map(_operand, operands))
        case Pipe():
            return _pipe(node)
        case Call():
            return "".join(_call(node))


def _operand(node: Operand) -> str:
    return f"({_pipe(node)})" if isinstance(node, Pipe) else show(node)


def _pipe(pipe: Pipe) -> str:
    declared = ", ".join(map(show, pipe.variables))
    sign = "" if not pipe.variables else " = " if pipe.assigns else " := "
    return declared + sign + " | ".join(map(show, pipe.commands))


def _call(node: Call) -> Iterator[str]:
    yield "{{template " + quoting.quote(node.name)
    if node.pipe is not None:
        yield " " + _pipe(node.pipe)
    yield "}}"
