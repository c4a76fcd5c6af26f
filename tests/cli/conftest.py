"""Every test of the command line runs in a folder of its own, without colours from outside."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest

from compatlang.cli.main import main
from tests.cli import fleet

DATA = Path(__file__).parent / "data"


class Ran(NamedTuple):
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Run(Protocol):
    """Runs a command line."""

    def __call__(self, *argv: str, environ: Mapping[str, str] | None = None, stdin: str = "") -> Ran: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in a folder that holds `train.compat` and `three.json`."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for each in DATA.iterdir():
        shutil.copy(each, tmp_path)
    Path("three.json").write_text(fleet.document(fleet.THREE), encoding="utf-8")

    def call(*argv: str, environ: Mapping[str, str] | None = None, stdin: str = "") -> Ran:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(argv, out, err, environ=environ or {}, folder=Path())
        return Ran(int(code), out.getvalue(), err.getvalue())

    return call
