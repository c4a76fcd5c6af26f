"""`--fix`: repairs are made until none is left, since one may make room for another."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.lint.edits import repair
from compatlang.lint.lint import Linted, lint
from compatlang.lint.options import Options
from compatlang.loader import Loader
from compatlang.source import SourceFile

ROUNDS = 10
"""How often a file is looked at again; a repair makes a file simpler, so that few rounds are ever needed."""


class Fixed(NamedTuple):
    """A file after its repairs, what is found in it now, and how many repairs were made."""

    linted: Linted
    repairs: int


def fix(file: SourceFile, loader: Loader, options: Options) -> Fixed:
    """Repair a file as far as that can be done safely. A round after which it would not compile is not made."""
    linted, repairs = lint(file, loader, options), 0
    for _ in range(ROUNDS):
        text, count = repair(linted.file, linted.findings)
        if not count:
            break
        again = lint(SourceFile(file.name, text), loader, options)
        if again.faulty:
            break
        linted, repairs = again, repairs + count
    return Fixed(linted, repairs)
