"""Environments beside the source that is made of them, for people to read; `pytest --update-goldens` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang import compile as compile_policies
from compatlang.nvidia import imported
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.env")))
def test_a_case(name: str, request: pytest.FixtureRequest) -> None:
    lines = (CASES / f"{name}.env").read_text(encoding="utf-8").splitlines()
    made = imported({key: value for key, _, value in (line.partition("=") for line in lines)}, f"{name}.env")
    assert compile_policies(made.text, name=f"{name}.compat").diagnostics == ()
    assert format_source(SourceFile(f"{name}.compat", made.text)) == (made.text, ())
    golden = CASES / f"{name}.compat"
    if request.config.getoption("--update-goldens"):
        golden.write_text(made.text, encoding="utf-8", newline="\n")
    assert made.text == golden.read_text(encoding="utf-8")
