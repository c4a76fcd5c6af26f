"""Wrong usage of the command line, with what to do instead."""

from __future__ import annotations

from compatlang.errors import UsageError


class WrongUsage(UsageError):  # noqa: N818 - it reads as what it says
    """What the user asked for does not exist or makes no sense; `help` is the way out, perhaps empty."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - the word that users see
        super().__init__(message)
        self.help = help
