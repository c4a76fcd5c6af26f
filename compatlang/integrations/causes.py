"""Why something of the network failed, in the words of whoever failed first."""

from __future__ import annotations

import ssl
from http.client import BadStatusLine, IncompleteRead

_MOST_CHARACTERS = 200


def causes(error: BaseException) -> list[BaseException]:
    """An error and what it was made of, the innermost last."""
    found: list[BaseException] = []
    inner: object = error
    while isinstance(inner, BaseException) and inner not in found:
        found.append(inner)
        made_of = (getattr(inner, "reason", None), inner.__cause__, inner.__context__, *inner.args)
        inner = next((each for each in made_of if isinstance(each, BaseException)), None)
    return found


def words(error: BaseException) -> str:
    """One error as a clause."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.lower()
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, IncompleteRead):
        return "the answer ends too early"
    if isinstance(error, ValueError) or type(error) is BadStatusLine:
        return "what it says is no HTTP"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:_MOST_CHARACTERS].lower()
