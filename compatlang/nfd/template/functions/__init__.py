"""The functions of NFD's templates: those of Go's text/template and of sprig v3.3, without the three that NFD removes."""

from __future__ import annotations

from compatlang.nfd.template.functions import (
    builtins,
    cases,
    decimals,
    defaults,
    dicts,
    durations,
    encoding,
    json_text,
    lists,
    numbers,
    paths,
    reflection,
    regexes,
    semver,
    text,
    urls,
)
from compatlang.nfd.template.functions.refused import REFUSED, refusal
from compatlang.nfd.template.functions.registry import Function

_THEMES = (
    builtins.FUNCTIONS,
    cases.FUNCTIONS,
    decimals.FUNCTIONS,
    defaults.FUNCTIONS,
    dicts.FUNCTIONS,
    durations.FUNCTIONS,
    encoding.FUNCTIONS,
    json_text.FUNCTIONS,
    lists.FUNCTIONS,
    numbers.FUNCTIONS,
    paths.FUNCTIONS,
    reflection.FUNCTIONS,
    regexes.FUNCTIONS,
    semver.FUNCTIONS,
    text.FUNCTIONS,
    urls.FUNCTIONS,
)

FUNCTIONS: dict[str, Function] = {function.name: function for theme in _THEMES for function in theme}
METHODS, UNEXPORTED = semver.METHODS, semver.UNEXPORTED
NAMES = frozenset({*FUNCTIONS, *REFUSED})
"""Every function that NFD has."""

__all__ = ["FUNCTIONS", "METHODS", "NAMES", "REFUSED", "UNEXPORTED", "Function", "refusal"]
