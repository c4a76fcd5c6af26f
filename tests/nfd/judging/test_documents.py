"""Documents of NFD in the place of policies: how they are read, called and chosen."""

from __future__ import annotations

import pytest

from compatlang.errors import UsageError
from compatlang.nfd.judging import read
from compatlang.nfd.validator_json import to_json
from tests.nfd.judging.nodes import NODE, documents, node, result, verdicts

ASKED = "matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]"
ASKED_TOO = ASKED.replace("AVX", "AVX512F")
IMAGE = f"""\
version: v1alpha1
compatibilities:
- {{tag: fast, weight: 10, rules: [{{name: avx512, {ASKED_TOO}}}]}}
- {{tag: plain, weight: 1, rules: [{{name: avx, {ASKED}}}]}}
- {{description: every node, rules: [{{name: any}}]}}
"""


def group(name: str, asked: str = ASKED) -> str:
    return f"kind: NodeFeatureGroup\nmetadata: {{name: {name}}}\nspec: {{featureGroupRules: [{{name: r, {asked}}}]}}\n"


def rules(name: str, label: str, asked: str = ASKED) -> str:
    rule = f"{{name: r, labels: {{vendor.io/{label}: '1'}}, {asked}}}"
    return f"kind: NodeFeatureRule\nmetadata: {{name: {name}}}\nspec: {{rules: [{rule}]}}\n"


CUSTOM = f"- {{name: r, labels: {{vendor.io/c: '1'}}, {ASKED}}}\n"


# What there is in a file


@pytest.mark.parametrize(
    ("text", "declared", "yields"),
    [
        (IMAGE, ("image_file",), False),
        (group("avx-nodes"), ("avx_nodes",), False),
        (group(""), ("image_file",), False),
        (rules("a", "x"), (), True),
        (CUSTOM, (), True),
        (f"{group('a')}---\n{rules('b', 'x')}---\n{group('a', ASKED_TOO)}", ("a", "a_2"), True),
    ],
    ids=["image", "group", "nameless group", "rules", "custom.d", "several"],
)
def test_what_a_file_has(text: str, declared: tuple[str, ...], yields: bool) -> None:
    loaded = documents(text, "some/folder/image-file.yaml")
    assert (loaded.declared, loaded.policies, loaded.yields, loaded.failed) == (declared, declared, yields, False)
    assert tuple(verdicts(loaded)) == declared
    assert bool(loaded.outputs(NODE)) is yields


def test_objects_in_one_file_each_count() -> None:
    loaded = documents(f"# these\n---\n{group('a')}---\n---\n{group('b', ASKED_TOO)}...\n---\n# no more\n")
    assert verdicts(loaded) == {"a": "compatible", "b": "incompatible"}


def test_all_rules_of_a_file_go_together() -> None:
    loaded = documents(f"{rules('b', 'second')}---\n{rules('a', 'first')}")
    [outputs] = loaded.outputs(NODE)
    assert [(each.object, each.name, each.reasons) for each in outputs.rules] == [("a", "r", ()), ("b", "r", ())]
    assert loaded.check(NODE).results == ()


