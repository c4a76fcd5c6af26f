"""Policy as code for what a container image needs of its host.

The names in `__all__` are the API for embedding; docs/embedding.md shows them at work. Each is loaded when first asked for,
so that importing compatlang costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

_HOMES = {
    "CompatlangError": "compatlang.errors",
    "Diagnostic": "compatlang.diagnostics",
    "Documents": "compatlang.nfd.judging",
    "FolderLoader": "compatlang.loader",
    "LoadError": "compatlang.errors",
    "Loader": "compatlang.loader",
    "MemoryLoader": "compatlang.loader",
    "Policies": "compatlang.pipeline",
    "PolicyResult": "compatlang.evaluate.report",
    "Reading": "compatlang.snapshot.read",
    "Reason": "compatlang.evaluate.report",
    "Report": "compatlang.evaluate.report",
    "RequirementResult": "compatlang.evaluate.report",
    "Snapshot": "compatlang.snapshot",
    "TestResult": "compatlang.testing",
    "UsageError": "compatlang.errors",
    "compile": "compatlang.pipeline",
    "compile_file": "compatlang.pipeline",
    "load_bundle": "compatlang.pipeline",
    "load_bundle_file": "compatlang.pipeline",
    "parse_snapshots": "compatlang.pipeline",
    "read_documents": "compatlang.pipeline",
    "read_snapshots": "compatlang.pipeline",
}

__all__ = [
    "CompatlangError",
    "Diagnostic",
    "Documents",
    "FolderLoader",
    "LoadError",
    "Loader",
    "MemoryLoader",
    "Policies",
    "PolicyResult",
    "Reading",
    "Reason",
    "Report",
    "RequirementResult",
    "Snapshot",
    "TestResult",
    "UsageError",
    "__version__",
    "compile",
    "compile_file",
    "load_bundle",
    "load_bundle_file",
    "parse_snapshots",
    "read_documents",
    "read_snapshots",
]

if TYPE_CHECKING:
    from compatlang.diagnostics import Diagnostic
    from compatlang.errors import CompatlangError, LoadError, UsageError
    from compatlang.evaluate.report import PolicyResult, Reason, Report, RequirementResult
    from compatlang.loader import FolderLoader, Loader, MemoryLoader
    from compatlang.nfd.judging import Documents
    from compatlang.pipeline import (
        Policies,
        compile,  # noqa: A004 - ours
        compile_file,
        load_bundle,
        load_bundle_file,
        parse_snapshots,
        read_documents,
        read_snapshots,
    )
    from compatlang.snapshot import Snapshot
    from compatlang.snapshot.read import Reading
    from compatlang.testing import TestResult


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
