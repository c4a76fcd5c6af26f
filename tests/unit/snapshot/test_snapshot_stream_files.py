"""Snapshot files read piece by piece, and read again."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from compatlang.errors import LoadError
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.locate import Locator
from compatlang.snapshot.pieces import Piece
from compatlang.snapshot.readable import explain
from compatlang.snapshot.stream_files import SnapshotFiles
from compatlang.snapshot.wanted import Wanted

WANTED = Wanted(attributes={"node.label": frozenset({"a"})})
NODE = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s", "labels": {"a": "%s", "b": "c"}}}'


class Gathered(NamedTuple):
    files: SnapshotFiles
    gatherer: Gatherer
    collected: Collected


Gather = Callable[..., Gathered]


@pytest.fixture
def gather() -> Iterator[Gather]:
    """Reads paths and standard input; copies of pipes are thrown away in the end."""
    with ExitStack() as stack:

        def read(*paths: object, stdin: bytes | io.BytesIO = b"") -> Gathered:
            stream = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
            files = stack.enter_context(SnapshotFiles([str(each) for each in paths], stream))
            collected = Collected()
            return Gathered(files, files.gather(WANTED, collected), collected)

        yield read


def messages(collected: Collected) -> list[str]:
    return [each.message for each in collected.diagnostics()]


def test_folders_files_and_standard_input(tmp_path: Path, gather: Gather) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "a.json").write_text(NODE % ("n1", "1"))
    (folder / "b.yaml").write_text(f"# nothing\n---\n{NODE % ('n2', '2')}\n---\n{NODE % ('n3', '3')}\n")
    (folder / "c.txt").write_text("no snapshot")
    (tmp_path / "e.jsonl").write_text("".join(NODE % (f"m{each}", each) + "\n" for each in range(3)))
    files, gatherer, collected = gather(folder, tmp_path / "e.jsonl", "-", "-", stdin=(NODE % ("s", "4")).encode())
    assert not messages(collected)
    assert gatherer.nodes() == ("m0", "m1", "m2", "n1", "n2", "n3", "s")
    for node, value in zip(gatherer.nodes(), "0121234", strict=True):
        assert gatherer.snapshot(node).sections["node.label"].attributes == {"a": value}
        reading = explain(files, gatherer, node)
        (snapshot,) = reading.snapshots
        assert snapshot.sections["node.label"].attributes == {"a": value, "b": "c"}
        span = Locator(snapshot).element("node.label", "a")
        assert span is not None
        assert reading.files[span.file].slice(span) == f'"a": "{value}"'
        line = {"m1": 2, "m2": 3, "n2": 3, "n3": 5}.get(node, 1)
        assert reading.files[span.file].position(span.start).line == line


def test_what_cannot_be_read_is_reported_and_the_rest_is_read(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "a.json").write_text(NODE % ("n1", "1"))
    (tmp_path / "b.jsonl").write_bytes(b"\n" + (NODE % ("n2", "2")).encode() + b'\n{"a": "\xff"}\n')
    (tmp_path / "c.yaml").write_bytes(b"a\0b")
    _, gatherer, collected = gather(tmp_path / "none.json", tmp_path, "/dev/null")
    assert gatherer.nodes() == ("n1", "n2")
    folder = tmp_path.as_posix()
    assert sorted(messages(collected)) == sorted(
        [
            "cannot read `/dev/null`: not a regular file",
            f"cannot read `{folder}/b.jsonl`: not UTF-8 text (byte 7 is 0xff)",
            f"cannot read `{folder}/c.yaml`: binary data, not text",
            f"cannot read `{folder}/none.json`: no such file",
        ]
    )
    lines = {
        each.span.file.rpartition("/")[2]: collected.files()[each.span.file].position(each.span.start).line
        for each in collected.diagnostics()
        if each.span.file in collected.files()
    }
    assert lines == {"b.jsonl": 3}


def test_files_that_changed_are_not_explained(tmp_path: Path, gather: Gather) -> None:
    path = tmp_path / "a.json"
    path.write_text(NODE % ("n1", "1"))
    files, gatherer, _ = gather(path)
    path.write_text(NODE % ("n1", "2"))
    with pytest.raises(LoadError, match="changed since it was read"):
        explain(files, gatherer, "n1")
    path.write_text("")
    with pytest.raises(LoadError, match="changed since it was read"):
        explain(files, gatherer, "n1")
    path.unlink()
    with pytest.raises(LoadError, match="no such file"):
        explain(files, gatherer, "n1")


def test_pipes_are_copied(tmp_path: Path, gather: Gather) -> None:
    reader, writer = os.pipe()
    os.write(writer, (NODE % ("n1", "1")).encode())
    os.close(writer)
    try:
        files, gatherer, collected = gather(f"/dev/fd/{reader}")
    finally:
        os.close(reader)
    with files:
        assert not messages(collected)
        assert explain(files, gatherer, "n1").snapshots[0].node == "n1"
    with pytest.raises(LoadError, match="cannot be read again"):
        explain(files, gatherer, "n1")


def test_a_pipe_is_read_again_while_it_is_read() -> None:
    lines = [(NODE % (f"n{each}", each)).encode() for each in range(40_000)]
    collected = Collected()
    with SnapshotFiles(["-"], io.BytesIO(b"\n".join(lines))) as files:
        gatherer = Gatherer(WANTED)
        for number, piece in enumerate(files.pieces()):
            assert isinstance(piece, Piece)
            gatherer.feed(piece, collected)
            if number % 1000 == 0:
                assert explain(files, gatherer, "n0").snapshots[0].node == "n0"
        assert explain(files, gatherer, "n39999").snapshots[0].node == "n39999"
        assert not explain(files, gatherer, "other").snapshots


def test_standard_input_that_is_closed_is_reported(gather: Gather) -> None:
    closed = io.BytesIO()
    closed.close()
    assert messages(gather("-", stdin=closed).collected) == ["cannot read `<stdin>`: it cannot be opened"]


def test_a_file_that_fails_in_the_middle_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gather: Gather
) -> None:
    (tmp_path / "a.jsonl").write_text(NODE % ("n1", "1") + "\n")

    data = (tmp_path / "a.jsonl").read_bytes()

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            read = super().read(size)
            if not read:
                raise OSError(5, "Input/output error")
            return read

    monkeypatch.setattr(Path, "open", lambda *_: Failing(data))
    _, gatherer, collected = gather(tmp_path / "a.jsonl")
    assert gatherer.nodes() == ("n1",)
    assert messages(collected) == [f"cannot read `{(tmp_path / 'a.jsonl').as_posix()}`: input/output error"]


def test_a_name_that_utf8_cannot_write_is_read_and_explained(tmp_path: Path, gather: Gather) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.json"))
    try:
        path.write_text(NODE % ("n1", "1"))
    except OSError:
        pytest.skip("the file system refuses names that are not UTF-8")
    files, gatherer, collected = gather(tmp_path)
    assert not messages(collected)
    assert explain(files, gatherer, "n1").snapshots[0].documents[0].file.name.endswith("/\\xff.json")
