"""Where defaults of flags stand: variables of the environment, and files in the current folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PREFIX = "COMPATLANG_"
FILE = "compatlang.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = ("tool", "compatlang")
"""The table of the project's file."""


def variable(key: str) -> str:
    """The environment variable of a flag.

    >>> variable("allow-empty")
    'COMPATLANG_ALLOW_EMPTY'
    """
    return PREFIX + key.upper().replace("-", "_")


def may_configure(environ: Mapping[str, str], folder: Path) -> bool:
    """Whether there can be any defaults; if not, nobody needs to look for them closely."""
    if any(name.startswith(PREFIX) for name in environ):
        return True
    try:
        return (folder / FILE).exists() or TABLE[-1] in (folder / PROJECT_FILE).read_text("utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
