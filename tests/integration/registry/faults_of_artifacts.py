"""Artifacts that are not what the list says, and blobs that are not what the artifact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from compatlang.integrations.registry import media
from tests.integration.registry import images
from tests.integration.registry.fault import BLOB, BRIEF, LISTING, SHORT, USING, Fault, Place
from tests.integration.registry.faulty import INDEX, MANIFEST, Answer, Raw, Request

SPEC = images.SPEC.encode()


def _artifact(answer: Callable[[Place], Answer]) -> Callable[[Place], None]:
    """The artifact's manifest is answered with this."""
    return lambda there: there.registry.replace(there.at_artifact, answer(there))


def _blob(answer: Callable[[Request], Answer | Raw] | Answer) -> Callable[[Place], None]:
    return lambda there: there.registry.replace(BLOB, answer)


def _instead(layers: Sequence[Mapping[str, Any]], *blobs: bytes, **fields: Any) -> Callable[[Place], None]:
    """Another artifact, and only that one."""

    def arrange(there: Place) -> None:
        stored = there.registry.manifests
        for each in blobs:
            there.registry.push_blob(each)
        del stored[there.artifact]
        images.push_artifact(there.registry, there.image, layers=layers, **fields)

    return arrange


def _layer(
    data: bytes = SPEC, media_type: str = media.NFD_SPEC, title: str = "spec.yaml", **fields: Any
) -> dict[str, Any]:
    return images.described(media_type, data, annotations={images.TITLE: title}) | fields


def _named(*titles: str) -> Callable[[Place], None]:
    """The files of the artifact have these names."""
    return _instead([_layer(title=each) for each in titles])


def _compat(*layers: dict[str, Any]) -> Callable[[Place], None]:
    return _instead(layers, b"garbage", b"edition 1\n", artifactType=media.COMPAT)


def _truncated(request: Request) -> Answer:
    return Answer(200, {"Content-Length": str(len(SPEC))}, SPEC[:20])


def _slow(there: Place) -> None:
    there.registry.replace(BLOB, lambda request: Raw(there.registry.slowly(b"HTTP/1.1 200 OK\r\n\r\n" + SPEC, 1)))


def _endless(there: Place) -> None:
    there.registry.replace(BLOB, lambda request: Answer(200, {}, there.registry.endless()))


_NO_NAME = "which is no plain relative path"

