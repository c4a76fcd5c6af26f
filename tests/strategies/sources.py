"""Policy text from the library, the examples, the documentation and the tests, in pieces of a few declarations."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from compatlang.source import SourceFile
from compatlang.syntax import ast, parse

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```compat[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MOST = 12


@lru_cache(maxsize=1)
def pieces() -> tuple[str, ...]:
    """Texts without syntax errors."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("policies/**/*.compat"))]
    for folder in ("docs", "policies", "tests/language"):
        for page in sorted(ROOT.glob(f"{folder}/**/*.md")):
            texts += _BLOCK.findall(page.read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    for text in texts:
        source = SourceFile("t", text)
        module, diagnostics = parse(source)
        if any(each.severity == "error" for each in diagnostics):
            continue
        items = [source.slice(each.span) for each in module.items if not isinstance(each, ast.Edition)]
        for start in range(0, len(items), _MOST):
            found["\n".join(items[start : start + _MOST])] = None
    return tuple(found)
