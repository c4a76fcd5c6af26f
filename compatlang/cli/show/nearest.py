"""The nearest fix, as lines.

nearest fix
  driver  upgrade gpu.driver from 535.104.05 to 550.54.14 or newer
          fix: install NVIDIA driver 550.54.14 or newer
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compatlang.cli.show.reasons import Line, laid_out
from compatlang.cli.show.words import some
from compatlang.diagnostics.render.paint import Paint
from compatlang.evaluate.report import PolicyResult

if TYPE_CHECKING:
    from compatlang.analyze.nearest import Nearest

_HEADS = {
    "fix": "nearest fix",
    "report": "nearest fix: none is certain before more is known",
    "hardware": "nearest fix: none, other hardware is needed",
    "none": "nearest fix: none exists",
    "unsettled": "nearest fix: none found within the budget",
}


def nearest_lines(nearest: Nearest, result: PolicyResult, paint: Paint) -> Iterator[str]:
    """What to do for each requirement, and what its author says of it."""
    yield ""
    yield paint.bold(_HEADS[nearest.outcome])
    if not nearest.fixes:
        yield f"  {_why_none(nearest)}"
        return
    yield from laid_out(_fixes(nearest, result), paint)


def _fixes(nearest: Nearest, result: PolicyResult) -> Iterator[Line]:
    authors = {each.name: each.fix for each in result.open()}
    requirements = [each.requirement for each in nearest.fixes]
    for place, each in enumerate(nearest.fixes):
        again = place > 0 and requirements[place - 1] == each.requirement
        last = requirements[place + 1 : place + 2] != [each.requirement]
        yield Line(each.text, "" if again else each.requirement)
        if last and authors.get(each.requirement):
            yield Line(f"fix: {authors[each.requirement]}")


def _why_none(nearest: Nearest) -> str:
    if nearest.outcome == "unsettled":
        return "what was tried does not make the node compatible, and there is more to try"
    if nearest.blocked:
        return f"nothing that can be changed on a node meets {some(nearest.blocked)}"
    return "the requirements stand in each other's way"
