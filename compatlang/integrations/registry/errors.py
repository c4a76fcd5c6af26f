"""What can go wrong with a registry or an image layout. The message of each exception is the whole clause for people."""

from __future__ import annotations

from compatlang.diagnostics.render.plain import cut
from compatlang.errors import CompatlangError

_MOST_CHARACTERS = 1000


class RegistryError(CompatlangError):
    """A registry or a layout did not give, or take, what it was asked for; nothing of it has been used."""

    def __init__(self, message: str) -> None:
        super().__init__(cut(message, _MOST_CHARACTERS))  # it may quote what a registry says, which may be long


class NoAnswerError(RegistryError):
    """A registry cannot be reached, or did not answer in time: asking it for something else will not do better."""


class UnsoundError(RegistryError):
    """What came is not what it has to be."""


class NoArtifactError(RegistryError):
    """Nothing is attached to an image that says where it runs, and nothing is wrong either."""


class NotFoundError(RegistryError):
    """There is no such manifest, tag or blob."""


class BadReferenceError(RegistryError):
    """A text is no reference to an image."""
