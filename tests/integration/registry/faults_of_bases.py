"""Base images that are not there, or lead in circles; `--inherit` follows what an image says of its base."""

from __future__ import annotations

from collections.abc import Callable

from compatlang.integrations.registry.inheriting import BASE_DIGEST, BASE_NAME
from tests.integration.registry import images
from tests.integration.registry.fault import SHORT, Fault, Place
from tests.integration.registry.faulty import Answer, Raw

_BASE = r"^GET /v2/acme/base/manifests/"
_INHERIT = ("--inherit",)


def _says(**annotations: str) -> Callable[[Place], None]:
    """The image says this of its base, and an artifact is attached to it."""

    def arrange(there: Place) -> None:
        names = {"name": BASE_NAME, "digest": BASE_DIGEST}
        said = {names[key]: each.replace("HOST", there.host) for key, each in annotations.items()}
        images.push_artifact(there.registry, images.push_image(there.registry, annotations=said))

    return arrange


def _answered(answer: Callable[[Place], Answer | Raw]) -> Callable[[Place], None]:
    """The base is asked for, and this is what comes."""

    def arrange(there: Place) -> None:
        _says(name="HOST/acme/base:v1")(there)
        there.registry.replace(_BASE, lambda request: answer(there))

    return arrange


FAULTS = [
    Fault("base that is not there", ("check",), _says(name="HOST/acme/base:v9"), "v9 is not there", flags=_INHERIT),
    Fault("base that is the image", ("check",), _says(name="HOST/acme/train:v1"), "of itself", flags=_INHERIT),
    Fault("base at no registry", ("check",), _says(name="base"), "names no registry", flags=_INHERIT),
    Fault("base in a folder", ("check",), _says(name="oci:/etc"), "which is in no registry", flags=_INHERIT),
    Fault("base whose digest leads elsewhere", ("check",), _says(digest="sha256:.."), "is no digest", flags=_INHERIT),
    Fault("base where nobody is", ("check",), _says(name="127.0.0.1:1/base"), "cannot be reached", flags=_INHERIT),
    Fault("base that is 500", ("check",), _answered(lambda there: Answer(500)), "answers 500", flags=_INHERIT),
    Fault(
        "slow drip of a base",
        ("check",),
        _answered(lambda there: Raw(there.registry.slowly(b"HTTP/1.1 200 OK\r\n" * 99))),
        "within 0.5 s",
        SHORT,
        flags=_INHERIT,
    ),
]