FAULTS = [
    Fault(
        "artifact with a wrong digest",
        LISTING,
        _artifact(lambda there: Answer(200, {"Content-Type": MANIFEST}, there.registry.manifests[there.image].data)),
        "is not what was asked for",
    ),
    Fault("artifact that is 404", LISTING, _artifact(lambda there: Answer(404)), "is not there"),
    Fault("artifact that is 500", LISTING, _artifact(lambda there: Answer(500)), "answers 500"),
    Fault(
        "artifact delivered as an index",
        ("check",),
        _artifact(lambda there: Answer(200, {"Content-Type": INDEX}, there.registry.manifests[there.artifact].data)),
        "says of itself that it is",
    ),
    Fault(
        "artifact without end",
        ("check",),
        lambda there: there.registry.replace(
            there.at_artifact, lambda request: Answer(200, {"Content-Type": MANIFEST}, there.registry.endless())
        ),
        "sends more than",
    ),
    Fault(
        "slow drip of the artifact",
        LISTING,
        lambda there: there.registry.replace(
            there.at_artifact, lambda request: Raw(there.registry.slowly(b"HTTP/1.1 200 OK\r\n" * 99))
        ),
        "within 0.5 s",
        SHORT,
    ),
    Fault("blob that is missing", USING, lambda there: there.registry.blobs.clear(), "is not there"),
    Fault("blob with a wrong digest", USING, _blob(Answer(200, {}, b"x" * len(SPEC))), "is not what was asked for"),
    Fault(
        "blob that is shorter than announced",
        USING,
        _blob(Answer(200, {}, SPEC[:20])),
        f"has 20 bytes, and {len(SPEC)} were announced",
    ),
    Fault(
        "blob that is longer than announced",
        USING,
        _blob(Answer(200, {}, SPEC + b" ")),
        f"sends more than the {len(SPEC)} bytes",
    ),
    Fault("truncated blob", USING, _blob(_truncated), "broke", BRIEF),
    Fault("blob without end", USING, _endless, f"sends more than the {len(SPEC)} bytes"),
    Fault("slow drip of a blob", USING, _slow, "within 0.5 s", SHORT),
    Fault("blob that is 500", ("check",), _blob(Answer(500)), "answers 500"),
    Fault(
        "blob led to where nobody is",
        USING,
        _blob(Answer(307, {"Location": "http://127.0.0.1:1/blob"})),
        "cannot be reached",
    ),
    Fault("blob led to no address", ("check",), _blob(Answer(307, {"Location": "http://[bad"})), "which is no address"),
    Fault("blob led to no host", ("check",), _blob(Answer(307, {"Location": "http://a..b/"})), "is no host that can"),
    Fault(
        "blob led in a circle",
        ("check",),
        _blob(lambda request: Answer(307, {"Location": request.path})),
        "one redirect after another",
    ),
    Fault("blob of 5 MiB", USING, _instead([_layer(size=5 << 20)]), "at most 4194304 are taken"),
    Fault(
        "blobs of 100 MiB together",
        USING,
        _instead([_layer(size=4 << 20)] * 25, artifactType=media.COMPAT),
        "at most 67108864",
    ),
    Fault(
        "layer without a digest",
        LISTING,
        _instead([{"mediaType": "x", "size": 1}]),
        "cannot be read at `layers.0.digest`",
    ),
    Fault(
        "layer whose digest leads elsewhere",
        LISTING,
        _instead([_layer(digest="sha256:../../../etc/passwd")]),
        "which is none of SHA-256 or SHA-512",
    ),
    Fault("artifact of NFD without a layer", ("check", "discover"), _instead([]), "has no layer"),
    Fault(
        "specification that is no text",
        ("check", "discover"),
        _instead([_layer(b"\xff\xfe")], b"\xff\xfe"),
        "the specification in",
    ),
    Fault(
        "artifact without a bundle",
        ("check", "discover"),
        _compat(_layer(b"edition 1\n", media.SOURCE, "a.compat")),
        "has no compiled bundle",
    ),
    Fault(
        "bundle that is garbage",
        ("check", "discover"),
        _compat(_layer(b"garbage", media.BUNDLE, "a.compatc")),
        "`a.compatc` in",
    ),
    Fault("name that leads out", ("pull",), _named("../evil"), _NO_NAME),
    Fault("name that leads out on a detour", ("pull",), _named("a/../../evil"), _NO_NAME),
    Fault("name that is absolute", ("pull",), _named("/etc/evil"), _NO_NAME),
    Fault("name with a NUL", ("pull",), _named("a\0b"), _NO_NAME),
    Fault("name with a line break", ("pull",), _named("a\nb"), _NO_NAME),
    Fault("name with a backslash", ("pull",), _named("..\\evil"), _NO_NAME),
    Fault("name with a drive", ("pull",), _named("C:evil"), _NO_NAME),
    Fault("name that is hidden", ("pull",), _named(".bashrc"), _NO_NAME),
    Fault("name below a hidden folder", ("pull",), _named(".ssh/authorized_keys"), _NO_NAME),
    Fault("name that is a folder", ("pull",), _named("."), _NO_NAME),
    Fault("name that ends as a folder", ("pull",), _named("a/"), _NO_NAME),
    Fault("name that turns the writing direction", ("pull",), _named("a\u202ecsv.exe"), _NO_NAME),
    Fault("name with half a character", LISTING, _named("a\ud800"), "cannot be read"),
    Fault("name of 300 letters", ("pull",), _named("a" * 300), _NO_NAME),
    Fault("name of 100 wide letters", ("pull",), _named("\u6f22" * 100), _NO_NAME),
    Fault("name of a million letters", ("pull",), _named("a/" * 500_000 + "b"), _NO_NAME),
    Fault("two files of one name", ("pull",), _named("a", "a"), "have the same name"),
    Fault("two files of one name, written differently", ("pull",), _named("a/b", "a//./b"), _NO_NAME),
    Fault("file and folder of one name", ("pull",), _named("a", "a/b"), "is a file and a folder at once"),
]
