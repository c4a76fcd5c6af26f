"""Reading below a root: bounded, confined, and never blocking."""

import os
from pathlib import Path

import pytest

from compatlang.integrations.host import root as limits
from compatlang.integrations.host.root import Root, Unreadable
from tests.integration.host.trees import Content, make


def test_a_file_and_a_folder(tmp_path: Path) -> None:
    root = Root(make(tmp_path, {"a/b": "text\n", "a/\udcff": "", "a/Z": ""}, {}))
    assert root.read("a/b") == b"text\n"
    assert root.names("a") == ["Z", "b", "\udcff"]
    assert (root.exists("a/b"), root.exists("a/c"), root.exists("a/b/c")) == (True, False, False)
    assert (root.size("a/b"), root.size("a")) == (5, None)


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../../../../../../etc/passwd", "../../../../../../../../proc/self/environ"]
)
def test_no_link_leads_out_of_the_tree(tmp_path: Path, target: str) -> None:
    root = Root(make(tmp_path / "tree", {"a/link": Path(target)}, {}))
    with pytest.raises(FileNotFoundError):
        root.read("a/link")


def test_no_path_leads_out_of_the_tree(tmp_path: Path) -> None:
    make(tmp_path, {"secret": "s"}, {})
    with pytest.raises(FileNotFoundError):
        Root(make(tmp_path / "tree", {"a": "x"}, {})).read("../secret")


def test_links_start_at_the_root_of_the_tree(tmp_path: Path) -> None:
    links: dict[str, Content] = {"d/x": "1", "abs": Path("/d"), "rel": Path("../../d/x"), "both": Path("/abs/../rel")}
    root = Root(make(tmp_path, links, {}))
    assert [root.read(name) for name in ("abs/x", "rel", "both")] == [b"1"] * 3
    assert root.final_name("rel") == "x"


def test_the_root_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    make(tmp_path / "tree", {"d/x": "1"}, {})
    (tmp_path / "link").symlink_to("tree")
    assert Root(tmp_path / "link").read("d/x") == b"1"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    root = Root(make(tmp_path, {"a": Path("b"), "b": Path("a"), "self": Path("self/x")}, {}))
    for name in ("a", "self"):
        with pytest.raises(OSError, match="too many links"):
            root.read(name)
        assert not root.has(name)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    make(tmp_path, {"folder": None}, {})
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    for name in ("folder", "pipe"):
        with pytest.raises(Unreadable, match="not a regular file"):
            Root(tmp_path).read(name)
    with pytest.raises(Unreadable, match="not a regular file"):
        Root(Path("/")).read("dev/null")


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    root = Root(make(tmp_path, {"a": "12345"}, {}))
    assert root.read("a", 5) == b"12345"
    with pytest.raises(Unreadable, match="larger than 4 bytes"):
        root.read("a", 4)


def test_all_files_together_are_read_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TOTAL_BYTES", 8)
    root = Root(make(tmp_path, {"a": "12345"}, {}))
    assert root.read("a") == b"12345"
    with pytest.raises(Unreadable):
        root.read("a")


def test_a_folder_is_listed_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOLDER_ENTRIES", 2)
    with pytest.raises(Unreadable, match="more than 2 entries"):
        Root(make(tmp_path, {"1": "", "2": "", "3": ""}, {})).names("")


@pytest.mark.parametrize("path", ["a\0b", "x" * 300, "x/" * 3000])
def test_strange_paths_are_no_more_than_unreadable(tmp_path: Path, path: str) -> None:
    for root in (Root(tmp_path), Root(Path("/"))):
        for ask in (root.read, root.names, root.exists, root.size, root.final_name):
            try:
                assert not ask(path)
            except OSError:
                continue
