"""Every diagnostic code, one module a stage.

`ALL` maps a code's name to it. A test shows that each is triggered by a case.
"""

from __future__ import annotations

from compatlang.diagnostics.codes import evaluation, lint, loading, semantic, snapshot, syntax
from compatlang.diagnostics.diagnostic import Code

ALL: dict[str, Code] = {
    code.name: code
    for stage in (syntax, loading, semantic, snapshot, evaluation, lint)
    for code in vars(stage).values()
    if isinstance(code, Code)
}
