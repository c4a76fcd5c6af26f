"""Images in registries and layouts, and the compatibility artifacts beside them; needs `pip install 'compatlang[registry]'`.

`opened` resolves a reference once, and all that is done with the image it gives ends in time. `used` finds the artifact that
counts and `read` says what is in it: policies, or a document of NFD. Every byte is what its digest says before it is used.

    with opened("registry.example/team/app:1.2", Options()) as image:
        for each in read(image.store, used(image).attached):
            print(each.decides.check(snapshot).verdict)

`reference`, `model` and `content` are the words of the OCI specifications; `exchange`, `deadline`, `transport`, `auth` and
`credentials` speak to a registry, `remote` and `layout` are the two places where images lie; `fallback` is the tag for
registries without referrers; `artifacts` are those of any image, `attaching`, `contents` and `pulling` those of compatlang's
kind.
"""

from compatlang.integrations.registry.contents import Carried, read
from compatlang.integrations.registry.errors import NoArtifactError, NotFoundError, RegistryError
from compatlang.integrations.registry.image import Image, opened
from compatlang.integrations.registry.lookup import Used, used
from compatlang.integrations.registry.transport import Options

__all__ = [
    "Carried",
    "Image",
    "NoArtifactError",
    "NotFoundError",
    "Options",
    "RegistryError",
    "Used",
    "opened",
    "read",
    "used",
]
