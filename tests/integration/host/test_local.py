"""Features that an administrator adds in files."""

import datetime
import os
from pathlib import Path

import pytest

from compatlang.integrations.host.local import parse, parse_time
from tests.integration.host.trees import Content, found

FOLDER = "etc/kubernetes/node-feature-discovery/features.d"
NOW = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "labels", "features"),
    [
        ("a\nb=\nc=x=y\n", {"a": "true", "b": "", "c": "x=y"}, {"a": "true", "b": "", "c": "x=y"}),
        ("  a = b \n\n# comment\n", {"a ": " b"}, {"a ": " b"}),
        ("# +no-label\na\nb\n", {"b": "true"}, {"a": "true", "b": "true"}),
        ("# +no-feature\na\n", {"a": "true"}, {}),
        ("# +no-feature\n# +no-label\na\nb", {"b": "true"}, {"b": "true"}),
        ("a\n# +no-label=yes\na\n", {}, {"a": "true"}),
        ("#+no-label\na\n", {"a": "true"}, {"a": "true"}),
        ("# +unknown\na\n", {"a": "true"}, {"a": "true"}),
        (
            "# +expiry-time=2029-12-31T23:59:59Z\na\n# +expiry-time=2030-01-01T00:00:00Z\nb\n",
            {"b": "true"},
            {"b": "true"},
        ),
        ("# +expiry-time=2029-12-31T23:59:59Z\na\n# +expiry-time=soon\nb\n", {}, {}),
        ("# +expiry-time\na\n", {"a": "true"}, {"a": "true"}),
        ("=x\n", {"": "x"}, {"": "x"}),
    ],
)
def test_a_file(text: str, labels: dict[str, str], features: dict[str, str]) -> None:
    assert parse(text, NOW) == (labels, features)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2080-07-28T11:22:33Z", (2080, 7, 28, 11, 22, 33)),
        ("2080-07-28T1:22:33Z", (2080, 7, 28, 1, 22, 33)),
        ("2080-07-28T11:22:33.5+02:30", (2080, 7, 28, 8, 52, 33)),
        ("2080-07-28T11:22:33,5-01:00", (2080, 7, 28, 12, 22, 33)),
        ("0000-01-01T00:00:00Z", (1, 1, 1, 0, 0, 0)),
        ("0001-01-01T00:00:00+01:00", (1, 1, 1, 0, 0, 0)),
        ("2080-02-30T11:22:33Z", None),
        ("2080-07-28T24:22:33Z", None),
        ("2080-07-28T11:22:60Z", None),
        ("2080-07-28T11:22:33+25:00", None),
        ("2080-07-28T11:22:33", None),
        ("2080-07-28t11:22:33z", None),
        ("0000-13-01T00:00:00Z", None),
        ("", None),
    ],
)
def test_a_time(text: str, expected: tuple[int, ...] | None) -> None:
    moment = parse_time(text)
    assert (None if moment is None else moment.timetuple()[:6]) == expected


def test_a_time_beyond_the_calendar_is_never_reached() -> None:
    moment = parse_time("9999-12-31T23:59:59-23:59")
    assert moment is not None
    assert moment.year == 9999


def test_later_files_win_and_hidden_ones_are_skipped(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        f"{FOLDER}/10": "a=1\nb=1\n",
        f"{FOLDER}/20": "a=2\n",
        f"{FOLDER}/.30": "a=3\n",
        f"{FOLDER}/40": None,
        f"{FOLDER}/50": "c=1\n" + "#" * 65_533,
        f"{FOLDER}/60": "d=1\n" + "#" * 65_532,
    }
    host = found(tmp_path, files)
    assert host.attributes["local.label"] == host.attributes["local.feature"] == {"a": "2", "b": "1", "d": "1"}
    assert not {"local.label", "local.feature"} & host.partial


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    found(tmp_path, {f"{FOLDER}/a": "a\n"})
    os.mkfifo(tmp_path / FOLDER / "pipe")
    assert found(tmp_path, {f"{FOLDER}/a": "a\n"}).attributes["local.label"] == {"a": "true"}


def test_without_the_folder_there_are_none(tmp_path: Path) -> None:
    host = found(tmp_path, {})
    assert (host.attributes["local.label"], host.attributes["local.feature"]) == ({}, {})
    assert not {"local.label", "local.feature"} & host.partial


def test_what_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    host = found(
        tmp_path, {f"{FOLDER}/a": Path("nowhere"), f"{FOLDER}/b": "b=\udcff\n".encode("utf-8", "surrogateescape")}
    )
    assert host.attributes["local.label"] == {"b": "\ufffd"}
    assert {"local.label", "local.feature"} <= host.partial
