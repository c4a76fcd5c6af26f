"""A browser that opens pages of the site and says what it sees: headless Chromium, which can reach this machine alone."""

from __future__ import annotations

import contextlib
import functools
import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_PROBE = Path(__file__).with_name("probe.html")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
_PATIENCE = 240.0
"""Seconds after which a browser that says nothing has failed."""


def program() -> str | None:
    """Chromium, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site, the page that looks at it, what this page is asked, and takes what it saw."""

    def __init__(self, *arguments: Any, asked: bytes, seen: queue.Queue[Any], **options: Any) -> None:
        self._own = {"/asked.json": asked, "/probe.html": _PROBE.read_bytes()}
        self._seen = seen
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        if self.path not in self._own:
            super().do_GET()
            return
        self._answer(self._own[self.path])

    def do_POST(self) -> None:
        self._seen.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b"")

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def _served(site: Path, asked: object, seen: queue.Queue[Any]) -> Iterator[str]:
    """The address of the page that looks at the site."""
    handler = functools.partial(_Handler, asked=json.dumps(asked).encode(), seen=seen, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/probe.html"
        finally:
            server.shutdown()
            thread.join()


def look(browser: str, site: Path, profile: Path, pages: Sequence[str], width: int, word: str = "") -> Any:
    """What the browser sees of pages at a width, and what the search finds for a word."""
    seen: queue.Queue[Any] = queue.Queue()
    with _served(site, {"pages": pages, "width": width, "word": word}, seen) as address:
        command = [browser, *_FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                return seen.get(timeout=_PATIENCE)
            finally:
                process.terminate()
