"""Pictures through Graphviz, a program that the user may have installed."""

from __future__ import annotations

import shutil
import subprocess

from compatlang.cli.usage import WrongUsage


def svg(text: str) -> str:
    """A text in Graphviz's language as SVG. Raises `WrongUsage` where there is no Graphviz, or it fails."""
    program = shutil.which("dot")
    if program is None:
        raise WrongUsage(
            "--format svg needs Graphviz, and there is no program `dot`",
            "install it (apt install graphviz, dnf install graphviz, brew install graphviz), or use --format dot",
        )
    data = text.encode("utf-8", "backslashreplace")
    try:
        done = subprocess.run([program, "-Tsvg"], input=data, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise WrongUsage(f"`{program}` cannot be run: {(error.strerror or 'it failed').lower()}") from error
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WrongUsage(f"`{program}` failed: {message[0] if message else done.returncode}", "--format dot needs none")
    return done.stdout.decode("utf-8", "replace")
