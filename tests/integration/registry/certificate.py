"""A certificate for 127.0.0.1, made by `openssl` when a test asks for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.tools import missing


class Certificate(NamedTuple):
    """A file with a key and a certificate that signs itself, so that who trusts the file trusts the server."""

    path: Path


def make(folder: Path) -> Certificate:
    """A new certificate in a folder."""
    program = shutil.which("openssl")
    if program is None:
        missing("openssl is not installed, which makes the certificate of the registry")
    path = folder / "server.pem"
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(path), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    with path.open("ab") as stream:
        stream.write((folder / "certificate.pem").read_bytes())
    return Certificate(path)
