"""Addresses as registries name them: in full or relative to their own, of their own host or of another."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from compatlang.integrations.registry.errors import RegistryError

_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """Whom an address reaches, and how."""

    scheme: str
    host: str
    port: int


def resolve(text: str, base: str, who: str) -> str:
    """The address, in full, that somebody named at an address of his own. Raises `RegistryError` where it is none."""
    try:
        url = urljoin(base, text)
        place(url)
    except ValueError:
        raise RegistryError(f"`{who}` refers to `{text}`, which is no address") from None
    return url


def place(url: str) -> Place:
    """Whom an address reaches. Raises `ValueError` where it is none, not of the web, or has a password in it.

    >>> place("https://registry.example/v2/")
    Place(scheme='https', host='registry.example', port=443)
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError(url)
    return Place(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])
