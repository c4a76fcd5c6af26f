"""What can go wrong with a registry or an image layout: one exception, whose message is the whole clause for people."""

from __future__ import annotations

from compatlang.errors import CompatlangError


class RegistryError(CompatlangError):
    """A registry or a layout did not give, or take, what it was asked for; nothing of it has been used."""


class NotFoundError(RegistryError):
    """There is no such manifest, tag or blob."""


class BadReferenceError(RegistryError):
    """A text is no reference to an image."""
