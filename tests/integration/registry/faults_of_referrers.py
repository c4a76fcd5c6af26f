"""Lists of referrers that have no end, lead elsewhere, or claim what is not so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from compatlang.integrations.registry import media
from tests.integration.registry import images
from tests.integration.registry.fault import FALLBACK, LISTING, REFERRERS, Fault, Place
from tests.integration.registry.faulty import INDEX, MANIFEST, Answer, Request, digest_of, listing


def _entries(number: int, start: int = 0) -> list[dict[str, Any]]:
    """So many artifacts that are nowhere."""
    return [
        images.described(MANIFEST, f"{each}".encode(), artifactType=media.NFD) for each in range(start, start + number)
    ]


def _listed(make: Callable[[Place], list[dict[str, Any]]], link: str = "") -> Callable[[Place], None]:
    """What the API lists."""
    headers = {"Link": link} if link else {}
    return lambda there: there.registry.replace(REFERRERS, listing(make(there), headers))


def _answer(answer: Answer) -> Callable[[Place], None]:
    return lambda there: there.registry.replace(REFERRERS, answer)


def _changed(**fields: Any) -> Callable[[Place], None]:
    """The artifact is listed with other fields."""
    return _listed(lambda there: [there.registry.descriptor(there.artifact) | fields])


def _next(path: str) -> Callable[[Place], None]:
    """A first page that is sound, whose next one lies there."""
    return _listed(lambda there: [there.registry.descriptor(there.artifact)], f'<{path}>; rel="next"')


def _second(answer: Answer) -> Callable[[Place], None]:
    """A second page that is not as it must be."""

    def arrange(there: Place) -> None:
        _next("/v2/acme/train/referrers/second")(there)
        there.registry.replace(r"referrers/second", answer)

    return arrange


def _pages(number: int) -> Callable[[Place], None]:
    """Pages with so many new entries each."""

    def arrange(there: Place) -> None:
        def page(request: Request) -> Answer:
            _, _, text = request.path.rpartition("page=")
            here = int(text) if text.isdecimal() else 0
            link = f'<{request.path.partition("?")[0]}?page={here + 1}>; rel="next"'
            return listing(_entries(number, here * number), {"Link": link})

        there.registry.replace(REFERRERS, page)

    return arrange


def _tagged(make: Callable[[Place], str]) -> Callable[[Place], None]:
    """The fallback tag means the manifest with this digest."""

    def arrange(there: Place) -> None:
        there.registry.tags[images.fallback_tag(there.image)] = make(there)

    return arrange


def _tagged_bytes(data: bytes, media_type: str = INDEX) -> Callable[[Place], None]:
    headers = {"Content-Type": media_type, "Docker-Content-Digest": digest_of(data)}
    return lambda there: there.registry.replace(FALLBACK, Answer(200, headers, data))


def _other_image(there: Place) -> str:
    return images.push_image(there.registry, "v2", {"author": "somebody else"})


def _index_of(make: Callable[[Place], list[dict[str, Any]]]) -> Callable[[Place], str]:
    return lambda there: there.registry.push_manifest(images.index(make(there)), INDEX)


def _artifact_of_another(there: Place) -> list[dict[str, Any]]:
    return [there.registry.descriptor(images.push_artifact(there.registry, _other_image(there)))]


def _subject_of(**fields: Any) -> Callable[[Place], None]:
    """The artifact refers to something else."""

    def arrange(there: Place) -> None:
        subject = json.loads(there.registry.manifests[there.artifact].data)["subject"] | fields
        digest = there.registry.push_manifest(images.artifact(there.registry, subject))
        there.registry.replace(REFERRERS, listing([there.registry.descriptor(digest)]))

    return arrange


def _without_subject(there: Place) -> None:
    value = json.loads(there.registry.manifests[there.artifact].data)
    del value["subject"]
    digest = there.registry.push_manifest(json.dumps(value).encode())
    there.registry.replace(REFERRERS, listing([there.registry.descriptor(digest)]))


def _index_as_artifact(there: Place) -> None:
    subject = json.loads(there.registry.manifests[there.artifact].data)["subject"]
    digest = there.registry.push_manifest(images.index([], subject=subject, artifactType=media.NFD), INDEX)
    there.registry.replace(REFERRERS, listing([there.registry.descriptor(digest)]))


_NONE = "has no compatibility artifact"
_LIST = '{"schemaVersion":2,"manifests":%s}'

FAULTS = [
    Fault("more than 1,000 referrers", LISTING, _listed(lambda there: _entries(1001)), "more than 1000 referrers"),
    Fault("more than 1,000 referrers on many pages", ("check",), _pages(50), "more than 1000 referrers"),
    Fault("pages without end", LISTING, _pages(1), "goes on after 100 pages"),
    Fault(
        "page that leads to itself",
        ("check",),
        _listed(lambda there: [], '</v2/acme/train/referrers/x>; rel="next"'),
        "goes on after 100 pages",
    ),
    Fault(
        "page at another host",
        LISTING,
        _next("http://127.0.0.2:9/v2/"),
        "refers to another place, `http://127.0.0.2:9/",
    ),
    Fault("page at no address", ("check",), _next("http://[bad"), "which is no address"),
    Fault("page in a file", ("check",), _next("file:///etc/passwd"), "which is no address"),
    Fault("second page that is not there", LISTING, _second(Answer(404)), "goes on with a page that is not there"),
    Fault(
        "second page that is no index",
        ("check",),
        _second(Answer(200, {"Content-Type": "text/html"})),
        "neither a manifest nor an index",
    ),
    Fault(
        "second page that is malformed",
        ("check",),
        _second(Answer(200, {"Content-Type": INDEX}, b"{")),
        "cannot be read",
    ),
    Fault("500 for the referrers", LISTING, _answer(Answer(500)), "answers 500"),
    Fault(
        "referrers that are malformed",
        ("check",),
        _answer(Answer(200, {"Content-Type": INDEX}, b"{")),
        "cannot be read",
    ),
    Fault(
        "referrers that are a manifest",
        ("check",),
        _answer(Answer(200, {"Content-Type": INDEX}, images.manifest(images.described(images.EMPTY, b"{}"), []))),
        "says of itself that it is",
    ),
    Fault(
        "referrers without end",
        ("check",),
        lambda there: there.registry.replace(
            REFERRERS, lambda request: Answer(200, {"Content-Type": INDEX}, there.registry.endless())
        ),
        "sends more than",
    ),
    Fault(
        "referrer without a digest",
        ("check",),
        _answer(Answer(200, {"Content-Type": INDEX}, (_LIST % '[{"mediaType":"x","size":1}]').encode())),
        "cannot be read at `manifests.0.digest`",
    ),
    Fault(
        "referrer whose digest leads elsewhere",
        LISTING,
        _changed(digest="sha256:../v1"),
        "which is none of SHA-256 or SHA-512",
    ),
    Fault("referrer that is not there", LISTING, _listed(lambda there: _entries(1)), "is not there"),
    Fault("referrer with another size", LISTING, _changed(size=7), "and 7 were announced"),
    Fault("referrer with another media type", ("check",), _changed(mediaType=INDEX), "was announced as"),
    Fault(
        "referrer that refers to another image",
        LISTING,
        _subject_of(digest="sha256:" + "0" * 64),
        f"and refers to sha256:{'0' * 64}",
    ),
    Fault("referrer that refers to nothing", ("check", "remove"), _without_subject, "and refers to nothing"),
    Fault("referrer that is an index", ("check",), _index_as_artifact, "and is an index"),
    Fault(
        "fallback tag that is the image itself",
        ("check", "discover"),
        _tagged(lambda there: there.image),
        "",
        api=False,
        code=3,
    ),
    Fault(
        "fallback tag that is the image itself, for one who needs a list",
        ("pull", "remove"),
        _tagged(lambda there: there.image),
        _NONE,
        api=False,
    ),
    Fault(
        "fallback tag that is the image itself, for one who would write it",
        ("attach",),
        _tagged(lambda there: there.image),
        "is no list of referrers",
        api=False,
    ),
    Fault(
        "fallback tag that is another image", ("attach",), _tagged(_other_image), "is no list of referrers", api=False
    ),
    Fault(
        "fallback tag that is the artifact itself", ("pull",), _tagged(lambda there: there.artifact), _NONE, api=False
    ),
    Fault(
        "fallback tag that lists the artifact of another image",
        LISTING,
        _tagged(_index_of(_artifact_of_another)),
        "and refers to",
        api=False,
    ),
    Fault(
        "fallback tag that lists the image itself",
        ("check",),
        _tagged(_index_of(lambda there: [there.registry.descriptor(there.image)])),
        "",
        api=False,
        code=3,
    ),
    Fault(
        "fallback tag that lists what is not there",
        LISTING,
        _tagged(_index_of(lambda there: _entries(1))),
        "is not there",
        api=False,
    ),
    Fault(
        "fallback tag that lists more than 1,000",
        LISTING,
        _tagged(_index_of(lambda there: _entries(1001))),
        "more than 1000 referrers",
        api=False,
    ),
    Fault(
        "fallback tag that is full, for one who would add to it",
        ("attach",),
        _tagged(_index_of(lambda there: _entries(1000))),
        "at most 1000",
        api=False,
    ),
    Fault(
        "fallback tag with entries without a digest",
        LISTING,
        _tagged_bytes((_LIST % '[{"mediaType":"x","size":1}]').encode()),
        "cannot be read at `manifests.0.digest`",
        api=False,
    ),
    Fault("fallback tag that is malformed", (*LISTING, "attach"), _tagged_bytes(b"{"), "cannot be read", api=False),
    Fault(
        "fallback tag that is 500",
        (*LISTING, "attach"),
        lambda there: there.registry.replace(FALLBACK, Answer(500)),
        "answers 500",
        api=False,
    ),
]
