"""`kernel.config.CONFIG_IO_URING`: NFD reports options of the kernel without `CONFIG_`, so that such a one is never there."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View

_PREFIX = "CONFIG_"


def find(view: View) -> Iterator[Diagnostic]:
    """Each option that is named so."""
    for path in view.paths:
        names = [each.text for each in path.segments]
        if names[:2] == ["kernel", "config"] and len(names) == 3 and names[2].startswith(_PREFIX):
            yield lint.CONFIG_PREFIX.at(
                path.segments[2].span,
                f"no kernel has an option called `{names[2]}`",
                help=f"write `kernel.config.{names[2].removeprefix(_PREFIX)}`",
            )


LINT = Lint(lint.CONFIG_PREFIX, find)
