"""Codes of what surrounds a policy: imports, tables in files, the policy file itself."""

from compatlang.diagnostics.diagnostic import Code

CANNOT_LOAD = Code("cannot-load", "error", "a file that a policy names could not be loaded")
UNKNOWN_MODULE = Code("unknown-module", "error", "an import names no module of the standard library")
IMPORT_CYCLE = Code("import-cycle", "error", "a file imports itself, directly or through others")
IMPORT_DEPTH = Code("import-depth", "error", "a chain of imports is longer than the limit")
BAD_TABLE_FILE = Code("bad-table-file", "error", "a CSV table does not have the shape that its declaration gives")
NOT_A_POLICY = Code("not-a-policy", "error", "a document of NFD stands where only a policy of the language can")
