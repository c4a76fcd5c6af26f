"""`python -m tests.conformance [--write]`: what the reference evaluator answers otherwise than the vectors say.

With `--write` the reasons are filled in, and bundles are compiled anew. Verdicts, scores, chosen profiles and open requirements
are written by people, from the language's reference, and never by this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conformance import bundled
from tests.conformance.compare import differences
from tests.conformance.layout import layout
from tests.conformance.vectors import BUNDLES, Topic, bundles, topic_files, topics
from tests.conformance.ways import Found, Setting, library


def main(arguments: list[str]) -> int:
    """Prints what differs; 1 where something does."""
    if "--write" in arguments:
        _renew()
    found = [line for topic in _all() for line in _different(topic)]
    print("\n".join([*found, f"{sum(len(topic.cases) for topic in _all())} cases, {len(found)} differences"]))
    return min(len(found), 1)


def _renew() -> None:
    """Write what is not written by people."""
    for file, topic in zip(topic_files(), topics(), strict=True):
        _write(file, _with_reasons(json.loads(file.read_bytes()), topic))
    document = json.loads(BUNDLES.read_bytes())
    for written, vector in zip(document["bundles"], bundles().bundles, strict=True):
        _with_reasons(written, bundled.as_topic(vector))
    _write(BUNDLES, document)
    bundled.write(bundles())


def _all() -> list[Topic]:
    return [*topics(), *map(bundled.as_topic, bundles().bundles)]


def _different(topic: Topic) -> Iterator[str]:
    for case in topic.cases:
        for found in library(Setting(topic, case)):
            yield from (f"{topic.topic}, {case.name}: {each}" for each in differences(case, found))


def _with_reasons(document: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """A document, its reasons being those of the reference."""
    for written, case in zip(document["cases"], topic.cases, strict=True):
        [found] = library(Setting(topic, case))
        for result in written["results"]:
            result["reasons"] = _reasons(result["policy"], found)
    return document


def _reasons(policy: str, found: list[Found]) -> Any:
    return next((each.reasons for each in found if each.decision.policy == policy), [])


def _write(file: Path, document: dict[str, Any]) -> None:
    file.write_text(layout(document) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
