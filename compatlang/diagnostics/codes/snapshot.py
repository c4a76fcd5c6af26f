"""Codes of the snapshot stage."""

from compatlang.diagnostics.diagnostic import Code

CANNOT_READ = Code("cannot-read", "error", "a file of snapshots could not be read")
NOT_A_SNAPSHOT = Code("not-a-snapshot", "error", "a document says something else than the features of a node")
UNSUPPORTED_VERSION = Code("unsupported-version", "error", "an object has an API version that this release cannot read")
MISSING_NODE_NAME = Code("missing-node-name", "error", "an object does not say which node it speaks of")
INVALID_YAML = Code("invalid-yaml", "error", "a document cannot be read as YAML")
INVALID_JSON = Code("invalid-json", "error", "a text cannot be read as JSON")
DUPLICATE_KEY = Code("duplicate-key", "error", "a mapping of a snapshot has the same key twice")
SNAPSHOT_LIMIT = Code("snapshot-limit", "error", "a document of a snapshot exceeds a limit of the reader")
MALFORMED_SECTION = Code("malformed-section", "error", "a part of a snapshot does not have the shape of its kind")
MALFORMED_ANNOTATION = Code(
    "malformed-annotation", "warning", "the annotation `compatlang/partial` does not name domains"
)
UNQUOTED_VALUE = Code("unquoted-value", "warning", "a number or a truth value stands where a snapshot has texts")
DUPLICATE_OBJECT = Code("duplicate-object", "warning", "an object was read twice, and the last one counts")
