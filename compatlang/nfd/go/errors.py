"""A failure of a Go function as a value, with Go's own words, so that what we print can equal what NFD prints."""

from __future__ import annotations

import msgspec


class GoError(msgspec.Struct, frozen=True):
    """An `error` of Go; `text` is what its `Error()` returns."""

    text: str
