"""Certificates of a cluster, made by `openssl`: its authority, its API server and users that show who they are by one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.tools import missing


class Certificate(NamedTuple):
    """A certificate and its private key, as files."""

    certificate: Path
    key: Path


class Authority(NamedTuple):
    """What signs the certificates of a cluster, and the folder that they lie in."""

    folder: Path
    own: Certificate

    def sign(self, name: str, subject: str, *extensions: str) -> Certificate:
        """A certificate for a subject such as `/O=group/CN=user`."""
        signer = ("-CA", str(self.own.certificate), "-CAkey", str(self.own.key))
        leaf = ("basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", *extensions)
        return _request(self.folder, name, subject, leaf, signer)

    def sign_server(self) -> Certificate:
        """The API server's, for loopback and for the name that it has within the cluster."""
        names = "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc"
        return self.sign("server", "/CN=kube-apiserver", names, "extendedKeyUsage=serverAuth")

    def sign_user(self, user: str, *groups: str) -> Certificate:
        """A user's, who Kubernetes takes to be a member of groups."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={user}"
        return self.sign(f"user-{user}", subject, "extendedKeyUsage=clientAuth")


def authority(folder: Path) -> Authority:
    """A new authority in a folder."""
    extensions = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature")
    return Authority(folder, _request(folder, "ca", "/CN=tests", extensions))


def _request(
    folder: Path, name: str, subject: str, extensions: tuple[str, ...], signer: tuple[str, ...] = ()
) -> Certificate:
    """A key and a certificate for it, which signs itself unless there is a signer."""
    program = shutil.which("openssl")
    if program is None:
        missing("openssl is not installed, which makes the certificates of the cluster")
    made = Certificate(folder / f"{name}.crt", folder / f"{name}.key")
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-config", "/dev/null", "-days", "2", "-subj", subject, *signer),
            *(part for extension in extensions for part in ("-addext", extension)),
            *("-keyout", str(made.key), "-out", str(made.certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return made
