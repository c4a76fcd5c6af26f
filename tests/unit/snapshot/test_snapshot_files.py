"""Snapshot files from disk and standard input."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from compatlang import limits
from compatlang.snapshot.files import load_files


def load(*paths: str | Path, stdin: bytes = b"") -> tuple[list[str], list[str]]:
    """The names that were read, and the messages."""
    read, diagnostics = load_files([str(path) for path in paths], io.BytesIO(stdin))
    for each in diagnostics:
        assert each.code == "cannot-read"
        assert each.span.file in each.message
    return [file.name for file in read], [each.message for each in diagnostics]


def test_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.txt"):
        (tmp_path / name).write_bytes("é: 1\r\n".encode())
    read, diagnostics = load_files([str(tmp_path / "b.yaml"), str(tmp_path / "a.txt")], io.BytesIO())
    assert [file.text for file in read] == ["é: 1\r\n"] * 2
    assert [Path(file.name).name for file in read] == ["b.yaml", "a.txt"]
    assert not diagnostics


def test_standard_input_is_read_once() -> None:
    assert load("-", "-", stdin=b"\xef\xbb\xbfx") == (["<stdin>"], [])


def test_a_folder_is_read_whole_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("z.json", "b/x.yml", "b/a/y.JSONL", "a.yaml", "a.txt", ".hidden.yaml", ".git/x.yaml", "c.ndjson"):
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (tmp_path / "d" / "loop").symlink_to(tmp_path / "d", target_is_directory=True)
    (tmp_path / "d" / "link.yaml").symlink_to(tmp_path / "d" / "a.yaml")
    expected = ["d/a.yaml", "d/b/a/y.JSONL", "d/b/x.yml", "d/c.ndjson", "d/link.yaml", "d/z.json"]
    assert load("d") == (expected, [])
    assert load("./d/") == (expected, [])


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    read, (message,) = load(tmp_path)
    assert not read
    assert message.endswith("no file in the folder ends in .yaml, .yml, .json, .jsonl, .ndjson")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\0b", "binary data, not text"),
        (b"\xff\xfea\0", "UTF-16 text; save it as UTF-8"),
        (b"a: \xe9", "not UTF-8 text (byte 3 is 0xe9)"),
        (b"\xef\xbb\xbfa: \xe9", "not UTF-8 text (byte 6 is 0xe9)"),
        (gzip.compress(b"{}", mtime=0), "compressed with gzip; decompress it first"),
    ],
)
def test_what_is_no_text_is_reported_and_the_rest_is_read(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "bad.yaml").write_bytes(data)
    (tmp_path / "good.yaml").write_text("a: b")
    read, (message,) = load(tmp_path)
    assert message == f"cannot read `{(tmp_path / 'bad.yaml').as_posix()}`: {reason}"
    assert [Path(each).name for each in read] == ["good.yaml"]
    assert load("-", stdin=data) == ([], [f"cannot read `<stdin>`: {reason}"])


def test_a_file_past_the_limit_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_FILE_BYTES", 4)
    (tmp_path / "a.yaml").write_text("12345")
    _, (message,) = load(tmp_path / "a.yaml")
    assert "larger than" in message


def test_paths_that_lead_nowhere_are_reported(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("a: b")
    (tmp_path / "broken.yaml").symlink_to(tmp_path / "nowhere")
    read, messages = load(tmp_path / "none.yaml", "a\0b", tmp_path / "good.yaml", tmp_path / "broken.yaml", "/dev/null")
    assert [Path(each).name for each in read] == ["good.yaml"]
    assert [each.rpartition(": ")[2] for each in messages] == [
        "no such file",
        "it cannot be opened",
        "no such file",
        "not a regular file",
    ]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"a: b")
    os.close(writer)
    try:
        assert load(f"/dev/fd/{reader}") == ([f"/dev/fd/{reader}"], [])
    finally:
        os.close(reader)


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is the operating system's only in its wording."""
    (tmp_path / "a.yaml").write_text("a: b")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert load(tmp_path)[1] == [f"cannot read `{tmp_path.as_posix()}/a.yaml`: permission denied"]


def test_standard_input_that_is_closed_is_reported() -> None:
    closed = io.BytesIO()
    closed.close()
    assert load_files(["-"], closed)[1][0].message == "cannot read `<stdin>`: it cannot be opened"