@pytest.mark.parametrize("first", [IMAGE, CUSTOM], ids=["image", "custom.d"])
def test_of_other_documents_the_first_counts(first: str) -> None:
    """And whatever stands behind it is not even looked at, as NFD does not look at it."""
    alone, loaded = (
        read(first, "document.yaml"),
        read(f"{first}---\n{group('a')}---\n{{{{ .Values }}}}\n", "document.yaml"),
    )
    assert [each.code for each in loaded.diagnostics if each not in alone.diagnostics] == ["nfd-more-documents"]
    assert loaded.check(NODE) == alone.check(NODE)
    assert loaded.outputs(NODE) == alone.outputs(NODE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nfd-document"),
        ("kind: NodeFeature\n", "nfd-document"),
        ("kind: NodeFeatureRule\nspec: {{ .Values.spec }}\n", "nfd-unrendered"),
        ("compatibilities: [\n", "invalid-yaml"),
        ("compatibilities: 1\n", "malformed-section"),
        (CUSTOM.replace("Exists", "Exist"), "nfd-refused"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_compatible(text: str, code: str) -> None:
    loaded = read(text, "document.yaml")
    assert (loaded.failed, loaded.declared, loaded.yields, loaded.outputs(NODE)) == (True, (), False, ())
    found = result(loaded)
    assert (found.policy, found.verdict, found.degraded, found.score) == ("document.yaml", "error", False, (0, 0))
    assert found.diagnostics == loaded.diagnostics
    assert [each.code for each in found.diagnostics] == [code]
    assert loaded.explain(NODE) == loaded.check(NODE)
    assert loaded.select(["a"], {"b": "c"}, ["d"]) is loaded


def test_what_cannot_be_read_does_not_hide_what_can() -> None:
    loaded = read(f"{{{{ .Values }}}}\n---\n{group('a')}", "document.yaml")
    assert [each.code for each in loaded.diagnostics] == ["nfd-unrendered"]
    assert verdicts(loaded) == {"a": "compatible"}


def test_a_byte_order_mark_is_no_part_of_a_document() -> None:
    loaded = documents(f"\ufeff{group('a')}")
    assert verdicts(loaded) == {"a": "compatible"}
    assert loaded.sources["document.yaml"].text == group("a")


# Which of them are asked


def test_documents_are_chosen_by_name() -> None:
    loaded = documents(f"{group('a')}---\n{group('b')}---\n{rules('c', 'x')}")
    chosen = loaded.select(["b"])
    assert verdicts(chosen) == {"b": "compatible"}
    assert (chosen.yields, chosen.outputs(NODE)) == (False, ())
    assert loaded.select().declared == ("a", "b")
    assert loaded.select().yields


def test_tags_keep_the_sets_that_have_one() -> None:
    loaded = documents(IMAGE)
    assert verdicts(loaded.select(tags=["plain"])) == {"document": "compatible"}
    assert verdicts(loaded.select(tags=["fast"])) == {"document": "incompatible"}
    assert verdicts(loaded.select(tags=["fast", "slow"]), node(["AVX512F"])) == {"document": "compatible"}


def test_what_has_no_tag_is_left_out_by_any() -> None:
    """The set that holds everywhere has none."""
    nothing = node([])
    loaded = documents(IMAGE)
    assert result(loaded, nothing).chosen == ("every_node",)
    assert verdicts(loaded.select(tags=["fast", "plain"]), nothing) == {"document": "incompatible"}


def test_of_a_set_with_the_tag_there_may_be_several() -> None:
    loaded = documents(IMAGE.replace("tag: fast", "tag: plain"))
    [of_profiles] = result(loaded.select(tags=["plain"])).groups
    assert [(each.name, each.weight) for each in of_profiles.profiles] == [("plain", 10), ("plain_2", 1)]


def test_an_image_without_such_a_tag_is_unknown_beside_one_with_it() -> None:
    tagged, other = IMAGE.replace("tag: plain", "tag: b"), IMAGE.replace("tag: plain", "tag: c")
    loaded = documents(f"{group('a')}---\n{tagged}---\n{other}").select(tags=["b"])
    assert verdicts(loaded) == {"a": "compatible", "document": "compatible", "document_2": "unknown"}
    [*_, last] = loaded.check(NODE).results
    [requirement] = last.requirements
    assert requirement.reasons[0].message == (
        "no compatibility set has one of the tags, so it does not say where it runs"
    )


@pytest.mark.parametrize(
    ("text", "policies", "parameters", "tags", "message"),
    [
        (
            IMAGE,
            (),
            {"minimum": "5"},
            (),
            "`document.yaml` is a document of NFD, which has no parameter `minimum`",
        ),
        (IMAGE, ("documnt",), {}, (), "`document.yaml` has no policy `documnt`: did you mean `document`?"),
        (f"{group('a')}---\n{group('b')}", ("train",), {}, (), "`document.yaml` has no policy `train`: it has a, b"),
        (rules("a", "x"), ("a",), {}, (), "`document.yaml` has no policy `a`: its rules have no verdict"),
        (
            IMAGE,
            (),
            {},
            ("slow", "old"),
            "no compatibility set of `document.yaml` has the tag `slow` or `old`: tags are fast, plain",
        ),
        (
            "compatibilities: [{rules: []}]",
            (),
            {},
            ("slow",),
            "no compatibility set of `document.yaml` has the tag `slow`: no set has a tag",
        ),
    ],
)
def test_what_is_not_there_cannot_be_asked(
    text: str, policies: tuple[str, ...], parameters: dict[str, str], tags: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        documents(text).select(policies, parameters, tags)
    assert str(raised.value) == message


def test_tags_are_nothing_to_groups_and_rules() -> None:
    loaded = documents(f"{group('a')}---\n{rules('b', 'x')}").select(tags=["any"])
    assert verdicts(loaded) == {"a": "compatible"}
    assert loaded.yields


# What people are told of a file


def test_a_summary_names_sets_and_rules() -> None:
    text = IMAGE.replace("description: every node, ", "description: every node, tag: any, ")
    assert documents(text).summary() == [
        "set 1, weight 10 (tag fast): avx512",
        "set 2, weight 1 (tag plain): avx",
        "set 3, weight 0 (every node, tag any): any",
    ]
    nameless = documents(f"compatibilities: [{{}}, {{rules: [{{{ASKED}}}, {{name: b, {ASKED_TOO}}}]}}]")
    assert nameless.summary() == ["set 1, weight 0: no rules", "set 2, weight 0: a rule without a name, b"]
    assert documents(f"{group('a')}---\n{rules('b', 'x')}").summary() == ["NodeFeatureGroup a", "NodeFeatureRule b"]


@pytest.mark.parametrize(
    ("text", "is_image"), [(IMAGE, True), (group("a"), False), (f"{group('a')}---\n{IMAGE}", False), ("", False)]
)
def test_whether_a_file_is_one_image(text: str, is_image: bool) -> None:
    assert read(text, "document.yaml").is_image is is_image


# What NFD's client would report


def test_the_report_is_that_of_the_only_image() -> None:
    loaded = documents(IMAGE)
    report = loaded.select(tags=["plain"]).image_reports(NODE).only
    assert report is not None
    assert to_json(report).startswith('[{"rules":[{"name":"avx","isMatch":true,')
    assert len(loaded.image_reports(NODE).results[0]) == 3


@pytest.mark.parametrize("text", [group("a"), rules("a", "x"), f"{rules('a', 'x')}---\n{IMAGE}", CUSTOM])
def test_others_have_no_report(text: str) -> None:
    with pytest.raises(UsageError, match="is no compatibility specification of an image"):
        documents(text).image_reports(NODE)
