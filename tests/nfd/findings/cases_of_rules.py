"""What is wrong with a rule: its name, what it asks for at all, and what it yields."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from compatlang.diagnostics.codes import nfd as codes
from compatlang.diagnostics.diagnostic import Code
from tests.nfd.findings.samples import (
    AVX,
    GROUP,
    IMAGE,
    SET,
    Case,
    expression,
    image,
    names,
    odd,
    of_rules,
    rule,
    term,
    wrong,
)

NO_LABEL = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end"
    " with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
    " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
NO_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

OF_RULES: Mapping[Code, list[Case]] = {
    codes.RULE_NAME: [
        Case(
            AVX.replace("- name: r\n    ", "- "),
            wrong(
                "the rule has no name, which `kubectl nfd validate` and the API server refuse",
                dedent(
                    """\
                    labels: {vendor.io/avx: known}
                        matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]"""
                ),
            ),
            IMAGE.replace("name: r, ", ""),
        )
    ],
    codes.DUPLICATE_RULE: [
        Case(
            of_rules(f"- {SET[9:-2]}\n- {SET[9:-2]}"),
            odd("another rule is called `r`, too; in what NFD logs and reports nobody can tell them apart", "r"),
            image(f"compatibilities: [{SET}, {SET}]"),
        )
    ],
    codes.ALWAYS_TRUE: [
        Case(
            of_rules("- name: everywhere"),
            odd("the rule asks for nothing, so it matches every node", "everywhere"),
            AVX,
        ),
        Case(
            rule("matchAny: [matchFeatures: [], matchFeatures: [{feature: kernel.version, matchName: {op: Exists}}]]"),
            odd("this alternative asks for nothing, so it always holds, and so do they all", "matchFeatures: []"),
            rule("matchAny: [matchFeatures: [{feature: kernel.version, matchName: {op: Exists}}]]"),
        ),
        Case(
            image(f"compatibilities: [{SET}, {{tag: a}}]"),
            odd("the set has no rules, so it holds on every node", "{tag: a}"),
            IMAGE,
        ),
        Case(
            term("{feature: kernel.version}"),
            odd(
                "nothing is asked of `kernel.version`: the term holds wherever the feature is reported",
                "{feature: kernel.version}",
            ),
            term("{feature: kernel.version, matchExpressions: {}}"),
        ),
        Case(
            expression("{}"),
            odd(
                "without an operator the expression is always true", "{}", "write `op: Exists` for what has to be there"
            ),
            expression("{op: Exists}"),
        ),
        Case(
            names("{op: ''}"),
            odd(
                "without an operator the expression is always true", "''", "write `op: Exists` for what has to be there"
            ),
            names("{op: Exists}"),
        ),
    ],
    codes.UNPREFIXED: [
        Case(
            rule(f"{what}: {{avx: '1'}}"),
            odd(
                f"the {called} `avx` has no prefix: nfd-master adds one, and `kubectl nfd validate` refuses it",
                "avx",
                "write `feature.node.kubernetes.io/avx`",
            ),
            rule(f"{what}: {{feature.node.kubernetes.io/avx: '1'}}"),
        )
        for what, called in {
            "labels": "label",
            "annotations": "annotation",
            "extendedResources": "extended resource",
        }.items()
    ]
    + [
        Case(
            rule("labels: {avx: '@kernel.version.full'}"),
            odd(
                "the label `avx` has no prefix: nfd-master adds one, and `kubectl nfd validate` refuses it",
                "avx",
                "write `feature.node.kubernetes.io/avx`",
            ),
            "- name: r\n  labels: {avx: '1'}\n  matchFeatures: [{feature: cpu.cpuid, matchName: AVX}]\n",
        )
    ],
    codes.OUTPUT: [
        Case(
            rule("labels: {kubernetes.io/a: '1'}"),
            odd("nfd-master does not set the label `kubernetes.io/a`: namespace is not allowed", "kubernetes.io/a"),
            rule("labels: {profile.node.kubernetes.io/a: '1'}"),
        ),
        Case(
            rule("labels: {vendor.io/a: a b}"),
            odd(f'nfd-master does not set the label `vendor.io/a`: invalid value "a b": {NO_LABEL}', "vendor.io/a"),
            rule("labels: {vendor.io/a: a.b}"),
        ),
        Case(
            rule("annotations: {profile.node.kubernetes.io/a: a b}"),
            odd(
                "nfd-master does not set the annotation `profile.node.kubernetes.io/a`: namespace is not allowed",
                "profile.node.kubernetes.io/a",
            ),
            rule("annotations: {feature.node.kubernetes.io/a: a b}"),
        ),
        Case(
            rule("annotations: {vendor.io/a: '@kernel.version.full'}"),
            odd(
                "`@` means nothing in an annotation: its value will be `@kernel.version.full`", "'@kernel.version.full'"
            ),
            rule("annotations: {vendor.io/a: 'kernel.version.full'}"),
        ),
        Case(
            rule("extendedResources: {vendor.io/a: two}"),
            odd(
                f'nfd-master does not set the extended resource `vendor.io/a`: invalid value "two": {NO_QUANTITY}',
                "vendor.io/a",
            ),
            rule("extendedResources: {vendor.io/a: 2k}"),
        ),
        Case(
            rule("labels: {vendor.io/a: '@kernel.version'}"),
            odd(
                "nfd-master does not set this label: value @kernel.version is not in the form of"
                " '@domain.feature.element'",
                "'@kernel.version'",
            ),
            rule("labels: {vendor.io/a: '@kernel.version.full'}"),
        ),
        Case(
            rule("extendedResources: {vendor.io/a: '@pci.device.vendor'}"),
            odd(
                "`@` takes attributes, and `pci.device` has instances: nfd-master never sets this extended resource",
                "'@pci.device.vendor'",
            ),
            rule("extendedResources: {vendor.io/a: '@vendor.device.count'}"),
        ),
        Case(
            rule("labels: {vendor.io/a: '@kernel.version.patch'}"),
            odd(
                "`kernel.version` has no attribute `patch`, so nfd-master does not set this label",
                "'@kernel.version.patch'",
            ),
            rule("labels: {vendor.io/a: '@rule.matched.patch'}"),
        ),
        Case(
            rule("taints: [{key: avx, effect: NoSchedule}]"),
            odd(
                "nfd-master does not set the taint `avx`: unprefixed keys are not allowed",
                "{key: avx, effect: NoSchedule}",
            ),
            rule("taints: [{key: vendor.io/avx, effect: NoSchedule}]"),
        ),
    ],
    codes.TEMPLATE: [
        Case(
            rule('labelsTemplate: "{{now}}{{end}}"'),
            wrong(
                "the template cannot be parsed, so the rule fails: template: :1: unexpected {{end}}",
                '"{{now}}{{end}}"',
            ),
            rule('labelsTemplate: "{{range .cpu.cpuid}}{{.Name}}=1\\n{{end}}"'),
        ),
        Case(
            GROUP.replace("name: r", 'name: r, varsTemplate: "{{nothing}}"'),
            wrong(
                'the template cannot be parsed, so the rule fails: template: :1: function "nothing" not defined',
                '"{{nothing}}"',
            ),
            GROUP.replace("name: r", 'name: r, varsTemplate: "{{upper `a`}}=1"'),
        ),
    ],
    codes.TEMPLATE_REFUSED: [
        Case(
            rule('varsTemplate: "a={{now}}"'),
            odd(
                "compatlang does not expand this template: template: :1: the function `now` asks the clock, so it gives"
                " another result each time",
                '"a={{now}}"',
            ),
            rule('varsTemplate: "a=now"'),
        )
    ],
}
