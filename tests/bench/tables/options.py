"""What the command line asks of every benchmark."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """`runs` is how many samples a median is of, `nodes` the size of the largest fleet."""

    runs: int
    nodes: int
