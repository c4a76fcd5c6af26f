"""Every lint, in the order of the codes. A test shows that none is missing."""

from __future__ import annotations

from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.rules import (
    all_of_nothing,
    always_true,
    config_prefix,
    count_as_any,
    double_negation,
    duplicate_member,
    given_without_effect,
    glob_without_wildcard,
    id_as_text,
    implied_requirement,
    kernel_number,
    missing_because,
    missing_fix,
    misspelt_flag,
    never_true,
    new_feature,
    no_such_row,
    or_chain,
    overlapping_rows,
    patch_release_excluded,
    policy_without_image,
    pre_release_admitted,
    preference_without_effect,
    range_gap,
    redundant_row,
    regex_for_literal,
    repeated_condition,
    repeated_when,
    shadowed_name,
    silent_absence,
    split_quantifier,
    stale_table,
    table_without_source,
    unescaped_dot,
    unreachable_profile,
    untested_policy,
    untested_refusal,
    unused_declaration,
    unused_import,
    unused_parameter,
    useless_fallback,
    version_as_string,
)

LINTS: tuple[Lint, ...] = (
    patch_release_excluded.LINT,
    pre_release_admitted.LINT,
    range_gap.LINT,
    version_as_string.LINT,
    redundant_row.LINT,
    overlapping_rows.LINT,
    no_such_row.LINT,
    table_without_source.LINT,
    stale_table.LINT,
    always_true.LINT,
    never_true.LINT,
    repeated_condition.LINT,
    split_quantifier.LINT,
    all_of_nothing.LINT,
    silent_absence.LINT,
    double_negation.LINT,
    or_chain.LINT,
    count_as_any.LINT,
    useless_fallback.LINT,
    id_as_text.LINT,
    misspelt_flag.LINT,
    config_prefix.LINT,
    kernel_number.LINT,
    regex_for_literal.LINT,
    glob_without_wildcard.LINT,
    unescaped_dot.LINT,
    duplicate_member.LINT,
    shadowed_name.LINT,
    unused_import.LINT,
    unused_declaration.LINT,
    unused_parameter.LINT,
    new_feature.LINT,
    missing_fix.LINT,
    missing_because.LINT,
    implied_requirement.LINT,
    preference_without_effect.LINT,
    unreachable_profile.LINT,
    repeated_when.LINT,
    policy_without_image.LINT,
    untested_policy.LINT,
    untested_refusal.LINT,
    given_without_effect.LINT,
)

_ABOUT_COMMENTS = (lint.BAD_SUPPRESSION, lint.UNUSED_SUPPRESSION)
"""Found when all others have been, see `rules/suppressions.py`."""

CODES: tuple[str, ...] = (*(each.code.name for each in LINTS), *(each.name for each in _ABOUT_COMMENTS))
"""What can be selected and ignored."""

DEFAULT: frozenset[str] = frozenset(CODES) - {each.code.name for each in LINTS if each.pedantic}
"""What runs unless the user says otherwise."""
