"""What has no equal in the language is refused by name, at its place, with the reason; the rules beside it are imported."""

from __future__ import annotations

import pytest

from compatlang.nfd.importing import read

DOCUMENT = """\
kind: NodeFeatureRule
spec:
  rules:
  - name: sound
    labels: {{known: "true"}}
    varsTemplate: "{template}"
    matchFeatures: [{{feature: cpu.cpuid, matchExpressions: {{AVX: {{op: Exists}}}}}}]
  - name: odd
    matchFeatures:
    - {term}
"""


@pytest.mark.parametrize(
    ("term", "message", "place"),
    [
        ("{feature: nodot}", "`nodot` has no dot", "nodot"),
        ("{feature: pci.device.x}", "lies in the domain `pci.device`", "pci.device.x"),
        ("{feature: acme.card}", "nothing says whether `acme.card` has flags", "{feature"),
        ("{feature: local.label, matchName: {op: Exists}}", "`local.label` may have any name", "{op: Exists}"),
        ("{feature: kernel.config, matchExpressions: {X: {op: Like}}}", "NFD has no operator `Like`", "Like"),
        ("{feature: kernel.config, matchExpressions: {X: }}", "the expression is null", ""),
        ("{feature: kernel.config, matchExpressions: {X: {op: In}}}", "`In` takes at least one value", "{op: In}"),
        ('{feature: kernel.config, matchExpressions: {X: {op: Exists, value: ["1"]}}}', "takes no value", '["1"]'),
        ('{feature: kernel.config, matchExpressions: {X: {op: Gt, value: ["z"]}}}', "`z` is no integer", '["z"]'),
        (
            '{feature: kernel.config, matchExpressions: {X: {op: GeLe, value: ["2", "2"]}}}',
            "not less than",
            '["2", "2"]',
        ),
        ('{feature: kernel.config, matchExpressions: {X: {op: Gt, type: odd, value: ["2"]}}}', "the type `odd`", "odd"),
        (
            '{feature: kernel.config, matchExpressions: {X: {op: InRegexp, value: ["("]}}}',
            "no regular expression",
            '["("]',
        ),
        ('{feature: pci.device, matchExpressions: {vendor: {op: Gt, value: ["2"]}}}', "it is hexadecimal", "{op: Gt"),
        ('{feature: pci.device, matchExpressions: {vendor: {op: In, value: ["nv"]}}}', "`nv` is no id", '["nv"]'),
        (
            '{feature: network.device, matchExpressions: {name: {op: Gt, value: ["2"]}}}',
            "compares no strings",
            "{op: Gt",
        ),
        (
            '{feature: kernel.version, matchExpressions: {full: {op: InRegexp, value: ["5"]}}}',
            "matches strings only",
            '["5"]',
        ),
        ('{feature: kernel.version, matchExpressions: {major: {op: InRegexp, value: ["5"]}}}', "`^(5|6)$`", '["5"]'),
        ("{feature: rule.matched, matchExpressions: {unknown: {op: Exists}}}", "sets `unknown`", "{op: Exists}"),
    ],
)
def test_a_rule_is_refused(term: str, message: str, place: str) -> None:
    text = DOCUMENT.format(template="", term=term)
    result = read(text, "rule.yaml")
    assert [each.policy for each in result.rules] == ["sound", ""]
    [found] = [each for each in result.diagnostics if each.severity == "error"]
    assert found.message.startswith("rule `odd` cannot be imported: ")
    assert message in found.message
    assert text[found.span.start : found.span.end].startswith(place)


@pytest.mark.parametrize(
    ("template", "refused"),
    [
        ("{{{{ range .cpu.cpuid }}}}other-{{{{ .Name }}}}=true\\n{{{{ end }}}}", False),
        ("other=known=true", False),
        ("known=true", True),
        ("{{{{ range .cpu.cpuid }}}}{{{{ .Name }}}}=true\\n{{{{ end }}}}", True),
        ("kn{{{{ .x }}}}=true", True),
        ("other-{{{{ .x -}}}}\\n=true", True),
    ],
)
def test_a_template_may_set_what_a_rule_asks_for(template: str, refused: bool) -> None:
    term = "{feature: rule.matched, matchExpressions: {known: {op: IsTrue}}}"
    result = read(
        DOCUMENT.format(template=template.replace("{{{{", "{{").replace("}}}}", "}}"), term=term), "rule.yaml"
    )
    assert bool(result.refused) == refused


def test_templates_that_are_too_large_to_look_through_may_set_anything() -> None:
    term = "{feature: rule.matched, matchExpressions: {known: {op: IsTrue}}}"
    assert read(DOCUMENT.format(template="other=x " * 10_000, term=term), "rule.yaml").refused == ("odd",)


def test_an_image_is_imported_whole_or_not_at_all() -> None:
    text = "compatibilities: [{rules: [{name: a}, {name: b, matchFeatures: [{feature: nodot}]}]}]"
    result = read(text, "image.yaml")
    assert (result.text, result.refused) == ("", ("a", "b"))


@pytest.mark.parametrize("weight", [-1, 1_000_001])
def test_weights_that_no_profile_has(weight: int) -> None:
    result = read(f"compatibilities: [{{rules: []}}, {{rules: [], weight: {weight}}}]", "image.yaml")
    assert result.text == ""
    assert f"{weight} is no weight" in result.diagnostics[0].message
