r"""Texts that are safe in any format: what is not printable is an escape, such as `\x1b`, and only newlines are kept.

What is left is what XML can hold, and has neither line ends inside a line nor characters that turn its direction.
"""

from __future__ import annotations

from compatlang.diagnostics.render.plain import cut, plain


def line(text: str, most: int = 0) -> str:
    """A text in one line, cut where it is longer than `most` characters."""
    return cut(plain(text), most) if most else plain(text)


def block(text: str) -> str:
    """A text of several lines."""
    return "\n".join(plain(each) for each in text.split("\n"))
