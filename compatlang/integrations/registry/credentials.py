"""Credentials as `docker login` and its like keep them: `config.json` in `DOCKER_CONFIG` or `~/.docker`, and helpers.

The file is read here, not by oras, which does not know `DOCKER_CONFIG` and identity tokens. A helper is a program that the
user's own file names; it is asked about one host and has ten seconds.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compatlang.integrations.registry.errors import RegistryError

HELPER_SECONDS = 10

_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TOKEN_USER = "<token>"  # noqa: S105 - what helpers call somebody who has a token instead of a password
_PATHS = ("", "/", "/v1/", "/v2/")
_MOST_BYTES = 1 << 20


class Credentials(NamedTuple):
    """A name and a password, or an identity token, which is exchanged for others."""

    username: str = ""
    password: str = ""
    identity_token: str = ""

    @property
    def basic(self) -> str:
        """The value of the `Authorization` header that tells name and password."""
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the file is, whether there is one or not."""
    folder = environ.get("DOCKER_CONFIG", "")
    return (Path(folder) if folder else Path(environ.get("HOME") or "~").expanduser() / ".docker") / "config.json"


def find(host: str, environ: Mapping[str, str] | None = None) -> Credentials | None:
    """The credentials for a host (with its port), None where there are none.

    A helper of that host is asked first, then what the file itself has, then the store for all hosts. Raises `RegistryError`
    where the file or a helper is there and cannot be used.
    """
    path = config_path(os.environ if environ is None else environ)
    config = _config(path)
    helpers = _mapping(config.get("credHelpers"))
    if host in helpers:
        return _ask(str(helpers[host]), host)
    found = _of_entry(_entry(_mapping(config.get("auths")), host), host, path)
    if found is None and config.get("credsStore"):
        found = _ask(str(config["credsStore"]), host)
    return found


def _config(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as stream:
            return _mapping(json.loads(stream.read(_MOST_BYTES)))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise RegistryError(f"credentials cannot be read from `{path}`: {_why(error)}") from error


def _entry(entries: Mapping[str, Any], host: str) -> Mapping[str, Any]:
    """What is kept for a host, under its name or, as some tools write it, under its address."""
    addresses = [host, *(f"{scheme}://{host}{path}" for scheme in ("https", "http") for path in _PATHS)]
    return next((_mapping(entries[each]) for each in addresses if each in entries), {})


def _of_entry(entry: Mapping[str, Any], host: str, path: Path) -> Credentials | None:
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Credentials(identity_token=token)
    if entry.get("auth"):
        try:
            user, colon, password = base64.b64decode(str(entry["auth"]), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            colon = ""
        if not colon:
            raise RegistryError(f"the `auth` of `{host}` in `{path}` is no name and password in base64")
        return Credentials(user, password)
    if isinstance(entry.get("username"), str) and isinstance(entry.get("password"), str):
        return Credentials(entry["username"], entry["password"])
    return None


def _ask(helper: str, host: str) -> Credentials | None:
    """What a credential helper says of a host. One that knows nothing of it says so in words, and ends with 1."""
    if not _HELPER.fullmatch(helper):
        raise RegistryError(f"`{helper}` is no name of a credential helper")
    program = f"docker-credential-{helper}"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names the program, and there is no shell
            [program, "get"], input=host.encode(), capture_output=True, timeout=HELPER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RegistryError(f"the credential helper `{program}` cannot be asked: {_why(error)}") from error
    if done.returncode:
        if b"not found" in (done.stdout + done.stderr).lower():
            return None
        raise RegistryError(f"the credential helper `{program}` ended with {done.returncode}")
    try:
        said = _mapping(json.loads(done.stdout))
        user, secret = said["Username"], said["Secret"]
    except (ValueError, KeyError, RecursionError):
        raise RegistryError(f"the credential helper `{program}` says nothing that can be read") from None
    return Credentials(identity_token=str(secret)) if user == _TOKEN_USER else Credentials(str(user), str(secret))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it has not answered within {HELPER_SECONDS} s"
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is not JSON"
