"""The cases of NFD's own tests of its template helper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compatlang.nfd.template import TemplateError, parse

_CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "nfd" / "corpus" / "template.json"


def _cases() -> list[Any]:
    if not _CORPUS.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the shared folder is not beside the checkout"))]
    return [pytest.param(case, id=f"{case['name']}-{number}") for number, case in enumerate(_read())]


def _read() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(_CORPUS.read_text(encoding="utf-8"))["cases"]
    return cases


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    template = case["template"]
    if isinstance(template, dict):
        text, count = template["$repeat"]
        template = text * count
    result = parse(template)
    assert isinstance(result, TemplateError) == case["expected"]["error"]
    if case["expected"].get("error_is") == "ErrTemplateTooLarge":
        assert isinstance(result, TemplateError)
        assert result.text.startswith("template exceeds maximum allowed size")
