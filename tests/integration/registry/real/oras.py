"""The client `oras`, run as its users do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple


class Oras(NamedTuple):
    """The program, and the folder of `config.json`, in which it keeps credentials."""

    program: Path
    config: Path

    def run(self, *arguments: str, given: str = "", folder: Path | None = None) -> bytes:
        """What it prints. `folder` is where it runs: it calls files as they are given, which should be without a path."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.config), "DOCKER_CONFIG": str(self.config)}
        done = subprocess.run(
            [self.program, *arguments], input=given.encode(), cwd=folder, env=environment, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """What it prints, a JSON document."""
        return json.loads(self.run(*arguments))
