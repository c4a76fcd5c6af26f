"""Transcripts that stand on pages of the documentation, made by running what they show.

The commands are run by a shell, one after another. What would change from run to run, the commands leave out themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

BEGIN, END = "<!-- transcript -->\n", "<!-- end of the transcript -->\n"

_SECONDS = 900
"""How long all commands of a page may take together; some wait for something."""


class Step(NamedTuple):
    """Some commands that do one thing, and what that is."""

    says: str
    commands: tuple[str, ...]


def programs(folder: Path, others: Mapping[str, Path]) -> Mapping[str, str]:
    """An environment with nothing in it but compatlang, Python, other programs by name, and what every machine has.

    The folder, which is made, is where they are, and the home of who runs them.
    """
    folder.mkdir()
    for name, program in others.items():
        (folder / name).symlink_to(program.resolve())
    for name, arguments in (("python", ""), ("compatlang", "-m compatlang ")):
        (folder / name).write_text(f'#!/bin/sh\nexec {sys.executable} {arguments}"$@"\n', "utf-8")
        (folder / name).chmod(0o755)
    return {
        "PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }


def run(steps: Sequence[Step], folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The steps as Markdown. One shell runs all commands, so that a variable of one is there for the next."""
    commands = [command for step in steps for command in step.commands]
    answers = iter(_run(commands, folder, environment))
    for step in steps:
        lines = [line for command in step.commands for line in (*_typed(command), *next(answers))]
        yield f"{step.says}\n\n```console\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def _typed(command: str) -> list[str]:
    """A command as it is typed, with the shell's prompts."""
    return [f"{'>' if number else '$'} {line}" for number, line in enumerate(command.splitlines())]


def _run(commands: list[str], folder: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """The lines that each command prints, wherever it prints them."""
    between = "-- the next command --"
    script = f"\necho '{between}'\n".join(commands)
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    printed = done.stdout.split(f"{between}\n")
    assert len(printed) == len(commands), done.stdout
    return [each.splitlines() for each in printed]


def shown(page: str) -> str:
    """What a page has between the markers."""
    return page.partition(BEGIN)[2].partition(END)[0]


def written(page: str, text: str) -> str:
    """The page with another transcript."""
    head, begin, rest = page.partition(BEGIN)
    return head + begin + text + END + rest.partition(END)[2]
