"""What a run of the lints is told beside the file."""

from __future__ import annotations

from typing import NamedTuple

NFD_VERSION = "v0.18"
"""The oldest release of NFD whose snapshots policies should be able to judge, unless the user names another: a year of releases
behind the newest, as clusters are."""


class Options(NamedTuple):
    """The core reads no clock: `day`, today as in `2026-11-29`, comes from outside, and is empty where it does not matter."""

    codes: frozenset[str]
    """The lints to run, by code."""
    day: str = ""
    nfd: str = NFD_VERSION
