"""What administrators and NFD rules add, and NFD's test source.

Sources: NFD `source/local/local.go`, `pkg/apis/nfd/nodefeaturerule/rule.go`, `source/fake/fake.go`.
"""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes, flags, instances
from compatlang.schema.model import Element

DOMAINS = (
    attributes(
        "local.label",
        "v0.10",
        "labels from the files of an administrator in features.d, `true` where the file gives no value",
        others="string",
    ),
    attributes(
        "local.feature",
        "v0.15",
        "features from the files of an administrator in features.d, `true` where the file gives no value",
        others="string",
    ),
    attributes(
        "rule.matched",
        "v0.10",
        "labels and variables that NFD rules before this one set; only NFD documents fill it",
        others="string",
    ),
    flags("fake.flag", "v0.10", "flags of NFD's test source, off by default", known="flag_1 flag_2 flag_3"),
    attributes(
        "fake.attribute",
        "v0.10",
        "attributes of NFD's test source, off by default",
        Element("attr_1", "bool", "`true`, unless configured otherwise"),
        Element("attr_2", "bool", "`false`, unless configured otherwise"),
        Element("attr_3", "int", "`10`, unless configured otherwise"),
        others="string",
    ),
    instances(
        "fake.instance",
        "v0.10",
        "instances of NFD's test source, off by default",
        Element("name", "string", "`instance_1` to `instance_3`, unless configured otherwise"),
        Element("attr_1", "string", "`true`, unless configured otherwise"),
        Element("attr_2", "string", "`true` or `false`, unless configured otherwise"),
        Element("attr_3", "int", "`10` or `100`, unless configured otherwise"),
        Element("attr_4", "string", "`foobar`, unless configured otherwise"),
        others="string",
    ),
)
