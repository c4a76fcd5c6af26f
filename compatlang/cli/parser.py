"""The argument parser of a command: argparse, with output to a given stream and mistakes as `WrongUsage`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn, TextIO

from compatlang.cli import commands
from compatlang.cli.program import COMPATLANG, Program
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.suggest import did_you_mean

_EPILOG = """\
Every flag also reads COMPATLANG_<FLAG> from the environment and its name in [tool.compatlang]
of pyproject.toml, or in compatlang.toml; --no-<FLAG> turns off what they turned on.
"""

_ANY_WIDTH = 80
"""For formatters that only look an argument over; to find out how wide the terminal is takes as long as all the rest."""


class Finished(Exception):  # noqa: N818 - it is no error: `--help` has been printed
    """Parsing has done all that was asked."""


class Parser(argparse.ArgumentParser):
    """A parser that prints to `out` and raises instead of exiting.

    Flags are written in full, so that a new flag never changes what an old command line means.
    """

    def __init__(self, out: TextIO, **options: Any) -> None:
        self._width: int | None = _ANY_WIDTH
        super().__init__(allow_abbrev=False, formatter_class=self._formatter, **options)
        self.out = out

    def _formatter(self, prog: str) -> argparse.HelpFormatter:
        return argparse.RawDescriptionHelpFormatter(prog, width=self._width)

    def print_help(self, file: Any = None) -> None:
        """Print to the stream that this parser was given, as wide as the terminal."""
        self._width = None
        self.out.write(self.format_help())

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Called after `--help`."""
        raise Finished

    def error(self, message: str) -> NoReturn:
        """A mistake on the command line."""
        raise WrongUsage(message, self._all_flags())

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """The arguments; flags may stand before, between and after positional ones."""
        arguments, rest = self.parse_known_intermixed_args(list(argv))
        if rest:
            self._refuse(rest[0])
        return arguments

    def _refuse(self, argument: str) -> NoReturn:
        if not argument.startswith("-"):
            raise WrongUsage(f"one argument too many: `{argument}`", self._all_flags())
        flags = [each for action in self._actions for each in action.option_strings]
        name = argument.partition("=")[0]
        raise WrongUsage(f"no such flag: `{name}`", did_you_mean(name, flags) or self._all_flags())

    def _all_flags(self) -> str:
        return f"`{self.prog} --help` lists the flags"


def command_parser(name: str, out: TextIO, program: Program = COMPATLANG) -> Parser:
    """The parser of the command called `name`, configured."""
    command = commands.load(name)
    description = f"{command.SUMMARY[0].upper()}{command.SUMMARY[1:]}."
    parser = Parser(out, prog=f"{program.name} {name}", description=description, epilog=_EPILOG)
    command.configure(parser)
    add_opposites(parser)
    return parser


def add_opposites(parser: argparse.ArgumentParser) -> None:
    """For each switch `--x` a hidden `--no-x`, to turn off what the environment or a file turned on."""
    for action in list(parser._actions):
        if isinstance(action, argparse._StoreTrueAction):
            opposites = [f"--no-{each[2:]}" for each in action.option_strings if each.startswith("--")]
            parser.add_argument(*opposites, dest=action.dest, action="store_false", help=argparse.SUPPRESS)
