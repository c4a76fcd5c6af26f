"""Policies of images: found beside the image, verified, and then files of policies like others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TextIO

from compatlang.cli import registries
from compatlang.cli.image_names import is_for
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.plain import plain
from compatlang.pipeline import Policies

if TYPE_CHECKING:
    import argparse

    from compatlang.integrations.registry.contents import Carried
    from compatlang.integrations.registry.image import Image
    from compatlang.integrations.registry.lookup import Used


class Images(NamedTuple):
    """What images say: their files of policies, and how many images say nothing."""

    files: list[PolicyFile]
    silent: int = 0


def load_images(arguments: argparse.Namespace, err: TextIO) -> Images:
    """The policies of all images that are named. It is told on `err` which artifact is used. Raises `RegistryError`."""
    if arguments.artifact and len(arguments.image) > 1:
        raise WrongUsage("--artifact is an artifact of one image", "name one image")
    files: list[PolicyFile] = []
    silent = 0
    for text in dict.fromkeys(arguments.image):
        found = _load(text, arguments, err)
        files += found
        silent += not found
    return Images(files, silent)


def _load(text: str, arguments: argparse.Namespace, err: TextIO) -> list[PolicyFile]:
    with registries.opened(text, arguments) as image:
        from compatlang.integrations.registry import inheriting, lookup
        from compatlang.integrations.registry.errors import NoArtifactError

        target = image.target(arguments.platform)
        files: list[PolicyFile] = []
        try:
            used = lookup.of(image, target, arguments.artifact)
        except NoArtifactError as error:
            if arguments.artifact:  # that it is not there is an error, other than that there is none at all
                raise
            err.write(f"{plain(str(error))}{_hint(image, arguments)}\n")
        else:
            files += _files(image, used, "", err)
        if arguments.inherit:
            for base in inheriting.bases(image, target, registries.options(arguments)):
                if base.used is None:
                    err.write(f"{plain(base.name)}, a base image, has no compatibility artifact\n")
                else:
                    files += _files(base.image, base.used, base.name, err)
        return files


def _files(image: Image, used: Used, owner: str, err: TextIO) -> list[PolicyFile]:
    """What an artifact says, as files. `owner` is the name of a base image, empty for the image itself."""
    from compatlang.integrations.registry import contents

    err.write(f"{plain(owner or str(image))}: {described(used)}\n")
    err.writelines(f"warning: {plain(each)}\n" for each in used.refused)
    return [carried_file(each, image, owner, err) for each in contents.read(image.store, used.attached)]


def described(used: Used) -> str:
    """Which artifact is used."""
    attached = used.attached
    made = f"made {plain(attached.created)}" if attached.created else "without a time"
    more = f"; it has {used.others} more" if used.others else ""
    return f"{attached.kind} artifact {attached.descriptor.digest}, {made}{more}"


def carried_file(carried: Carried, image: Image, owner: str, err: TextIO) -> PolicyFile:
    """Something that an artifact says, as a file. It is told on `err` which policies are left out."""
    name, decides = f"{owner or image}/{carried.file}", carried.decides
    if isinstance(decides, Policies):
        return PolicyFile(name, _for_image(decides, image, err), decides.diagnostics, owner=owner)
    return PolicyFile(name, None, decides.diagnostics, decides, owner=owner)


def _for_image(policies: Policies, image: Image, err: TextIO) -> Policies:
    """The policies that are for this image; those that name other images only are left out.

    Where all of them name others, the image is a copy under another name, and they decide: they are attached to it.
    """
    if policies.failed:
        return policies
    wanted = [policies.program.policies[each] for each in policies.selected]
    others = [each.name for each in wanted if not is_for(each.images, image.reference)]
    if others:
        names, one = ", ".join(map(plain, others)), len(others) == 1
        decide = "decides" if one else "decide"
        what = f"{decide} all the same" if len(others) == len(wanted) else f"{'is' if one else 'are'} left out"
        err.write(f"note: {names} {'names' if one else 'name'} other images than {plain(str(image))}, and {what}\n")
    if not others or len(others) == len(wanted):
        return policies
    return policies.select([each.name for each in wanted if each.name not in others])


def _hint(image: Image, arguments: argparse.Namespace) -> str:
    """Where else an artifact may be: an index may have none while its manifests do."""
    others = image.all()[1:]
    if arguments.platform or arguments.artifact or not others:
        return ""
    known = [str(each.platform) for each in others if each.platform and image.found(each).attached]
    return f"; its manifests for {', '.join(known)} have some (--platform)" if known else ""
