"""What commands say to registries: their flags, and the images that they open with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from compatlang.cli.extras import needs
from compatlang.cli.usage import WrongUsage

if TYPE_CHECKING:
    import argparse

    from compatlang.integrations.registry.image import Image
    from compatlang.integrations.registry.transport import Options

TIMEOUT_SECONDS = "25"


def add_images(parser: argparse.ArgumentParser, *, clusters: bool = False) -> None:
    """`--image`, `--inherit` and how an image is read; with `clusters`, the timeout is theirs, too."""
    parser.add_argument(
        "--image",
        metavar="IMAGE",
        action="extend",
        nargs="+",
        default=[],
        help="what is attached to these images, REGISTRY/REPOSITORY[:TAG][@DIGEST] or oci:DIR[:TAG]",
    )
    parser.add_argument("--inherit", action="store_true", help="with --image, also what is attached to its base images")
    add_platform(parser, several=False)
    add_artifact(parser)
    add_flags(parser, clusters=clusters)


def add_flags(parser: argparse.ArgumentParser, *, clusters: bool = False) -> None:
    """`--plain-http`, `--ca-file` and `--timeout`."""
    parser.add_argument(
        "--plain-http", action="store_true", help="speak to registries without TLS; also where tokens are given"
    )
    parser.add_argument(
        "--ca-file", metavar="FILE", default="", help="trust these certificates, PEM, instead of Mozilla's"
    )
    more = ", or a cluster for one answer" if clusters else ""
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        default=TIMEOUT_SECONDS,
        help=f"how long the registry of an image may take for all that is asked{more}; default: {TIMEOUT_SECONDS}",
    )


def add_platform(parser: argparse.ArgumentParser, *, several: bool) -> None:
    """`--platform`."""
    every = ", or all of them with `all`" if several else ""
    parser.add_argument(
        "--platform",
        metavar="OS/ARCH",
        default="",
        help=f"of an image with several platforms, the manifest for this one{every}; default: the index itself",
    )


def add_referrers(parser: argparse.ArgumentParser) -> None:
    """`--referrers`."""
    parser.add_argument(
        "--referrers",
        choices=("auto", "api", "tag"),
        default="auto",
        help="list the artifact by the registry's API, by the fallback tag, or as the registry can; default: auto",
    )


def add_artifact(parser: argparse.ArgumentParser) -> None:
    """`--artifact`."""
    parser.add_argument(
        "--artifact", metavar="DIGEST", default="", help="the artifact with this digest; default: the newest"
    )


def options(arguments: argparse.Namespace) -> Options:
    """What the flags say. Raises `WrongUsage`."""
    with needs("registry", "reading images"):
        from compatlang.integrations.registry.transport import Options
    return Options(arguments.plain_http, _ca_file(arguments.ca_file), seconds(arguments.timeout))


@contextmanager
def opened(text: str, arguments: argparse.Namespace) -> Iterator[Image]:
    """The image that a reference means, spoken to as the flags say. Raises `RegistryError`, and `WrongUsage` for the flags."""
    with needs("registry", "reading images"):
        from compatlang.integrations.registry import image
    with image.opened(text, options(arguments)) as found:
        yield found


def seconds(text: str) -> float:
    """What `--timeout` says. Raises `WrongUsage`."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 86_400:
        raise WrongUsage(f"`{text}` is no time: --timeout takes seconds, more than 0")
    return found


def _ca_file(path: str) -> str:
    import ssl

    if path:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except OSError as error:
            raise WrongUsage(f"`{path}` is no file of certificates", "--ca-file takes a file in PEM") from error
    return path
