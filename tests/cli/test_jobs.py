"""The same work in several processes: the results of one."""

from __future__ import annotations

import pytest

from compatlang.cli.jobs import in_order, processors

NUMBERS = [-3, 1, -2, 7, 0]


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_results_come_in_the_order_of_the_things(jobs: int) -> None:
    assert list(in_order(abs, NUMBERS, jobs)) == [3, 1, 2, 7, 0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_fails_here(jobs: int) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(in_order(int, ["1", "none"], jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_has_enough_need_not_wait_for_the_rest(jobs: int) -> None:
    assert next(in_order(abs, NUMBERS, jobs)) == 3


def test_one_thing_or_one_job_is_done_here() -> None:
    here: list[int] = []
    assert list(in_order(here.append, NUMBERS, 1)) == [None] * len(NUMBERS)
    assert list(in_order(here.append, [8], 2)) == [None]
    assert here == [*NUMBERS, 8]


def test_there_is_a_processor() -> None:
    assert processors() >= 1
