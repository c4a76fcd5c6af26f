"""The registries and the client of the Go module beside this file; `python -m tests.registries.build` prints where they are."""

from __future__ import annotations

from pathlib import Path

from tests.go_programs import GoModule

MODULE = GoModule(Path(__file__).parent, ("./...", "tool"))

if __name__ == "__main__":
    print(MODULE.programs())
