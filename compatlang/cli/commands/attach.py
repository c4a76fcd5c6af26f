"""`compatlang attach`: what an image needs of its host, pushed beside the image."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from compatlang.cli import flags, registries
from compatlang.cli.attachable import Prepared, Said, prepare
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.extras import needs
from compatlang.cli.image_names import is_for
from compatlang.cli.show.findings import findings
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.plain import plain

if TYPE_CHECKING:
    from compatlang.integrations.registry.image import Image
    from compatlang.integrations.registry.model import Descriptor

SUMMARY = "attach policies to an image, as an artifact beside it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("image", metavar="IMAGE", help="the image, REGISTRY/REPOSITORY[:TAG][@DIGEST] or oci:DIR[:TAG]")
    parser.add_argument(
        "policies", metavar="POLICY", nargs="+", help="policy files, or one compatibility spec of NFD (.yaml)"
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=("auto", "nfd", "compat", "both"),
        default="auto",
        help="NFD's artifact, compatlang's own, or both; auto leaves out NFD's where it cannot say the same; default: auto",
    )
    registries.add_platform(parser, several=True)
    flags.add_selection(parser, several=False)
    parser.add_argument(
        "--created", metavar="TIME", default="", help="when the artifact was made, in RFC 3339; default: now"
    )
    registries.add_referrers(parser)
    parser.add_argument("--dry-run", action="store_true", help="make everything, and push nothing")
    registries.add_flags(parser)
    parser.add_argument("--verbose", action="store_true", help="show every finding, not only the first few")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Check and compile, then push. Nothing is pushed where something is wrong."""
    prepared = prepare(arguments)
    report = findings(
        prepared.diagnostics, prepared.sources, paint_for(err, arguments.color), verbose=arguments.verbose
    )
    if report:
        err.write(report + "\n")
    err.writelines(f"note: {each}\n" for each in prepared.notes)
    if not prepared.said:
        return ExitCode.ERROR
    created = _created(arguments.created)
    with needs("registry", "attaching policies"), registries.opened(arguments.image, arguments) as image:
        err.writelines(_not_for(image, prepared))
        targets = image.targets(arguments.platform)
        for each in targets:
            image.fetched(each)  # it has to be there, and what the index says, before anything refers to it
        for each in targets:
            _attach(image, each, prepared, created, arguments, out)
    return ExitCode.OK


def _attach(
    image: Image, target: Descriptor, prepared: Prepared, created: str, arguments: argparse.Namespace, out: TextIO
) -> None:
    """All artifacts for one manifest of the image."""
    from compatlang.integrations.registry import attaching

    out.write(f"{image.called(target)} is {target.digest}\n")
    built = [(each, attaching.build(each.type, each.files, target, created, each.names)) for each in prepared.said]
    for said, each in built:
        if not arguments.dry_run:
            attaching.push(image, each, target, arguments.referrers)
        out.write(
            f"  {'would be attached' if arguments.dry_run else 'attached'}  {_line(said, each.descriptor.digest)}\n"
        )


def _not_for(image: Image, prepared: Prepared) -> Iterator[str]:
    """Policies that name other images than the one they are attached to."""
    for name, globs in prepared.images.items():
        if not is_for(globs, image.reference):
            listed = ", ".join(f"`{plain(each)}`" for each in globs)
            yield f"warning: policy {plain(name)} is for {listed}, which {plain(str(image))} is not\n"


def _line(said: Said, digest: str) -> str:
    from compatlang.integrations.registry import media

    kind = "nfd   " if said.type == media.NFD else "compat"
    return f"{kind}  {digest}  {', '.join(said.names)}"


def _created(text: str) -> str:
    """A time in RFC 3339 as given, or now. Raises `WrongUsage`."""
    from compatlang.integrations.registry.artifacts import moment

    if not text:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if moment(text) is None:
        raise WrongUsage(f"`{text}` is no time in RFC 3339", "write it as 2026-01-31T12:00:00Z")
    return text
