"""Codes of NFD documents: what cannot be read, and what NFD itself would not say or would say too late."""

from compatlang.diagnostics.diagnostic import Code

NOT_A_DOCUMENT = Code("nfd-document", "error", "a text is none of the documents of NFD that can be evaluated")
UNRENDERED = Code("nfd-unrendered", "error", "a document is a Helm template that was not rendered")
REFUSED = Code("nfd-refused", "error", "NFD refuses to read this part of a document")
NULL_EXPRESSION = Code("nfd-null", "error", "an expression is null, and NFD crashes when it comes to it")
UNKNOWN_OPERATOR = Code("nfd-operator", "error", "an expression has an operator that NFD does not know")
VALUES = Code("nfd-values", "error", "an expression has more or fewer values than its operator takes")
PATTERN = Code("nfd-pattern", "error", "a regular expression cannot be compiled")
NUMBER = Code("nfd-number", "error", "a value is no number or no version where one is compared")
BOUNDS = Code("nfd-bounds", "error", "the bounds of a range are not in order")
VALUE_TYPE = Code("nfd-type", "error", "an expression has a type that NFD does not know")
TEMPLATE = Code("nfd-template", "error", "a template cannot be parsed")
UNUSED_TYPE = Code("nfd-unused-type", "warning", "an expression has a type that its operator does not look at")
ALWAYS_TRUE = Code("nfd-always-true", "warning", "an expression without an operator is always true")
UNKNOWN_FEATURE = Code("nfd-feature", "warning", "no source of NFD reports this feature")
UPPER_CASE = Code("nfd-upper-case", "warning", "the name of a feature is not in lower case")
DUPLICATE_RULE = Code("nfd-duplicate-rule", "warning", "two rules of a document have the same name")
OUTPUT = Code("nfd-output", "warning", "nfd-master does not put this on a node")
UNKNOWN_FIELD = Code("nfd-field", "warning", "a field that NFD does not know, and ignores")

CANNOT_IMPORT = Code("nfd-import", "error", "a rule of NFD asks for something that the language cannot ask for equally")
NOTHING_TO_IMPORT = Code("nfd-import-empty", "error", "a document has no rules that could become a policy")
NEVER_MET = Code("nfd-import-never", "warning", "a question to which no node can answer yes")

NOT_EXPRESSIBLE = Code("nfd-not-expressible", "error", "a construct that NFD cannot express")
LEFT_OUT = Code("nfd-left-out", "warning", "a statement that never decides, which an NFD document has no place for")
