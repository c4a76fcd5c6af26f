"""Exceptions: only for input and output that failed and for misuse of the API.

What a policy or a snapshot contains never raises; it yields `Diagnostic` values.
"""

from __future__ import annotations


class CompatlangError(Exception):
    """The root of every exception that compatlang raises on purpose."""


class LoadError(CompatlangError):
    """A file could not be had: it does not exist, cannot be read, or lies where the loader does not go.

    The message is a clause without the file's name, such as "no such file".
    """


class UsageError(CompatlangError):
    """The caller asked for something that does not exist, such as an unknown policy name or a malformed parameter."""
