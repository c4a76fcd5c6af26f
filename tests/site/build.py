"""Builds the site with MkDocs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.site.links import ROOT


def build(site: Path) -> str:
    """Build the site into a folder, which is emptied first; returns what MkDocs has to say where it fails."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--clean", "--config-file"]
    done = subprocess.run(
        [*command, str(ROOT / ".mkdocs.yml"), "--site-dir", str(site.resolve())],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""
