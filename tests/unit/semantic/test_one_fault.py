"""One fault, one message: what is missing only because something else is faulty is not reported again."""

from __future__ import annotations

import pytest

import compatlang
from compatlang import MemoryLoader


def codes(text: str, **files: str) -> list[str]:
    loader = MemoryLoader({f"{name}.compat": each for name, each in files.items()})
    return [each.code for each in compatlang.compile(text, name="main.compat", loader=loader).diagnostics]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("rule r { cpu.model.vendor_id == 'AMD' }", "wrong-literal", id="the only condition of a rule"),
        pytest.param(
            "policy p { require a { kernel.version >= } }", "syntax", id="the only condition of a requirement"
        ),
        pytest.param('test "t" { expect p compatible }\npolicy p { }', "syntax", id="the only expect of a test"),
        pytest.param('table t {\n source "s"\n v: version\n >= \n}', "syntax", id="the only row of a table"),
        pytest.param("rule r(n: integer) { cpu.model.family == n }", "unknown-type", id="a parameter's type"),
        pytest.param("rule r(n: integer) { true }\nrule s { r(1) }", "unknown-type", id="a parameter, and a call"),
        pytest.param("rule r(n: int = x) { cpu.model.family == n }\nrule s { r() }", "unknown-name", id="a default"),
        pytest.param(
            'feature a.b: text = node.label["x"]\nrule r { a.b == "1" }\ntest "t" { given a.b = "1"; expect r(): yes }',
            "unknown-type",
            id="a feature's type",
        ),
        pytest.param(
            "domain a.b: map\nrule r { a.b.c == 1 and a.b has 'x' }".replace("'", '"'), "unknown-type", id="a kind"
        ),
        pytest.param(
            "domain a.b: instances { c: integer }\nrule r { any a.b { c == 1 } }\n"
            'test "t" { given a.b += { c = 1 }; expect r(): yes }',
            "unknown-type",
            id="an element's type",
        ),
        pytest.param(
            'rule r { kernel.verison >= 5 }\npolicy p { require a: r() }\ntest "t" { expect p: unknown at a }',
            "unknown-feature",
            id="a requirement that calls a faulty rule",
        ),
        pytest.param(
            "policy q { require a: kernel.verison >= 5 }\npolicy p { when true { include q } }\n"
            'test "t" { expect p: unknown at q/a }',
            "unknown-feature",
            id="an included policy that is faulty",
        ),
        pytest.param(
            'import "./gone.compat" as g\nrule r { g.a(); kernel.version in g.b }', "cannot-load", id="an import"
        ),
    ],
)
def test_what_follows_from_a_fault_is_not_reported(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_an_ambiguous_import_is_reported_once() -> None:
    text = 'import "./site.compat" as kernel\nrule r { kernel.version >= 5.15 and kernel.version in kernel.lts }'
    assert codes(text, site="let version = 5.15\nlet lts = 5.15.*") == ["ambiguous-name"]


def test_a_member_that_is_a_feature_too_is_reported_at_the_import_only() -> None:
    text = (
        'import pci\nfeature pci.nvidia: string = node.label["x"]\n'
        "rule r { any pci.device { vendor == pci.nvidia } and pci.nvidia(1) }"
    )
    assert codes(text) == ["ambiguous-name"]


def test_two_faults_are_two_messages() -> None:
    assert codes("rule r { kernel.verison >= 5.15 and cpu.modle.family == 6 }") == [
        "unknown-feature",
        "unknown-feature",
    ]
