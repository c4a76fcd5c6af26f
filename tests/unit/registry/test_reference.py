from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry.errors import BadReferenceError
from compatlang.integrations.registry.reference import Reference, is_digest, parse

DIGEST = "sha256:" + "0" * 64

WORD = st.from_regex(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)?", fullmatch=True)
HOST = st.from_regex(r"[a-z]{1,8}\.[a-z]{1,4}(?::[1-9][0-9]{0,3})?|localhost|\[::1\](?::5000)?", fullmatch=True)
TAG = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True)
DIGESTS = st.from_regex(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}", fullmatch=True)
FOLDER = st.text(st.characters(blacklist_characters="@\0:", codec="utf-8"), min_size=1)

IN_REGISTRY = st.builds(
    lambda host, words, tag, digest: Reference(host, "/".join(words), tag or ("" if digest else "latest"), digest),
    HOST,
    st.lists(WORD, min_size=1, max_size=4),
    st.just("") | TAG,
    st.just("") | DIGESTS,
)
IN_LAYOUT = st.builds(Reference, st.just(""), FOLDER, st.just("") | TAG, st.just("") | DIGESTS)


@given(IN_REGISTRY | IN_LAYOUT)
def test_a_reference_is_read_as_it_is_written(reference: Reference) -> None:
    assert parse(str(reference)) == reference


PIECES = st.sampled_from(
    ["oci:", "registry.example", "/", ":", "@", DIGEST, "app", "A", "..", "\0", "\n", " ", "[::1]"]
)


@given(st.text() | st.lists(PIECES).map("".join))
def test_a_text_is_a_reference_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except BadReferenceError:
        return
    assert parse(str(found)) == found
    assert found.is_layout == text.startswith("oci:")
    assert found.is_layout or is_digest(found.wanted) or found.tag == found.wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("registry.example/app", Reference("registry.example", "app", "latest")),
        ("registry.example:5000/a/b:v1", Reference("registry.example:5000", "a/b", "v1")),
        (f"registry.example/app@{DIGEST}", Reference("registry.example", "app", "", DIGEST)),
        (f"registry.example/app:v1@{DIGEST}", Reference("registry.example", "app", "v1", DIGEST)),
        ("localhost/app", Reference("localhost", "app", "latest")),
        ("[::1]:5000/app", Reference("[::1]:5000", "app", "latest")),
        ("oci:app", Reference("", "app")),
        ("oci:./app:v1", Reference("", "./app", "v1")),
        ("oci:a:b/app", Reference("", "a:b/app")),
        (f"oci:app@{DIGEST}", Reference("", "app", "", DIGEST)),
    ],
)
def test_references(text: str, expected: Reference) -> None:
    assert parse(text) == expected


def test_of_tag_and_digest_the_digest_decides() -> None:
    assert parse(f"registry.example/app:v1@{DIGEST}").wanted == DIGEST


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no registry"),
        ("app", "names no registry: write it in full, as `registry.example/app`"),
        ("library/app", "names no registry"),
        ("https://registry.example/app", "is no host"),
        ("-registry.example/app", "is no host"),
        ("registry.example:/app", "is no host"),
        ("registry.example:0/app", "is no host"),
        ("registry.example:65536/app", "is no host"),
        ("registry..example/app", "is no host"),
        ("registry.example./app", "is no host"),
        ("-.example/app", "is no host"),
        ("a" * 64 + ".example/app", "is no host"),
        ("a." * 127 + "example/app", "is no host"),
        ("[::g]/app", "is no host"),
        ("[1]/app", "is no host"),
        ("[127.0.0.1]/app", "is no host"),
        ("user@registry.example/app", "is no digest"),
        ("registry.example/", "is no name of a repository"),
        ("registry.example/App", "is no name of a repository"),
        ("registry.example/a//b", "is no name of a repository"),
        ("registry.example/../etc", "is no name of a repository"),
        ("registry.example/a?b", "is no name of a repository"),
        ("registry.example/app:", "is no tag"),
        ("registry.example/app:-v1", "is no tag"),
        ("registry.example/app:" + "v" * 129, "is no tag"),
        ("registry.example/app:v1\n", "is no tag"),
        ("registry.example/app@sha256:abc", "is no digest"),
        ("registry.example/app@" + DIGEST.upper(), "is no digest"),
        (f"registry.example/app@{DIGEST}@{DIGEST}", "is no digest"),
        ("oci:", "names no folder"),
        ("oci::v1", "names no folder"),
        ("oci:a\0b", "names no folder"),
        ("oci:app:", "is no tag"),
    ],
)
def test_what_is_no_reference(text: str, says: str) -> None:
    with pytest.raises(BadReferenceError, match=says):
        parse(text)
