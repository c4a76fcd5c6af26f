"""Documents beside the source that is made of them, for people to read; `pytest --update-goldens` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.importing import read
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.yaml")))
def test_a_case(name: str, request: pytest.FixtureRequest) -> None:
    result = read((CASES / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")
    assert compile_policies(result.text, name=f"{name}.compat").diagnostics == ()
    assert format_source(SourceFile(f"{name}.compat", result.text)) == (result.text, ())
    golden = CASES / f"{name}.compat"
    if request.config.getoption("--update-goldens"):
        golden.write_text(result.text, encoding="utf-8", newline="\n")
    assert result.text == golden.read_text(encoding="utf-8")
