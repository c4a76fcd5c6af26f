"""`compatlang pull`: the files of what is attached to an image, each checked against its digest before it is written."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from compatlang.cli import registries
from compatlang.cli.exit_codes import ExitCode
from compatlang.diagnostics.render.plain import plain

SUMMARY = "fetch the files of what is attached to an image"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("image", metavar="IMAGE", help="the image, REGISTRY/REPOSITORY[:TAG][@DIGEST] or oci:DIR[:TAG]")
    registries.add_platform(parser, several=False)
    registries.add_artifact(parser)
    registries.add_flags(parser)
    parser.add_argument("-o", "--output", metavar="DIR", default=".", help="write below this folder; default: .")
    parser.add_argument("--force", action="store_true", help="write over files that are there")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Fetch all files, then write them; nothing is written where one of them is not as it must be."""
    with registries.opened(arguments.image, arguments) as image:
        from compatlang.integrations.registry import artifacts, pulling

        target = image.target(arguments.platform)
        found = image.found(target)
        attached = artifacts.choose(found, image.called(target), arguments.artifact)
        files = artifacts.named_files(image.store, attached)
    paths = pulling.write(files, Path(arguments.output), overwrite=arguments.force)
    err.writelines(f"warning: {plain(each)}\n" for each in found.refused)
    err.write(f"{plain(image.called(target))}: {attached.kind} artifact {attached.descriptor.digest}\n")
    out.writelines(f"{plain(str(path))}\n" for path in paths)
    return ExitCode.OK
