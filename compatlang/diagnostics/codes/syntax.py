"""Codes of the parser."""

from compatlang.diagnostics.diagnostic import Code

SYNTAX = Code("syntax", "error", "the text does not follow the grammar at this place")
UNCLOSED = Code("unclosed", "error", "a bracket or a string is opened and never closed")
WRONG_OPERATOR = Code("wrong-operator", "error", "an operator of another language; the message says what to write")
WRONG_LITERAL = Code("wrong-literal", "error", "a literal that cannot be read, such as a string in single quotes")
LIMIT = Code("limit", "error", "the text exceeds a limit of the language")
UNKNOWN_EDITION = Code("unknown-edition", "error", "the file asks for an edition that this release does not know")
STRAY_DOC_COMMENT = Code("stray-doc-comment", "warning", "a doc comment that belongs to no declaration")
