"""What sound registries do that is out of the ordinary: it works all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compatlang.integrations.registry import deadline, media
from tests.integration.registry import images
from tests.integration.registry.fault import BLOB, IMAGE, READING, REFERRERS, Place, call, place
from tests.integration.registry.faulty import INDEX, MANIFEST, Answer, Raw, Registry, Request, Said, listing

PLAIN = ("--plain-http", "--timeout", "20")

pytestmark = pytest.mark.usefixtures("log_in")


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path) as found:
        yield found


def once(registry: Registry, route: str, said: Said) -> None:
    """The first request is answered so, others as ever."""
    left = [said]
    registry.replace(route, lambda request: left.pop() if left else registry.sound(request))


@pytest.mark.parametrize(
    "said",
    [
        Answer(502),
        Answer(503, {"Retry-After": "0"}),
        Answer(429, {"Retry-After": "1"}),
        Answer(504, {"Retry-After": "Sat, 31 Jan 2026 12:00:01 GMT", "Date": "Sat, 31 Jan 2026 12:00:00 GMT"}),
        Raw([], torn=True),
        Answer(200, {"Content-Length": "9999", "Content-Type": MANIFEST}, b"{"),
    ],
    ids=["502", "503", "429", "504", "torn", "truncated"],
)
@pytest.mark.parametrize("route", [IMAGE, BLOB])
def test_what_fails_once_is_asked_for_again(route: str, said: Said, there: Place) -> None:
    once(there.registry, route, said)
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, outcome.files) == (0, ["out/spec.yaml"])


def test_an_upload_that_fails_once_is_tried_again(there: Place) -> None:
    once(there.registry, r"^PUT .*/blobs/", Answer(503))
    assert call(there, "attach", *PLAIN).code == 0


def test_a_host_with_several_addresses_is_reached_at_the_one_that_answers(
    there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "_addresses", lambda host, port: ["127.0.0.2", "127.0.0.1"])
    host = there.host.replace("127.0.0.1", "localhost")
    assert call(there._replace(host=host), "attach", *PLAIN).code == 0
    assert {each.headers["Host"] for each in there.registry.requests} == {host}


def test_pages_are_followed_until_the_last(there: Place) -> None:
    entry = there.registry.descriptor(there.artifact)
    path = f"/v2/acme/train/referrers/{there.image}"
    there.registry.replace(REFERRERS, listing([], {"Link": f'<{path}?last=1>; rel="next"'}))
    there.registry.replace(r"last=1$", listing([], {"Link": '<?last=2>; rel=next, </>; rel="first"'}))
    there.registry.replace(r"last=2$", listing([entry]))
    assert call(there, "pull", *PLAIN).files == ["out/spec.yaml"]


def test_an_upload_may_go_on_at_the_full_address_of_the_registry(there: Place) -> None:
    location = f"{there.registry.origin}/v2/acme/train/blobs/uploads/session?state=a%2Fb"
    there.registry.replace(r"^POST ", Answer(202, {"Location": location}))
    outcome = call(there, "attach", *PLAIN)
    assert outcome.code == 0, outcome.err
    assert any("state=a%2Fb" in each and "digest=sha256" in each for each in outcome.writes)


def test_a_redirect_within_the_registry_is_followed(there: Place) -> None:
    there.registry.replace(IMAGE, Answer(307, {"Location": f"./{there.image}"}))
    assert call(there, "pull", *PLAIN).code == 0


def test_a_list_of_everything_holds_artifacts_of_others(there: Place) -> None:
    subject = there.registry.descriptor(there.image)
    other = images.artifact(there.registry, subject, artifactType="application/vnd.example.signature")
    signatures = images.index([], subject=subject)
    for data, kind in ((other, MANIFEST), (signatures, INDEX)):
        there.registry.push_manifest(data, kind)
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, outcome.files) == (0, ["out/spec.yaml"])
    assert "warning" not in outcome.err


def test_of_several_artifacts_one_that_is_not_sound_is_a_warning(there: Place) -> None:
    claim = images.described(MANIFEST, b"{}", artifactType=media.NFD)
    there.registry.replace(REFERRERS, listing([claim, there.registry.descriptor(there.artifact)]))
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, outcome.files) == (0, ["out/spec.yaml"])
    assert outcome.err.startswith(f"warning: {there.registry.host}/acme/train@{claim['digest']} is not there\n")


def test_a_fallback_tag_that_is_an_image_does_not_matter_where_there_is_the_api(there: Place) -> None:
    there.registry.tags[images.fallback_tag(there.image)] = there.image
    for command in READING:
        assert call(there, command, *PLAIN).errors == []
    assert there.registry.tags[images.fallback_tag(there.image)] == there.image


@pytest.mark.parametrize("api", [True, False])
def test_the_tag_is_resolved_once_and_the_image_is_not_touched(api: bool, tmp_path: Path) -> None:
    with place(tmp_path, api=api) as there:
        before = {each: there.registry.manifests[each] for each in (there.image, there.artifact)}
        outcome = call(there, "attach", *PLAIN)
        assert outcome.code == 0
        assert sum(each.path.endswith("/manifests/v1") for each in there.registry.requests) == 1
        assert there.registry.tags["v1"] == there.image
        assert before.items() <= there.registry.manifests.items()


def test_a_proxy_that_drips_ends_with_the_time(there: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", there.registry.origin)
    script = r"^GET http://registry\.example/"
    there.registry.replace(script, lambda request: Raw(there.registry.slowly(b"HTTP/1.1 200 OK\r\n" * 99)))
    outcome = call(there._replace(host="registry.example"), "discover", "--plain-http", "--timeout", "0.5")
    assert outcome.code == 2
    assert "`registry.example` has not answered in full within 0.5 s" in outcome.err
    assert outcome.seconds < 30


def test_a_password_in_the_address_of_a_proxy_is_told_to_the_proxy_only(
    there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", there.registry.origin.replace("://", "://ann:s3cret@"))

    def forward(request: Request) -> Said:
        return there.registry.sound(request._replace(path=request.path.removeprefix("http://registry.example")))

    there.registry.replace(r"http://registry\.example/", forward)
    assert call(there._replace(host="registry.example"), "pull", *PLAIN).code == 0
    assert {each.headers.get("Proxy-Authorization") for each in there.registry.requests} == {"Basic YW5uOnMzY3JldA=="}
    assert not [each for each in there.registry.requests if "Authorization" in each.headers]
