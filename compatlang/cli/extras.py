"""Parts that are installed only where somebody wants them: a missing one says how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from compatlang.cli.usage import WrongUsage


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Imports inside, whose packages belong to an extra. Raises `WrongUsage` where one is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "compatlang").partition(".")[0]
        if package == "compatlang":
            raise
        message = f"{what} needs the package `{package}`, which is not installed"
        raise WrongUsage(message, f"pip install 'compatlang[{extra}]'") from error
