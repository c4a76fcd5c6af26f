"""What all tests share: a cache of their own; goldens, texts under tests/golden that `pytest --update-goldens` writes anew.

The modules that are registered say at the end of a run what NFD's own code was asked, what was tried at which registry, and
how much there is of the policy library.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.registry.real import matrix
from tests.library import summary as library_summary
from tests.oracle import summary as oracle_summary

GOLDEN = Path(__file__).parent / "golden"


def pytest_configure(config: pytest.Config) -> None:
    for each in (matrix, oracle_summary, library_summary):
        config.pluginmanager.register(each)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write tests/golden anew instead of comparing with it"
    )


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    """No test reads or writes the user's cache, nor what another run of the tests has left; processes inherit it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_CACHE_HOME", folder)
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file below tests/golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden {name}; pytest --update-goldens writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare
