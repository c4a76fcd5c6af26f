r"""The escapes of YAML's double quotes that go-yaml and libyaml do not share.

Go-yaml takes `\'` for an apostrophe, which YAML does not know; libyaml takes `\/` for a slash, which YAML 1.1 does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from compatlang.values.lazy import lazily

_WORK = 64 << 20
"""Characters that are parsed again for the sake of such escapes."""
_REST_OF_SCALAR = lazily(r'(?:[^"\\]|\\.)*', re.DOTALL)
_ESCAPE = lazily(r"\\.", re.DOTALL)


class Respelled:
    r"""A text in which `\'` is written `\x27` where libyaml stumbled over it, and where its characters come from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._inserted: list[int] = []
        self._work = 0

    def respell(self, error: Any) -> bool:
        """Whether an error of libyaml was about such escapes and is gone now."""
        mark = getattr(error, "problem_mark", None)
        if mark is None or not self.text.startswith("\\'", mark.index) or self._work > _WORK:
            return False
        self._work += len(self.text)
        rest = _REST_OF_SCALAR.match(self.text, mark.index)
        assert rest is not None, "the expression matches everywhere"
        parts, last = [], 0
        for escape in _ESCAPE.finditer(self.text, *rest.span()):
            if escape[0] == "\\'":
                parts += [self.text[last : escape.start()], r"\x27"]
                last = escape.end()
                self._inserted.append(sum(map(len, parts)) - 2)
        self.text = "".join([*parts, self.text[last:]])
        return True

    def original(self, index: int) -> int:
        """The place in the original text of a place in this one."""
        return index - 2 * bisect_left(self._inserted, index)


def unknown_escape(quoted: str) -> int | None:
    r"""Where `\/` stands in a scalar in double quotes."""
    if r"\/" not in quoted:
        return None
    return next((each.start() for each in _ESCAPE.finditer(quoted) if each[0] == r"\/"), None)
