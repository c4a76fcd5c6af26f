"""Flags that are not on the command line: from the environment, else from a file, else their default.

Every flag `--some-flag` of every command reads `COMPATLANG_SOME_FLAG`, and the key `some-flag` of `compatlang.toml` or
of `[tool.compatlang]` in `pyproject.toml` in the current folder. A table named as a command, `[tool.compatlang.check]`,
is for that command alone and wins over the keys above it. It works on the parser's actions, so that a new flag needs
nothing here.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from compatlang.cli import commands
from compatlang.cli.configuration import FILE, PROJECT_FILE, TABLE, variable
from compatlang.cli.parser import Parser, command_parser
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.suggest import did_you_mean

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def parse(
    parser: Parser, name: str, argv: Sequence[str], environ: Mapping[str, str], folder: Path
) -> argparse.Namespace:
    """The arguments of the command called `name`: from the command line, the environment, the file, the defaults.

    `flags_given` are the flags of the command line: what is set for all commands may have no use here, and is no mistake.
    """
    flags = flags_of(parser)
    original = {key: (action.default, action.required) for key, action in flags.items()}
    for action in parser._actions:
        if action.option_strings:
            # What the command line does not say stays out of the result, so that it can be told from what it says.
            action.default = argparse.SUPPRESS
            action.required = False
    arguments = parser.parse(argv)
    arguments.flags_given = frozenset(each.dest for each in flags.values() if hasattr(arguments, each.dest))
    configured = _configured(name, flags, folder, parser)
    for key, action in flags.items():
        if hasattr(arguments, action.dest):
            continue
        default, required = original[key]
        text = environ.get(variable(key))
        if text:
            value = _from_text(action, text, f"the environment variable {variable(key)}")
        elif key in configured:
            value = configured[key]
        elif required:
            raise WrongUsage(f"--{key} is needed", f"`{parser.prog} --help` lists the flags")
        else:
            value = default
        setattr(arguments, action.dest, value)
    return arguments


def flags_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """The flags that can stand elsewhere than on the command line, by their name without dashes."""
    return {
        option[2:]: action
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction) and action.help != argparse.SUPPRESS
        for option in action.option_strings
        if option.startswith("--")
    }


# The file.


def _configured(name: str, flags: dict[str, argparse.Action], folder: Path, parser: Parser) -> dict[str, Any]:
    """The values that the file has for this command, by flag."""
    where, shared = _read(folder)
    own = shared.get(name, {})
    for command in commands.SUMMARIES:
        if command in shared and not isinstance(shared[command], dict):
            raise WrongUsage(f"{where}: `{command}` must be a table, since it is a command")
    for key in own:
        if key not in flags:
            _refuse_key(f"{where}, table `{name}`", key, flags)
    for key in shared:
        if key not in flags and key not in commands.SUMMARIES and key not in _flags_of_others(name, parser):
            _refuse_key(where, key, [*flags, *commands.SUMMARIES, *_flags_of_others(name, parser)])
    values = {key: _from_file(flags[key], value, f"{where}: `{key}`") for key, value in shared.items() if key in flags}
    values |= {key: _from_file(flags[key], value, f"{where}: `{name}.{key}`") for key, value in own.items()}
    return values


def _read(folder: Path) -> tuple[str, dict[str, Any]]:
    """Where defaults stand, and what stands there; `compatlang.toml` wins over `pyproject.toml`."""
    for file, path in ((FILE, ()), (PROJECT_FILE, TABLE)):
        try:
            text = (folder / file).read_text("utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUsage(f"{file} cannot be read: {error}") from error
        if path and path[-1] not in text:
            continue  # the usual case, settled without a TOML parser
        table: Any = _toml(file, text)
        for step in path:
            table = table.get(step, {}) if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            raise WrongUsage(f"{file}: `{'.'.join(path)}` must be a table")
        if table or not path:
            return (f"{file}, [{'.'.join(path)}]" if path else file), table
    return "", {}


def _toml(file: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(f"{file} is not TOML: {error}") from error


def _flags_of_others(name: str, parser: Parser) -> set[str]:
    """The flags of the other commands, imported only where a file has a key that this command does not know."""
    return {
        flag for other in commands.SUMMARIES if other != name for flag in flags_of(command_parser(other, parser.out))
    }


def _refuse_key(where: str, key: str, known: Iterable[str]) -> NoReturn:
    raise WrongUsage(f"{where}: no such key: `{key}`", did_you_mean(key, known))


# Values.


def _from_text(action: argparse.Action, text: str, where: str) -> Any:
    if _is_switch(action):
        if text.lower() not in _YES | _NO:
            raise WrongUsage(f"{where} is `{text}`, expected true or false")
        return (text.lower() in _YES) is action.const
    if _is_list(action):
        import shlex

        try:
            texts = shlex.split(text)
        except ValueError as error:
            raise WrongUsage(f"{where} is `{text}`: {str(error).lower()}") from error
        return [_convert(action, each, where) for each in texts]
    return _convert(action, text, where)


def _from_file(action: argparse.Action, value: Any, where: str) -> Any:
    if _is_switch(action):
        if not isinstance(value, bool):
            raise WrongUsage(f"{where} is {_shown(value)}, expected true or false")
        return value is action.const
    if _is_list(action):
        values = value if isinstance(value, list) else [value]
        return [_convert(action, _scalar(each, where), where) for each in values]
    return _convert(action, _scalar(value, where), where)


def _scalar(value: Any, where: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise WrongUsage(f"{where} is {_shown(value)}, expected a string")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return f"`{value}`"


def _convert(action: argparse.Action, text: str, where: str) -> Any:
    value: Any = text
    if callable(action.type):
        try:
            value = action.type(text)
        except (argparse.ArgumentTypeError, TypeError, ValueError) as error:
            raise WrongUsage(f"{where} is `{text}`: {error}") from error
    if action.choices is not None and value not in action.choices:
        choices = [str(each) for each in action.choices]
        raise WrongUsage(f"{where} is `{text}`, expected {_either(choices)}", did_you_mean(text, choices))
    return value


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _is_switch(action: argparse.Action) -> bool:
    return action.nargs == 0 and isinstance(action.const, bool)


def _is_list(action: argparse.Action) -> bool:
    return isinstance(action, argparse._AppendAction | argparse._ExtendAction)
