"""`compatlang discover`: what is attached to an image, decoded and summed up. Of the image only manifests are read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from compatlang.cli import flags, registries
from compatlang.cli.color import paint_for
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.words import some
from compatlang.diagnostics.render.plain import plain

if TYPE_CHECKING:
    from compatlang.diagnostics.render.paint import Paint
    from compatlang.integrations.registry.image import Image
    from compatlang.integrations.registry.summary import Summary, Target

SUMMARY = "show what is attached to an image, and what it says"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("image", metavar="IMAGE", help="the image, REGISTRY/REPOSITORY[:TAG][@DIGEST] or oci:DIR[:TAG]")
    registries.add_flags(parser)
    flags.add_appearance(parser, ("text", "json"))


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Show the image, its manifests and their artifacts. Nothing attached is 3; what is attached and not sound is 2."""
    with registries.opened(arguments.image, arguments) as image:
        from compatlang.integrations.registry.summary import targets

        found = targets(image)
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(_document(image, found)))
        else:
            paint = paint_for(target, arguments.color)
            target.writelines(f"{line}\n" for line in _tree(image, found, paint))
    attached = [each for target in found for each in target.artifacts]
    refused = [each for target in found for each in target.refused]
    errors = [each.problem for each in attached if each.problem] + ([] if attached else refused)
    err.writelines(f"warning: {plain(each)}\n" for each in refused if attached)
    err.writelines(f"error: {plain(each)}\n" for each in errors)
    return ExitCode.ERROR if errors else ExitCode.OK if attached else ExitCode.UNKNOWN


def _tree(image: Image, found: list[Target], paint: Paint) -> Iterator[str]:
    """The image, below it what is attached to it and its manifests, and below each of these what is attached to that."""
    yield f"{paint.bold(plain(str(image)))}  {image.top.descriptor.digest}"
    own, *others = found
    if not any(each.artifacts for each in found):
        yield "  nothing is attached that says where it runs"
        return
    blocks = [list(_artifact(each, paint)) for each in own.artifacts]
    yield from _branches([*blocks, *(list(_manifest(each, paint)) for each in others)])


def _manifest(target: Target, paint: Paint) -> Iterator[str]:
    yield f"{target.platform or 'manifest'}  {target.descriptor.digest}"
    yield from _branches([list(_artifact(each, paint)) for each in target.artifacts])


def _artifact(summary: Summary, paint: Paint) -> Iterator[str]:
    used = paint.green(", used") if summary.used else ""
    made = plain(summary.created) or "at a time that it does not say"
    yield f"{summary.kind}  {summary.digest}  {made}{used}"
    if summary.problem:
        yield f"  {paint.red('cannot be read')}: {plain(summary.problem)}"
    yield from (f"  {plain(each)}" for each in summary.says)
    if summary.files:
        yield f"  files: {some([f'{name} ({size} bytes)' for name, size in summary.files], 6)}"


def _branches(blocks: list[list[str]]) -> Iterator[str]:
    """Blocks of lines as the branches of a tree."""
    for number, (head, *rest) in enumerate(blocks, start=1):
        branch, bar = ("└─ ", "   ") if number == len(blocks) else ("├─ ", "│  ")
        yield branch + head
        yield from (bar + line for line in rest)


def _document(image: Image, found: list[Target]) -> dict[str, Any]:
    return {
        "schema": "compatlang.discover/1",
        "image": str(image),
        "digest": image.top.descriptor.digest,
        "manifests": [
            {
                "digest": each.descriptor.digest,
                "mediaType": each.descriptor.mediaType,
                "platform": each.platform or None,
                "artifacts": [_value(inner) for inner in each.artifacts],
                "refused": list(each.refused),
            }
            for each in found
        ],
    }


def _value(summary: Summary) -> dict[str, Any]:
    return {
        "digest": summary.digest,
        "artifactType": summary.type,
        "created": summary.created or None,
        "used": summary.used,
        "policies": list(summary.policies),
        "says": list(summary.says),
        "files": [{"name": name, "size": size} for name, size in summary.files],
        "problem": summary.problem or None,
    }
