"""Tests of registries know nobody's password but their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest


class LogIn(Protocol):
    """Writes a `config.json` as `docker login` does."""

    def __call__(self, config: Mapping[str, Any]) -> Path: ...


@pytest.fixture
def log_in(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Writes what is kept; before that nobody is logged in anywhere."""
    folder = tmp_path_factory.mktemp("docker")
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    def write(config: Mapping[str, Any]) -> Path:
        path = folder / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        return path

    return write
