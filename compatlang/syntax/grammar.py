"""The grammar as a parse table: loaded from the file that the build saved, else built from `grammar/compatlang.lark`.

Building takes about four times as long as loading. A saved table is used only where the release of lark that wrote it and
the digest of the grammar it was made from are those at hand, so that a stale one is never trusted; nothing is written at
run time. This module imports nothing of the package: the build hook loads it before the package is installed.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from lark import Lark

STARTS = (
    "module",
    "_item",
    "_statement",
    "_test_statement",
    "_condition",
    "meta",
    "columns",
    "row",
    "cell",
    "element",
    "field",
)
"""What may be parsed by itself: a whole file, and what recovery looks at one by one."""

_TABLE_NAME = "compatlang.table"


def grammar_file() -> Path:
    """The grammar: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "grammar" / "compatlang.lark"
    return installed if installed.is_file() else package.parent / "grammar" / "compatlang.lark"


def table_file() -> Path:
    """Where the build saves the parse table, beside this module."""
    return Path(__file__).resolve().parent / _TABLE_NAME


def build(text: str, **options: Any) -> Lark:
    """A parser for the grammar in `text`, its table made anew."""
    from lark import Lark

    return Lark(
        text,
        parser="lalr",
        lexer="basic",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        **options,
    )


def save(text: str, out: BinaryIO) -> None:
    """Write the parse table of the grammar in `text`: a line that says what it was made from and by, then the table."""
    out.write(_stamp(text) + b"\n")
    build(text).save(out)


def load() -> Lark:
    """The grammar with its parse table, from the saved table where that is current."""
    text = grammar_file().read_text(encoding="utf-8")
    saved = _saved_table(text)
    if saved is None:
        return build(text)
    from lark import Lark

    return Lark.load(saved)


def _saved_table(text: str) -> BinaryIO | None:
    try:
        data = table_file().read_bytes()
    except OSError:
        return None
    stamp, _, table = data.partition(b"\n")
    return io.BytesIO(table) if stamp == _stamp(text) else None


def _stamp(text: str) -> bytes:
    import lark

    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"lark": lark.__version__, "grammar": digest, "starts": STARTS}).encode()
