"""A cluster of one API server and its etcd, which run on loopback until the end; it has no controllers and no kubelets.

    with Cluster(MODULE.programs(), folder) as cluster:
        cluster.api.apply(*crds.documents())
        cluster.restart()

What a controller does elsewhere nobody does here: a namespace that is deleted stays, Pods stay as they are put, and no
service account is there of its own accord.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import urllib3

from tests.kubernetes import certificates
from tests.kubernetes.api import Api
from tests.kubernetes.etcd import Etcd
from tests.kubernetes.server import Server
from tests.processes import end, free_port

ETCD = "server"
"""What Go calls etcd, after the path of its package."""
PORTS = 5
"""How many ports are tried: between finding a free one and listening on it somebody else may take it."""
TOKEN = "the-token-of-the-administrator"
"""Of somebody who may do anything in the cluster."""


class Cluster:
    """One cluster, in a folder of its own; entered, it runs. The flags are for the API server, besides those it has anyway."""

    def __init__(self, programs: Path, folder: Path, *flags: str) -> None:
        self.folder = folder
        self.authority = certificates.authority(folder)
        self.port = 0
        """Where the API server listens."""
        self._programs = programs
        self._flags = flags
        self.certificate = self.authority.sign_server()
        """Of the API server."""
        self._accounts = self.authority.sign("service-accounts", "/CN=service-accounts")
        self._pool = urllib3.PoolManager(ca_certs=str(self.ca), headers={"Authorization": f"Bearer {TOKEN}"})
        (folder / "tokens.csv").write_text(f'{TOKEN},administrator,administrator,"system:masters"\n', "utf-8")
        self._etcd_process: subprocess.Popen[bytes] | None = None
        self._api_process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cluster:
        try:
            self._etcd_process, port = _started(self._etcd_server)
            self.etcd = Etcd(port)
            self._api_process, self.port = _started(self._api_server)
        except BaseException:
            self._end()
            raise
        self.api = Api(self.url, self.ca, TOKEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def url(self) -> str:
        """Where the API server is."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def ca(self) -> Path:
        """The certificate that its clients trust."""
        return self.authority.own.certificate

    def stop_api(self, *, suddenly: bool = False) -> None:
        """End the API server, in an orderly way or as if its machine had lost power; etcd runs on."""
        if self._api_process is not None:
            if suddenly:
                self._api_process.kill()
            end(self._api_process)
            self._api_process = None

    def start_api(self) -> None:
        """Start the API server again, where it was, and wait until it is ready."""
        assert self._api_process is None, "the API server runs"
        server = self._api_server(self.port)
        self._api_process = server.start()
        assert self._api_process is not None, server.failure()

    def restart(self, *, suddenly: bool = False) -> None:
        """Stop and start the API server, whose caches then have nothing but what is in etcd."""
        self.stop_api(suddenly=suddenly)
        self.start_api()

    def compact(self) -> int:
        """Forget every revision before the last one, which is returned: a page or a watch from an older one is 410 Gone.

        The API server is restarted, as it would answer from its caches for a while; at once, however many watch.
        """
        revision = self.etcd.compact()
        self.restart(suddenly=True)
        return revision

    def _etcd_server(self, port: int) -> Server:
        url = f"http://127.0.0.1:{port}"
        command = [
            str(self._programs / ETCD),
            *("--data-dir", str(self.folder / "etcd"), "--unsafe-no-fsync", "--quota-backend-bytes", str(8 << 30)),
            *("--listen-client-urls", url, "--advertise-client-urls", url),
            *("--listen-peer-urls", "http://127.0.0.1:0"),
        ]
        return Server(command, self.folder, f"{url}/health", self._pool)

    def _api_server(self, port: int) -> Server:
        own, accounts = self.certificate, self._accounts
        command = [
            str(self._programs / "kube-apiserver"),
            *("--etcd-servers", self.etcd.url),
            *("--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--secure-port", str(port)),
            *("--endpoint-reconciler-type", "none", "--service-cluster-ip-range", "10.0.0.0/24"),
            *("--tls-cert-file", str(own.certificate), "--tls-private-key-file", str(own.key)),
            *("--client-ca-file", str(self.ca), "--token-auth-file", str(self.folder / "tokens.csv")),
            *("--authorization-mode", "RBAC", "--service-account-issuer", "https://kubernetes.default.svc"),
            *("--service-account-signing-key-file", str(accounts.key)),
            *("--service-account-key-file", str(accounts.certificate)),
            # The first wants what a controller makes, the second sets a taint that a controller takes away.
            *("--disable-admission-plugins", "ServiceAccount,TaintNodesByCondition"),
            *("--cert-dir", str(self.folder / "certificates"), *self._flags),
        ]
        return Server(command, self.folder, f"https://127.0.0.1:{port}/readyz", self._pool)

    def _end(self) -> None:
        self.stop_api()
        if self._etcd_process is not None:
            end(self._etcd_process)
            self._etcd_process = None


def _started(server_at: Callable[[int], Server]) -> tuple[subprocess.Popen[bytes], int]:
    """A server that is ready, and its port."""
    for _ in range(PORTS):
        port = free_port()
        server = server_at(port)
        process = server.start()
        if process is not None:
            return process, port
    raise AssertionError(server.failure())
