"""Questions about strings: globs and regular expressions, both decided in time linear in the text.

Regular expressions are RE2's, the language of Go's `regexp` and so of NFD (https://github.com/google/re2/wiki/Syntax). RE2 is
imported when the first expression is compiled, since most policies have none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_MAX_MEMORY = 8 << 20
"""RE2's budget for one expression; past it, the expression is refused."""


@lru_cache(maxsize=1024)
def _compile(expression: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    return re2.compile(expression, options=options)


def regex_error(expression: str) -> str | None:
    """What is wrong with an RE2 expression, or None where it is sound."""
    import re2

    try:
        _compile(expression)
    except (re2.error, UnicodeEncodeError) as error:
        detail = error.args[0] if error.args else "cannot be compiled"
        return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    return None


def regex_matches(expression: str, text: str) -> bool:
    """Whether a sound expression matches somewhere in the text."""
    return _compile(expression).search(_encodable(text)) is not None


def glob_matches(glob: str, text: str) -> bool:
    """Whether the whole text matches a glob: `*` is any run of characters, `?` any one, the rest stands for itself.

    >>> glob_matches("NVIDIA-A100*", "NVIDIA-A100-SXM4-80GB")
    True
    """
    return _compile(_glob_expression(glob)).search(_encodable(text)) is not None


def _glob_expression(glob: str) -> str:
    import re2

    parts = {"*": ".*", "?": "."}
    return r"(?s)\A" + "".join(parts.get(each) or re2.escape(each) for each in _encodable(glob)) + r"\z"


def _encodable(text: str) -> str:
    """Lone surrogates, which JSON can smuggle into a string and UTF-8 cannot carry, become U+FFFD."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
