"""The folder that `pull` writes to: what is there stays, and nothing is written outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry import images
from tests.integration.registry.fault import Outcome, Place, call, place

PLAIN = ("--plain-http", "--timeout", "20")
SPEC = images.SPEC.encode()

pytestmark = pytest.mark.usefixtures("log_in")


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    """An artifact with a file in the folder and one in a folder below."""
    with place(tmp_path) as found:
        del found.registry.manifests[found.artifact]
        layers = [
            images.described(media.NFD_SPEC, SPEC, annotations={images.TITLE: name})
            for name in ("a.yaml", "sub/b.yaml")
        ]
        images.push_artifact(found.registry, found.image, layers=layers)
        yield found


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refused(outcome: Outcome, says: str) -> bool:
    return outcome.code == 2 and len(outcome.errors) == 1 and says in outcome.err


def test_files_are_written_below_the_folder(there: Place, tmp_path: Path) -> None:
    assert sorted(call(there, "pull", *PLAIN).files) == ["out/a.yaml", "out/sub/b.yaml"]
    assert (tmp_path / "out/sub/b.yaml").read_bytes() == SPEC


def test_the_folder_itself_may_be_a_link(there: Place, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    assert call(there, "pull", *PLAIN).code == 0
    assert (tmp_path / "real" / "a.yaml").read_bytes() == SPEC


@pytest.mark.parametrize("flags", [(), ("--force",)])
def test_a_link_in_it_that_leads_out_is_not_followed(flags: tuple[str, ...], there: Place, tmp_path: Path) -> None:
    for name in ("out", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    assert refused(call(there, "pull", *PLAIN, *flags), "lies behind a link that leads out of the folder")
    assert names(tmp_path / "elsewhere") == []
    assert names(tmp_path / "out") == ["sub"]


@pytest.mark.parametrize("flags", [(), ("--force",)])
def test_a_file_in_it_that_is_a_link_out_is_not_written_through(
    flags: tuple[str, ...], there: Place, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.yaml").symlink_to(tmp_path / "victim")
    assert refused(call(there, "pull", *PLAIN, *flags), "lies behind a link that leads out of the folder")
    assert not (tmp_path / "victim").exists()


def test_links_in_a_circle(there: Place, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").symlink_to("sub")
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, len(outcome.errors)) == (2, 1)
    assert names(tmp_path / "out") == ["sub"]


def test_a_file_that_is_there_stays(there: Place, tmp_path: Path) -> None:
    path = tmp_path / "out" / "sub" / "b.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert refused(call(there, "pull", *PLAIN), "is there already; --force writes over files")
    assert path.read_text() == "mine"
    assert names(tmp_path / "out") == ["sub"]
    assert call(there, "pull", *PLAIN, "--force").code == 0
    assert path.read_bytes() == SPEC


def test_a_folder_is_not_written_over(there: Place, tmp_path: Path) -> None:
    (tmp_path / "out" / "a.yaml").mkdir(parents=True)
    assert refused(call(there, "pull", *PLAIN, "--force"), "is there already")
    assert not (tmp_path / "out" / "sub").exists()


def test_a_file_where_a_folder_has_to_be(there: Place, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert refused(call(there, "pull", *PLAIN), "cannot write")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_where_a_folder_below_has_to_be(there: Place, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").write_text("mine")
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, len(outcome.errors), outcome.files) == (2, 1, ["out/sub"])
