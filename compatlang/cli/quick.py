"""The usual command line, taken apart without argparse, which takes longer to load and to prepare than many a check to run.

It reads what a command declares, and gives up at the first thing that is not plain: a flag that it does not know, a value
that does not fit. Then `parser` and `defaults` decide, so there is nothing here that could say no. A test compares what is
accepted here with what they make of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from compatlang.cli.configuration import may_configure

if TYPE_CHECKING:
    import argparse

    from compatlang.cli.commands import Command


class _NotPlainError(Exception):
    """Something is left to argparse."""


def parse(command: Command, argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> argparse.Namespace | None:
    """The arguments of a command, or None where argparse is to look at them."""
    declared = _Declared()
    command.configure(cast("argparse.ArgumentParser", declared))
    try:
        arguments = declared.parse(argv)
    except _NotPlainError:
        return None
    return None if may_configure(environ, folder) else cast("argparse.Namespace", SimpleNamespace(**arguments))


class _Declared:
    """What a command adds to a parser: its flags, and the names of what has no flag."""

    def __init__(self) -> None:
        self._flags: dict[str, dict[str, Any]] = {}
        self._positional: list[tuple[str, str | None]] = []

    def add_argument(self, *names: str, **options: Any) -> None:
        """As the method of argparse that commands call."""
        long = next((each for each in names if each.startswith("--")), "")
        if long:
            flag = {"dest": long[2:].replace("-", "_"), "action": "store", **options}
            self._flags |= dict.fromkeys(names, flag)
        else:
            self._positional.append((names[0], options.get("nargs")))

    def parse(self, argv: Sequence[str]) -> dict[str, Any]:
        """The value of every argument. Raises `_NotPlainError`."""
        found: dict[str, Any] = {}
        positional: list[str] = []
        waiting = list(reversed(argv))
        while waiting:
            word = waiting.pop()
            if _is_value(word):
                positional.append(word)
            elif word in self._flags:
                _take(self._flags[word], waiting, found)
            else:
                raise _NotPlainError
        given = frozenset(found)
        for each in self._flags.values():
            if each["dest"] not in found:
                found[each["dest"]] = _default(each)
        return found | self._named(positional) | {"flags_given": given}

    def _named(self, words: list[str]) -> dict[str, Any]:
        match self._positional:
            case [(name, "*")] if words:
                return {name: words}
            case [(name, None)] if len(words) == 1:
                return {name: words[0]}
        raise _NotPlainError


def _is_value(word: str) -> bool:
    return bool(word) and (word == "-" or not word.startswith("-"))


def _take(flag: Mapping[str, Any], waiting: list[str], found: dict[str, Any]) -> None:
    """Take a flag's values from what is still to be read, of which the next word is the last."""
    dest = flag["dest"]
    match flag["action"], flag.get("nargs"):
        case "store_true", None:
            found[dest] = True
        case "store", None:
            found[dest] = _value(flag, waiting)
        case "append", None:
            found.setdefault(dest, []).append(_value(flag, waiting))
        case "extend", "+":
            values = found.setdefault(dest, [])
            values.append(_value(flag, waiting))
            while waiting and _is_value(waiting[-1]):
                values.append(_value(flag, waiting))
        case _:
            raise _NotPlainError


def _value(flag: Mapping[str, Any], waiting: list[str]) -> str:
    if not waiting or not _is_value(waiting[-1]) or "type" in flag:
        raise _NotPlainError
    word = waiting.pop()
    if word not in flag.get("choices", (word,)):
        raise _NotPlainError
    return word


def _default(flag: Mapping[str, Any]) -> Any:
    if flag.get("required"):
        raise _NotPlainError
    return flag.get("default", False if flag["action"] == "store_true" else None)
