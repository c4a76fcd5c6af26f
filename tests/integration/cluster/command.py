"""compatlang's command line, run by a test in its own process against a cluster."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from compatlang.cli.main import main
from tests.cli.conftest import Ran
from tests.kubernetes.api import Document


def run(*argv: str | Path, environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command line; of the environment only what is given counts as set for its flags."""
    out, err = io.StringIO(), io.StringIO()
    code = main([str(each) for each in argv], out, err, environ=environ or {})
    return Ran(int(code), out.getvalue(), err.getvalue())


def written(path: Path, documents: Iterable[Document]) -> Path:
    """A file of JSON lines with these objects."""
    path.write_text("".join(f"{json.dumps(each)}\n" for each in documents), "utf-8")
    return path
