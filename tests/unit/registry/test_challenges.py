from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry.auth import Challenge, challenges

VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


def test_a_bearer_challenge() -> None:
    header = (
        'Bearer realm="https://auth.example/token?a=b,c",service=registry.example , scope="repository:a/b:pull,push"'
    )
    assert challenges(header) == [
        Challenge(
            "bearer",
            {
                "realm": "https://auth.example/token?a=b,c",
                "service": "registry.example",
                "scope": "repository:a/b:pull,push",
            },
        )
    ]


def test_several_challenges_in_one_header() -> None:
    found = challenges('Digest realm="d", Basic realm="b", charset="UTF-8", BEARER Realm = "t"')
    assert found == [
        Challenge("basic", {"realm": "b", "charset": "UTF-8"}),
        Challenge("bearer", {"realm": "t"}),
    ]


@pytest.mark.parametrize("header", ["Basic", "basic ", "Negotiate, Basic", "Basic, Negotiate"])
def test_basic_says_enough_without_a_parameter(header: str) -> None:
    assert [each.scheme for each in challenges(header)] == ["basic"]


@pytest.mark.parametrize("header", ["", ",", "Negotiate", "Basically x=1", "Bearerx", 'Digest realm="Basic"', "=", '"'])
def test_headers_without_a_known_challenge(header: str) -> None:
    assert challenges(header) == []


def test_what_is_quoted_may_hold_quotes() -> None:
    assert challenges(r'Basic realm="a \"b\" \\ c"') == [Challenge("basic", {"realm": r'a "b" \ c'})]


@given(st.dictionaries(st.sampled_from(["realm", "service", "scope"]), VALUE, min_size=1))
def test_quoted_values_are_read_as_they_are_meant(parameters: dict[str, str]) -> None:
    quoted = {key: each.replace("\\", "\\\\").replace('"', '\\"') for key, each in parameters.items()}
    header = "Bearer " + ",".join(f'{key}="{each}"' for key, each in quoted.items())
    found, *_ = challenges(header)
    assert found.scheme == "bearer"
    assert {key: found.parameters.get(key) for key in parameters} == parameters


@given(st.text() | st.lists(st.sampled_from(["Bearer ", "Basic ", 'a="b"', "a=", '"', "\\", ",", " "])).map("".join))
def test_any_header_is_read(header: str) -> None:
    assert {each.scheme for each in challenges(header)} <= {"basic", "bearer"}
