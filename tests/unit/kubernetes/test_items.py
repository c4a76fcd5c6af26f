"""The objects of a page are the bytes that were sent, each with what it says of itself."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.listing import Page, item, items
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, is_name
from compatlang.snapshot.objects import NODE_NAME_LABEL

texts = st.text(st.characters(codec="utf-8"), max_size=8)
names = st.text('ab0-._ é\U0001f600"\\?#', min_size=1, max_size=8).filter(is_name)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """An object with a name, and with whatever else."""
    metadata: dict[str, Any] = {"name": draw(names), "namespace": draw(names), "resourceVersion": draw(texts)}
    if draw(st.booleans()):
        metadata["labels"] = draw(st.dictionaries(texts, texts, max_size=2) | st.none())
    return draw(st.dictionaries(texts, values, max_size=3)) | {"metadata": metadata}


def page(*written: str) -> Page:
    data = f'{{"items":[{",".join(written)}]}}'.encode()
    return Page(data, "1", None, tuple(msgspec.json.decode(data, type=dict[str, list[Raw]])["items"]), "")


@given(st.lists(objects(), max_size=4), st.sampled_from([None, 1]))
def test_every_object_comes_out_as_the_bytes_that_went_in(given_: list[dict[str, Any]], indent: int | None) -> None:
    written = [json.dumps(each, indent=indent) for each in given_]
    found = list(items(page(*written), NODE_FEATURES))
    assert [each.data for each in found] == [each.encode() for each in written]
    assert [json.loads(each.data) for each in found] == given_
    assert [(each.name, each.namespace, each.version) for each in found] == [
        tuple(each["metadata"][key] for key in ("name", "namespace", "resourceVersion")) for each in given_
    ]


@given(objects(), texts)
def test_the_node_is_that_of_nfds_label_or_the_name_of_the_object(value: dict[str, Any], node: str) -> None:
    value["metadata"]["labels"] = {NODE_NAME_LABEL: node}
    (found,) = items(page(json.dumps(value)), NODE_FEATURES)
    assert found.node == (node or value["metadata"]["name"])


@pytest.mark.parametrize(
    "written",
    [
        *("1", "null", "[]", "{}", '"a"', '{"metadata":null}', '{"metadata":[]}', '{"metadata":{}}'),
        *('{"metadata":{"name":1}}', '{"metadata":{"name":""}}', '{"metadata":{"name":".."}}'),
        *('{"metadata":{"name":"a/b"}}', '{"metadata":{"name":"a\\u001b[2J"}}', '{"metadata":{"name":"a","labels":3}}'),
    ],
)
def test_what_has_no_name_by_which_it_could_be_asked_for_is_refused(written: str) -> None:
    with pytest.raises(ClusterError, match=r"the cluster gives a Node that is called `.*`, which is no name"):
        list(items(page('{"metadata":{"name":"fine"}}', written), NODES))


def test_what_lives_in_namespaces_names_its_own() -> None:
    written = '{"metadata":{"name":"a"}}'
    assert [each.name for each in items(page(written), NODES)] == ["a"]
    with pytest.raises(ClusterError, match="is called ``, which is no name"):
        list(items(page(written), NODE_FEATURES))


def test_an_object_that_says_nothing_of_itself_is_empty() -> None:
    """As that of a bookmark, which only has a version."""
    found = item(Raw(b'{"metadata":{"resourceVersion":"7"}}'))
    assert (found.name, found.node, found.version) == ("", "", "7")
