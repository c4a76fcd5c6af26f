"""`compatlang remove`: take away what is attached to an image. The image and other artifacts of it stay."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TextIO

from compatlang.cli import registries
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.plain import plain

if TYPE_CHECKING:
    from compatlang.integrations.registry.artifacts import Attached, Found

SUMMARY = "remove what is attached to an image"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("image", metavar="IMAGE", help="the image, REGISTRY/REPOSITORY[:TAG][@DIGEST] or oci:DIR[:TAG]")
    registries.add_platform(parser, several=True)
    parser.add_argument("--artifact", metavar="DIGEST", default="", help="remove the artifact with this digest")
    parser.add_argument("--all", action="store_true", help="remove all compatibility artifacts, not only a single one")
    registries.add_flags(parser)


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Remove one artifact, or where that is said all. Where there is none that is meant, 2."""
    if arguments.all and arguments.artifact:
        raise WrongUsage("--all and --artifact are two different things", "give one of them")
    with registries.opened(arguments.image, arguments) as image:
        from compatlang.integrations.registry import artifacts
        from compatlang.integrations.registry.errors import NoArtifactError

        chosen = []
        for target in image.targets(arguments.platform):
            found = image.found(target)
            err.writelines(f"warning: {plain(each)}\n" for each in found.refused if found.attached)
            if found.refused or not arguments.all:
                artifacts.choose(found, image.called(target), arguments.artifact)
            chosen += [(target, each) for each in _meant(found, arguments)]
        if not chosen:
            raise NoArtifactError(f"{image} has no compatibility artifact")
        for target, each in chosen:
            image.store.remove_referrer(each.descriptor, target.digest)
            out.write(f"{plain(image.called(target))}: removed {each.kind} artifact {each.descriptor.digest}\n")
    return ExitCode.OK


def _meant(found: Found, arguments: argparse.Namespace) -> list[Attached]:
    """The artifacts to remove. Raises `WrongUsage` where it is not clear which."""
    if arguments.artifact:
        return [each for each in found.attached if each.descriptor.digest == arguments.artifact]
    if len(found.attached) > 1 and not arguments.all:
        listed = ", ".join(f"{each.kind} {each.descriptor.digest}" for each in found.attached)
        raise WrongUsage(
            f"there are {len(found.attached)} artifacts: {listed}", "name one with --artifact, or say --all"
        )
    return list(found.attached)
