"""What an analysis answers: that there is a snapshot of which a question is true, and which; that there is none; or neither."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from compatlang.snapshot import Snapshot


class Witness(msgspec.Struct, frozen=True):
    """A snapshot on which the reference evaluator found what was asked for."""

    snapshot: Snapshot


class Proved(msgspec.Struct, frozen=True):
    """There is no such snapshot."""


class Undecided(msgspec.Struct, frozen=True):
    """Neither a snapshot was found nor that there is none: steps ran out, or no texts were found for what may be."""

    past_budget: bool


Answer: TypeAlias = Witness | Proved | Undecided
