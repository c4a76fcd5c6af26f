"""Every diagnostic code, one module a stage.

`STAGES` has them in the order in which a run comes to them, and `ALL` maps a code's name to it. Tests show that each is
triggered by a case, and that each has a page.
"""

from __future__ import annotations

from types import ModuleType

from compatlang.diagnostics.codes import evaluation, lint, loading, nfd, nvidia, semantic, snapshot, syntax
from compatlang.diagnostics.diagnostic import Code


def _declared(stage: ModuleType) -> tuple[Code, ...]:
    return tuple(each for each in vars(stage).values() if isinstance(each, Code))


STAGES: dict[str, tuple[Code, ...]] = {
    stage.__name__.rpartition(".")[2]: _declared(stage)
    for stage in (syntax, loading, semantic, snapshot, evaluation, lint, nfd, nvidia)
}

ALL: dict[str, Code] = {code.name: code for codes in STAGES.values() for code in codes}
