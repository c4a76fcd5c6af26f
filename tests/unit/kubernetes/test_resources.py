"""How objects of a cluster are named to people, and by which paths they are asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, PODS, asked, is_name


def test_the_paths_are_those_of_the_api_server() -> None:
    assert NODES.path() == "/api/v1/nodes"
    assert NODES.object_path("gpu-a01") == "/api/v1/nodes/gpu-a01"
    assert NODE_FEATURES.path() == "/apis/nfd.k8s-sigs.io/v1alpha1/nodefeatures"
    assert NODE_FEATURES.path("nfd") == "/apis/nfd.k8s-sigs.io/v1alpha1/namespaces/nfd/nodefeatures"
    assert PODS.object_path("a", "team") == "/api/v1/namespaces/team/pods/a"


def test_an_object_is_shown_like_a_path() -> None:
    assert NODES.shown("gpu-a01") == "nodes/gpu-a01"
    assert NODE_FEATURES.shown("gpu-a01", "nfd") == "nodefeatures/nfd/gpu-a01"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../secrets", "%2e%2e", "a\x1b[2J", "a\nb", "\ud800", "a\u202eb"]
)
def test_what_no_object_can_be_called_makes_no_path(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(ClusterError, match="is no name that an object of a cluster can have"):
        NODES.object_path(name)


@given(st.text())
def test_a_name_stays_one_segment_of_the_path_when_it_is_sent(name: str) -> None:
    if is_name(name):
        sent = parse_url("https://cluster.example" + NODE_FEATURES.object_path(name, "nfd"))
        assert (sent.path or "").startswith("/apis/nfd.k8s-sigs.io/v1alpha1/namespaces/nfd/nodefeatures/")
        assert (sent.path or "").count("/") == 7
        assert not sent.query
        assert not urlsplit(sent.url).fragment


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        (NODES.path(), {}, "list nodes"),
        (NODES.path(), {"watch": "true"}, "watch nodes"),
        (NODES.object_path("a"), {}, "get nodes `a`"),
        (NODE_FEATURES.path("nfd"), {"limit": "1"}, "list nodefeatures.nfd.k8s-sigs.io in namespace `nfd`"),
        (PODS.object_path("a", "team"), {}, "get pods `a` in namespace `team`"),
        ("/version", {}, "get `/version`"),
    ],
)
def test_what_is_asked_is_said_in_the_words_of_an_access_rule(path: str, query: dict[str, str], words: str) -> None:
    assert str(asked(path, query)) == words
