"""Which lints run: `--select` and `--ignore`, lists of codes, of beginnings of codes with a `*`, and of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compatlang.diagnostics.suggest import did_you_mean
from compatlang.errors import UsageError
from compatlang.lint.registry import CODES, DEFAULT

_WORDS = {"all": frozenset(CODES), "default": DEFAULT}


def selected(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """The codes of the lints to run. Without `select`, those that are not pedantic. Raises `UsageError`."""
    chosen = _codes(select) if select else DEFAULT
    return chosen - _codes(ignore)


def _codes(texts: Iterable[str]) -> frozenset[str]:
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    return frozenset(code for name in names for code in _named(name))


def _named(name: str) -> Iterable[str]:
    if name in _WORDS:
        return _WORDS[name]
    if name in CODES:
        return (name,)
    found = [code for code in CODES if name.endswith("*") and code.startswith(name[:-1])]
    if not found:
        help_ = did_you_mean(name, [*CODES, *_WORDS]) or "`compatlang lint --help` says what can be named"
        raise UsageError(f"there is no lint `{name}`: {help_}")
    return found
