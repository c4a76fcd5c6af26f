"""Saves the parse table: a step of the build, and `python -m compatlang.syntax.build_table`.

Hatchling runs `TableBuildHook` for wheels and for editable installs. The package is not installed then and its dependencies
need not be, so `grammar` is loaded by its path.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    _Hook = BuildHookInterface[Any]
else:
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface as _Hook
    except ImportError:  # hatchling is there in a build only
        _Hook = object


def _grammar_module() -> ModuleType:
    path = Path(__file__).resolve().parent / "grammar.py"
    spec = importlib.util.spec_from_file_location("_compatlang_grammar", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no module at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_table() -> Path:
    """Build the table of the grammar at hand and save it beside this module; where it was saved."""
    grammar = _grammar_module()
    text = grammar.grammar_file().read_text(encoding="utf-8")
    target: Path = grammar.table_file()
    partial = target.with_suffix(".partial")
    with partial.open("wb") as out:
        grammar.save(text, out)
    partial.replace(target)
    return target


class TableBuildHook(_Hook):
    """Puts the parse table into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See hatchling's `BuildHookInterface.initialize`."""
        if self.target_name == "wheel":
            saved = build_table()
            build_data["artifacts"].append(saved.relative_to(Path(self.root).resolve()).as_posix())


if __name__ == "__main__":
    sys.stdout.write(f"{build_table()}\n")
