"""docs/bundle.md shows what the compiler writes, and names every field of it.

`python -m tests.unit.bundle.test_page` writes the example anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from compatlang import pipeline
from compatlang.decision import encode
from compatlang.ir import model as ir

PAGE = Path(__file__).resolve().parents[3] / "docs" / "bundle.md"
BLOCK = "^```{}\n(.*?)^```$"


def block(kind: str) -> str:
    """The one block of a kind."""
    (found,) = re.findall(BLOCK.format(kind), PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


def written() -> str:
    """The bundle of the page's policy, without what only compatlang reads."""
    document: dict[str, Any] = json.loads(pipeline.compile(block("compat"), name="nfs.compat").bundle("0.1.0"))
    document["payload"]["program"] = {}
    document["payload"]["texts"] = {}
    document["digest"] = "sha256:…"
    return json_text(document) + "\n"


def json_text(value: Any, indent: str = "") -> str:
    """JSON with what is short on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + len(indent) <= 110 or not value or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {json_text(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + json_text(each, inner) for each in value) + f"\n{indent}]"


def test_the_example_is_what_is_written() -> None:
    assert block("json") == written()


def test_every_field_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    structs = [encode._Graph, encode._Names, encode._Table, encode._Ordered, encode._Named, encode._Question]
    structs += [encode._Test, encode._Gate, ir.Feature, *ir.Value.__args__, *encode._Condition.__args__]
    missing = {field for each in structs for field in each.__struct_fields__ if f"`{field}`" not in text}
    tags = {each.__struct_config__.tag for each in structs if each.__struct_config__.tag}
    assert missing | {tag for tag in tags if f"`{tag}`" not in text} == set()


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(BLOCK.format("json"), lambda _: f"```json\n{written()}```", page, flags=re.MULTILINE | re.DOTALL),
        encoding="utf-8",
    )
