"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from compatlang.values.lazy import lazily


def test_it_is_compiled_once_and_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, int]] = []
    compile_ = re.compile

    def counted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        made.append((pattern, flags))
        return compile_(pattern, flags)

    monkeypatch.setattr(re, "compile", counted)
    number = lazily("[0-9]+", re.ASCII)
    assert made == []
    assert [number.fullmatch(each) is not None for each in ("1", "x", "22")] == [True, False, True]
    assert made == [("[0-9]+", re.ASCII)]
    assert number.findall("1 and 22") == ["1", "22"]
