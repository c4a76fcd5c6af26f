"""Codes of what `compatlang lint` finds: a policy that compiles, and does not say what its author meant."""

from compatlang.diagnostics.diagnostic import Code

# Versions
PATCH_RELEASE_EXCLUDED = Code(
    "patch-release-excluded", "warning", "an upper bound leaves out the patch releases of the series that it names"
)
PRE_RELEASE_ADMITTED = Code(
    "pre-release-admitted", "warning", "a bound below a release admits the pre-releases of that release"
)
RANGE_GAP = Code("range-gap", "warning", "a gap between two ranges of versions that looks like a mistake")
VERSION_AS_STRING = Code("version-as-string", "warning", "a version is compared as text")

# Tables
REDUNDANT_ROW = Code("redundant-row", "warning", "another row of the table admits all that this row admits")
OVERLAPPING_ROWS = Code("overlapping-rows", "warning", "two rows overlap and say different things where they do")
NO_SUCH_ROW = Code("no-such-row", "warning", "no row of the table admits a constant that it is asked for")
TABLE_WITHOUT_SOURCE = Code("table-without-source", "warning", "a table does not say where its facts come from")
STALE_TABLE = Code("stale-table", "warning", "the day on which a table was to be reviewed has passed")

# Conditions
ALWAYS_TRUE = Code("always-true", "warning", "a condition that is never *no*")
NEVER_TRUE = Code("never-true", "warning", "conditions that no node can meet together")
REPEATED_CONDITION = Code("repeated-condition", "warning", "a condition stands twice in one block")
SPLIT_QUANTIFIER = Code("split-quantifier", "warning", "two quantifiers that may be answered by two different devices")
ALL_OF_NOTHING = Code("all-of-nothing", "warning", "`all` is *yes* where there is no instance at all")
SILENT_ABSENCE = Code("silent-absence", "warning", "a requirement that holds where the value is not there")
DOUBLE_NEGATION = Code("double-negation", "warning", "a negation of a negation")
OR_CHAIN = Code("or-chain", "warning", "a chain of comparisons that is a set")
COUNT_AS_ANY = Code("count-as-any", "warning", "a count that only asks whether there is any")
USELESS_FALLBACK = Code("useless-fallback", "warning", "a value behind `??` that is never taken")

# Names and texts
ID_AS_TEXT = Code("id-as-text", "warning", "ids of devices are declared as another type")
MISSPELT_FLAG = Code("misspelt-flag", "warning", "a flag that nothing reports, and one that is nearly called so")
CONFIG_PREFIX = Code("config-prefix", "warning", "an option of the kernel is named with `CONFIG_`, as NFD never does")
KERNEL_NUMBER = Code("kernel-number", "warning", "a kernel's number stands for a feature that can be asked for itself")
REGEX_FOR_LITERAL = Code("regex-for-literal", "warning", "a regular expression that is a plain text")
GLOB_WITHOUT_WILDCARD = Code("glob-without-wildcard", "warning", "a glob without `*` and `?`")
UNESCAPED_DOT = Code("unescaped-dot", "warning", "a dot of a regular expression that any character matches")
DUPLICATE_MEMBER = Code("duplicate-member", "warning", "a member of a set that another member has already")
SHADOWED_NAME = Code("shadowed-name", "warning", "a name that hides another one")
UNUSED_IMPORT = Code("unused-import", "warning", "an import of which nothing is used")
UNUSED_DECLARATION = Code("unused-declaration", "warning", "a declaration that nothing uses")
UNUSED_PARAMETER = Code("unused-parameter", "warning", "a parameter that nothing reads")
NEW_FEATURE = Code("new-feature", "warning", "a feature that older releases of NFD do not report")

# Policies
MISSING_FIX = Code("missing-fix", "warning", "a requirement does not say what to do where it fails")
MISSING_BECAUSE = Code("missing-because", "warning", "a `forbid` does not say why")
IMPLIED_REQUIREMENT = Code("implied-requirement", "warning", "a requirement that holds wherever another one does")
PREFERENCE_WITHOUT_EFFECT = Code(
    "preference-without-effect", "warning", "a preference that every compatible node meets"
)
UNREACHABLE_PROFILE = Code("unreachable-profile", "warning", "a profile that is never chosen")
REPEATED_WHEN = Code("repeated-when", "warning", "two `when` blocks with the same condition")
POLICY_WITHOUT_IMAGE = Code(
    "policy-without-image", "warning", "a policy names no image, and others of the file name theirs"
)

# Tests
UNTESTED_POLICY = Code("untested-policy", "warning", "a policy that no test of its file expects anything of")
UNTESTED_REFUSAL = Code("untested-refusal", "warning", "no test shows that a policy refuses anything")
GIVEN_WITHOUT_EFFECT = Code(
    "given-without-effect", "warning", "a `given` that nothing reads which the test expects something of"
)

# Suppressions
BAD_SUPPRESSION = Code("bad-suppression", "warning", "a suppression without a reason, or of a code that is not known")
UNUSED_SUPPRESSION = Code("unused-suppression", "warning", "a suppression of what is not found there")
