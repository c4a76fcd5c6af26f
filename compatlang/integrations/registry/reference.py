"""References to images: `registry.example/team/app:1.2`, with a digest if there is one, or `oci:DIR` for a layout on disk.

The grammar is that of the OCI distribution specification, version 1.1 ("Pulling manifests"). The registry has to be named:
an image without one means another thing to each tool.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import NamedTuple

from compatlang.integrations.registry.errors import BadReferenceError

LAYOUT_PREFIX = "oci:"

_MOST_CHARACTERS = 253
"""Of the name of a host (RFC 1035, section 2.3.4)."""

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"({_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::([0-9]{{1,5}}))?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


class Reference(NamedTuple):
    """One image: where it lies, and what of it is meant. Of `tag` and `digest` the digest decides."""

    registry: str
    """The host and port; empty where the image lies in a layout."""
    repository: str
    """The repository's name, or the folder of a layout."""
    tag: str = ""
    digest: str = ""

    @property
    def is_layout(self) -> bool:
        """Whether the image lies in a folder on disk."""
        return not self.registry

    @property
    def wanted(self) -> str:
        """What a registry is asked for: the digest, else the tag."""
        return self.digest or self.tag

    @property
    def name(self) -> str:
        """The reference without tag and digest."""
        return f"{self.registry}/{self.repository}" if self.registry else f"{LAYOUT_PREFIX}{self.repository}"

    def at(self, digest: str) -> Reference:
        """The same repository at a digest."""
        return self._replace(tag="", digest=digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return self.name + tag + (f"@{self.digest}" if self.digest else "")


def parse(text: str) -> Reference:
    """Read a reference; without tag and digest the tag is `latest`, and in a layout its only image.

    >>> parse("registry.example/team/app")
    Reference(registry='registry.example', repository='team/app', tag='latest', digest='')
    >>> str(parse("oci:images/app:v1"))
    'oci:images/app:v1'

    Raises `BadReferenceError`.
    """
    rest, at, digest = text.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        raise BadReferenceError(f"`{digest}` is no digest: one is `sha256:` and 64 hexadecimal digits in lower case")
    if text.startswith(LAYOUT_PREFIX):
        return _layout(rest.removeprefix(LAYOUT_PREFIX), digest)
    registry, slash, path = rest.partition("/")
    if not slash or not (set(".:[") & set(registry) or registry == "localhost"):
        raise BadReferenceError(f"`{text}` names no registry: write it in full, as `registry.example/{rest}`")
    if not _is_host(registry):
        raise BadReferenceError(f"`{registry}` is no host: one is a name or an address, perhaps with `:` and a port")
    repository, colon, tag = path.partition(":")
    if not _REPOSITORY.fullmatch(repository):
        raise BadReferenceError(
            f"`{repository}` is no name of a repository: those are words in lower case with `/` between"
        )
    if colon and not _TAG.fullmatch(tag):
        raise BadReferenceError(f"`{tag}` is no tag: one has at most 128 letters, digits, `.`, `_` and `-`")
    return Reference(registry, repository, tag or ("" if digest else "latest"), digest)


def is_digest(text: str) -> bool:
    """Whether a text is a digest of one of the algorithms that are known, SHA-256 and SHA-512."""
    return _DIGEST.fullmatch(text) is not None


def _is_host(text: str) -> bool:
    """Whether a text is the name or the address of a host, perhaps with a port."""
    found = _HOST.fullmatch(text)
    if found is None or not 0 < int(found[2] or 1) < 1 << 16:
        return False
    if not text.startswith("["):
        return len(found[1]) <= _MOST_CHARACTERS
    try:
        IPv6Address(found[1].strip("[]"))
    except ValueError:
        return False
    return True


def _layout(rest: str, digest: str) -> Reference:
    """A folder, and behind its last `:` a tag; a `/` cannot stand in a tag, so it belongs to the folder."""
    folder, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        folder, tag = rest, ""
    elif not _TAG.fullmatch(tag):
        raise BadReferenceError(f"`{tag}` is no tag: one has at most 128 letters, digits, `.`, `_` and `-`")
    if not folder or "\0" in folder:
        raise BadReferenceError(
            f"`{LAYOUT_PREFIX}{rest}` names no folder: write `{LAYOUT_PREFIX}DIR` or `{LAYOUT_PREFIX}DIR:TAG`"
        )
    return Reference("", folder, tag, digest)
