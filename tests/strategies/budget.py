"""How many examples a property runs with."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_FACTOR = int(os.environ.get("COMPATLANG_EXAMPLES_FACTOR", "1"))
"""What a long run multiplies every number of examples by."""


def examples(number: int) -> settings:
    """The settings of a property that runs with so many examples, and with as much time as it takes.

    Machines differ, and compiling a text takes longer than drawing it, so slowness alone is no failure.
    """
    return settings(
        max_examples=number * _FACTOR,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
