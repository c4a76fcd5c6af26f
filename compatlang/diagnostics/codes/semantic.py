"""Codes of name resolution and type checking."""

from compatlang.diagnostics.diagnostic import Code

UNKNOWN_NAME = Code("unknown-name", "error", "a name that nothing declares")
UNKNOWN_FEATURE = Code("unknown-feature", "error", "a path that is no node feature")
UNKNOWN_TYPE = Code("unknown-type", "error", "a type that does not exist, or that cannot stand here")
AMBIGUOUS_NAME = Code("ambiguous-name", "error", "a name that means two things at once")
DUPLICATE_NAME = Code("duplicate-name", "error", "a name that is declared twice")
TYPE_MISMATCH = Code("type-mismatch", "error", "an operator or a value that does not fit the type beside it")
NOT_A_CONDITION = Code("not-a-condition", "error", "a value stands where something true or false is needed")
NOT_A_VALUE = Code("not-a-value", "error", "a condition, a set or a declaration stands where one value is needed")
WRONG_ARGUMENTS = Code("wrong-arguments", "error", "a call whose arguments do not fit what is called")
RECURSION = Code("recursion", "error", "a declaration that is defined by itself")
NESTED_QUANTIFIER = Code("nested-quantifier", "error", "a quantifier inside another")
EMPTY_RANGE = Code("empty-range", "error", "a range that no value lies in")
BAD_REGEX = Code("bad-regex", "error", "a regular expression that RE2 cannot compile")
BAD_TABLE = Code("bad-table", "error", "a table whose rows do not fit its header")
BAD_WEIGHT = Code("bad-weight", "error", "a weight outside its range")
BAD_DECLARATION = Code("bad-declaration", "error", "a declaration that cannot mean anything")
MISPLACED_STATEMENT = Code("misplaced-statement", "error", "a statement that cannot stand in this block")
TOO_LARGE = Code("too-large", "error", "a policy that grows past a limit once its rules and includes are expanded")
BAD_GIVEN = Code("bad-given", "error", "a `given` that no snapshot could hold")
BAD_EXPECT = Code("bad-expect", "error", "an `expect` that can never be met")
