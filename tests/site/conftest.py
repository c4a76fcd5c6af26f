"""The site, built once for all tests of a process."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.site.build import build
from tests.tools import missing


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site."""
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
        missing("MkDocs is not installed; the extra `docs` brings it")
    folder = tmp_path_factory.mktemp("site")
    said = build(folder)
    assert not said
    return folder
