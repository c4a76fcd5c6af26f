"""SHA-256, from where it is loaded quickly.

`hashlib` brings OpenSSL along, which takes longer to load than a bundle takes to read; the interpreter has its own.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore] # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        from hashlib import sha256


def digest(data: bytes) -> str:
    """The digest of some bytes, in hexadecimal digits."""
    found: str = sha256(data).hexdigest()
    return found
