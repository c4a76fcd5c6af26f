"""Whether to colour: what the user asked for, else whether a person is looking."""

from __future__ import annotations

import os
from typing import Literal, TextIO

from compatlang.diagnostics.render.paint import Paint

ColorChoice = Literal["auto", "always", "never"]


def paint_for(stream: TextIO, choice: ColorChoice) -> Paint:
    """Colour as the user chose, and with `auto` on a terminal only.

    NO_COLOR (https://no-color.org) turns `auto` off, FORCE_COLOR turns it on; NO_COLOR wins.
    """
    if choice != "auto":
        return Paint(choice == "always")
    if os.environ.get("NO_COLOR"):
        return Paint(False)
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return Paint(True)
    return Paint(stream.isatty() and os.environ.get("TERM") != "dumb")
