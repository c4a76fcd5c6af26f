"""`fmt`: which files, what is written, what is said, and the exit code."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.cli.conftest import Run

UGLY = "policy p {require a:kernel.version>=5.15}\n"
NICE = "policy p { require a: kernel.version >= 5.15 }\n"
FAULTY = "policy {\n"


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_files_are_rewritten_and_counted(run: Run) -> None:
    ugly, nice = write("ugly.compat", UGLY), write("nice.compat", NICE)
    assert run("fmt", "ugly.compat", "nice.compat") == (0, "1 file reformatted, 1 left as it is\n", "")
    assert (ugly.read_text(), nice.read_text()) == (NICE, NICE)
    assert run("fmt", "ugly.compat", "nice.compat") == (0, "2 files left as they are\n", "")


def test_folders_are_searched_and_hidden_ones_are_not(run: Run) -> None:
    inner, hidden = write("a/b/p.compat", UGLY), write("a/.hidden/p.compat", UGLY)
    assert run("fmt", "a").out == "1 file reformatted\n"
    assert (inner.read_text(), hidden.read_text()) == (NICE, UGLY)


def test_without_a_path_the_current_folder_is_searched(run: Run) -> None:
    Path("train.compat").unlink()
    write("below/p.compat", UGLY)
    assert run("fmt").out == "1 file reformatted\n"


def test_check_changes_nothing_and_names_the_files(run: Run) -> None:
    ugly = write("ugly.compat", UGLY)
    write("nice.compat", NICE)
    ran = run("fmt", "--check", "ugly.compat", "nice.compat")
    summary = "1 file would be reformatted, 1 left as it is\n"
    assert ran == (1, f"would be reformatted: ugly.compat\n{summary}", "")
    assert ugly.read_text() == UGLY
    assert run("fmt", "--check", "nice.compat") == (0, "1 file left as it is\n", "")


def test_diff_changes_nothing_and_shows_the_lines(run: Run) -> None:
    ugly = write("ugly.compat", UGLY)
    ran = run("fmt", "--diff", "ugly.compat")
    assert ran.code == 1
    assert ran.out == f"--- a/ugly.compat\n+++ b/ugly.compat\n@@ -1 +1 @@\n-{UGLY}+{NICE}"
    assert ran.err == "would be reformatted: ugly.compat\n1 file would be reformatted\n"
    assert ugly.read_text() == UGLY
    assert run("fmt", "--diff", write("nice.compat", NICE).name).code == 0


def test_diff_says_where_the_last_line_has_no_end(run: Run) -> None:
    write("p.compat", NICE.rstrip("\n"))
    assert f"-{NICE}\\ no newline at the end of the file\n+{NICE}" in run("fmt", "--diff", "p.compat").out


def test_diff_is_coloured_where_that_is_asked_for(run: Run) -> None:
    write("ugly.compat", UGLY)
    ran = run("fmt", "--diff", "--color", "always", "ugly.compat")
    assert f"\x1b[1;31m-{UGLY.rstrip()}\x1b[0m\n\x1b[32m+{NICE.rstrip()}\x1b[0m\n" in ran.out


def test_a_file_with_an_error_is_left_alone_and_the_others_are_not(run: Run) -> None:
    faulty, ugly = write("faulty.compat", FAULTY), write("ugly.compat", UGLY)
    ran = run("fmt", "faulty.compat", "ugly.compat")
    assert (ran.code, ran.out) == (2, "1 file reformatted, 1 file with errors\n")
    assert "faulty.compat:1:8" in ran.err
    assert (faulty.read_text(), ugly.read_text()) == (FAULTY, NICE)
    assert run("fmt", "--check", "faulty.compat", write("again.compat", UGLY).name).code == 2


def test_what_does_not_compile_is_formatted_all_the_same(run: Run) -> None:
    path = write("p.compat", "policy p {require a:kernel.verison>=5.15}")
    assert run("fmt", "p.compat").code == 0
    assert path.read_text() == "policy p { require a: kernel.verison >= 5.15 }\n"


def test_a_file_that_is_no_text_is_an_error(run: Run) -> None:
    Path("p.compat").write_bytes(b"\xff")
    ran = run("fmt", "p.compat")
    assert ran.code == 2
    assert "cannot read `p.compat`: not UTF-8 text" in ran.err


def test_standard_input_goes_to_standard_output(run: Run) -> None:
    assert run("fmt", "-", stdin=UGLY) == (0, NICE, "")
    assert run("fmt", "-", "--check", stdin=UGLY) == (1, "", "")
    assert run("fmt", "-", "--check", stdin=NICE) == (0, "", "")
    assert run("fmt", "-", stdin=FAULTY).code == 2
    assert run("fmt", "-", stdin=FAULTY).out == ""


def test_standard_input_stands_alone(run: Run) -> None:
    ran = run("fmt", "-", "train.compat")
    assert ran.code == 2
    assert "`-`, standard input, stands alone" in ran.err


def test_a_file_keeps_its_mode_and_its_links(run: Run) -> None:
    path = write("real/p.compat", UGLY)
    path.chmod(0o640)
    Path("link.compat").symlink_to("real/p.compat")
    assert run("fmt", "link.compat").code == 0
    assert Path("link.compat").is_symlink()
    assert path.read_text() == NICE
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in Path("real").iterdir()] == ["p.compat"]


def test_line_ends_are_those_of_the_first_line(run: Run) -> None:
    path = write("p.compat", "edition 1\r\n" + UGLY)
    assert run("fmt", "p.compat").code == 0
    assert path.read_bytes() == b"edition 1\r\n" + NICE.replace("\n", "\r\n").encode()


def test_what_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("fmt", "nope.compat") == (2, "", "error: no such file or folder: `nope.compat`\n")


def test_no_file_is_3_unless_that_is_fine(run: Run) -> None:
    Path("empty").mkdir()
    assert run("fmt", "empty") == (3, "", "nothing was formatted: there is no policy file\n")
    assert run("fmt", "empty", "--allow-empty").code == 0
