"""Reading the devices of a bus: one instance a device, one attribute a file."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root, has_no_value
from compatlang.integrations.host.text import trimmed


def attributes(root: Root, found: Found, domain: str, folder: str, files: Iterable[str]) -> dict[str, str]:
    """Attributes by the name of their file; one that cannot be read is left out, and makes the domain partial.

    What the driver has no value for is just not there.
    """
    values = {}
    for file in files:
        try:
            values[file.rpartition("/")[2]] = trimmed(root.attribute(f"{folder}/{file}"))
        except OSError as error:
            if not has_no_value(error):
                found.incomplete(domain, error)
    return values
