"""`cpu.cpuid has "avx512f"`: flags are compared letter by letter, and NFD writes `AVX512F`.

Names of flags are open, since newer hardware brings new ones. So only those are found that differ from a known one in case,
dashes and the like, and names of loaded modules with a dash, which the kernel never shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast
from compatlang.typed import tree as typed

_LOADED = "kernel.loadedmodule"


def find(view: View) -> Iterator[Diagnostic]:
    """Each such name in a `has`."""
    for node in view.written(ast.Has):
        meant = view.meaning(node, typed.Has)
        for name in node.names if meant else ():
            known = _known(name, meant.domain, view) if meant and isinstance(name, ast.String) else ""
            if known and meant:
                yield lint.MISSPELT_FLAG.at(
                    name.span,
                    f"`{meant.domain}` has no flag {view.text(name)}",
                    help=f'write `"{known}"`',
                )


def _known(name: ast.String, domain: str, view: View) -> str:
    """The name that was meant, or nothing."""
    if domain == _LOADED:
        return name.value.replace("-", "_") if "-" in name.value else ""
    flags = view.catalog.domains[domain].flags
    if name.value in flags:
        return ""
    return next((each for each in sorted(flags) if _letters(each) == _letters(name.value)), "")


def _letters(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


LINT = Lint(lint.MISSPELT_FLAG, find)
