"""Every limit of the language and of the readers, in one place.

A text past a limit gets a diagnostic that names the limit; nothing here depends on the machine.
"""

SOURCE_BYTES = 1 << 20
"""Size of one policy file (1 MiB)."""

NESTING = 64
"""Depth of brackets and blocks in a policy, and of containers in a snapshot."""

IMPORT_DEPTH = 32
"""Length of a chain of imports."""

TABLE_ROWS = 100_000
"""Rows of one table, inline or CSV."""

TABLE_BYTES = 16 << 20
"""Size of one CSV table (16 MiB)."""

SET_MEMBERS = 10_000
"""Members of one set, nested ones counted."""

STRING_BYTES = 64 << 10
"""Size of one string literal (64 KiB, as UTF-8)."""

SNAPSHOT_BYTES = 16 << 20
"""Size of one snapshot document (16 MiB). A file may hold many documents."""

SNAPSHOT_FILE_BYTES = 1 << 30
"""Size of one file of snapshots (1 GiB)."""

SNAPSHOT_FILE_ERRORS = 100
"""Errors of one JSON file before reading stops: the decoder counts lines from the beginning for each."""

YAML_DIRECTIVES = 64
"""Directive lines of one YAML document; libyaml compares each with all that stand before it."""

ALIAS_NODES = 1_000_000
"""Nodes that a YAML document may have once its aliases are expanded."""

VERSION_CHARACTERS = 256
"""Length of a version text."""

VERSION_DIGITS = 18
"""Digits in one run of a version text."""

REQUIREMENT_BYTES = 64 << 10
"""Size of the value of one variable `NVIDIA_REQUIRE_*` (64 KiB)."""

EXPANDED_STATEMENTS = 100_000
"""Statements of one policy once its includes are expanded."""

EXPLAINED_REASONS = 20
"""Reasons that an explanation lists for one requirement before it says how many more there are."""

EXPANDED_CONDITIONS = 1_000_000
"""Conditions and table rows of one rule or policy once the rules it calls are expanded."""

CALL_DEPTH = 32
"""How deep declared features may be made from each other."""

EXPANDED_NESTING = 128
"""Depth of conditions once the rules they call are expanded, a call counted as four."""

PROFILE_WEIGHT = 1_000_000
"""The greatest weight of a profile; the least is 0."""

PREFERENCE_WEIGHT = 100
"""The greatest weight of a preference; the least is 1."""

DIAGRAM_NODES = 256
"""Tests of one diagram of the decision graph; what is larger becomes a gate over several."""

JSON_LINE_BYTES = 16 << 20
"""Size of one line of a file of JSON lines (16 MiB). Such a file may be of any size."""

REMEMBERED_SECTIONS = 4096
"""Sections of one domain that are remembered as written, so that reading them again is a look-up."""

REMEMBERED_BYTES = 2 << 20
"""Size of the texts of one domain that are remembered (2 MiB)."""

SNAPSHOT_FINDINGS = 10_000
"""Findings that one reading of snapshots keeps before it only counts them."""

QUOTED_CHARACTERS = 16 << 20
"""Characters of snapshots that are kept so that findings can show their lines."""

QUOTED_LINES = 64
"""Lines that are kept of a finding that stands on many."""

BUNDLE_BYTES = 256 << 20
"""Size of one compiled bundle (256 MiB)."""

BUNDLE_NESTING = 256
"""Depth of the conditions, values and gates of a compiled bundle, a call counted as four."""

BUNDLE_CHILDREN = 1 << 24
"""Children of all nodes of a compiled bundle, once their runs are expanded."""

MANIFEST_BYTES = 4 << 20
"""Size of one manifest or index of a registry (4 MiB), which the OCI distribution specification asks registries to take."""

BLOB_BYTES = 4 << 20
"""Size of one blob of a compatibility artifact, or of the configuration of an image (4 MiB)."""

ARTIFACT_BYTES = 64 << 20
"""Size of all files of one compatibility artifact (64 MiB)."""

REFERRERS = 1_000
"""Referrers of one image that are looked at."""

REFERRERS_PAGES = 100
"""Pages of one list of referrers."""

BASE_IMAGES = 16
"""Length of a chain of base images."""

CLUSTER_PAGE_BYTES = 256 << 20
"""Size of one answer of an API server (256 MiB): a page of 500 objects that are a third as large as etcd lets them be."""

CLUSTER_PAGES = 10_000
"""Pages of one list of a cluster; of 500 objects each."""
