from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry.address import Place, place, resolve
from compatlang.integrations.registry.errors import RegistryError

BASE = "https://registry.example/v2/app/blobs/uploads/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/v2/x?y=z", "https://registry.example/v2/x?y=z"),
        ("session", BASE + "session"),
        ("?last=a", BASE + "?last=a"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example/x", "http://other.example/x"),
        ("", BASE),
    ],
)
def test_addresses_are_relative_to_where_they_are_said(text: str, expected: str) -> None:
    assert resolve(text, BASE, "registry.example") == expected


@pytest.mark.parametrize(
    "text",
    [
        *("http://[bad", "http://", "http:///x", "ftp://other.example/", "file:///etc/passwd", "javascript:x"),
        *("https://user:secret@registry.example/", "https://registry.example@evil.example/", "//user@evil.example"),
        *("https://registry.example:99999/", "https://registry.example:x/", "https://registry.example\\@evil.example/"),
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(RegistryError, match="which is no address"):
        resolve(text, BASE, "registry.example")


@pytest.mark.parametrize(
    "text", ["https://registry.example/", "https://REGISTRY.example:443/x", "HTTPS://registry.example"]
)
def test_one_place_has_several_spellings(text: str) -> None:
    assert place(text) == Place("https", "registry.example", 443)


@pytest.mark.parametrize(
    "text", ["http://registry.example/", "https://registry.example:5000/", "https://registry.example.evil.example/"]
)
def test_other_places(text: str) -> None:
    assert place(text) != place(BASE)


@given(st.text() | st.text("htps:/@[]\\.?#%\t 1e").map("http".__add__))
def test_a_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = resolve(text, BASE, "registry.example")
    except RegistryError:
        return
    assert place(url).scheme in ("http", "https")
