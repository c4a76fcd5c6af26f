"""`--format nfd`: what `nfd compat validate-node --output-json` prints on that node, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.cli.inputs import PolicyFile
from compatlang.cli.usage import WrongUsage
from compatlang.errors import CompatlangError
from compatlang.nfd.validator_json import to_json
from compatlang.snapshot import Snapshot


class NoReport(CompatlangError):  # noqa: N818 - it reads as what it says
    """NFD prints no report: it fails, or nobody can say what it prints."""


def nfd_report(files: Sequence[PolicyFile], nodes: Sequence[Snapshot]) -> str:
    """The report of one image on one node; NFD writes no newline behind it.

    Raises `WrongUsage` where there is not one of each, and `NoReport` where NFD has none or several.
    """
    documents = [each.documents for each in files]
    if len(documents) != 1 or documents[0] is None or documents[0].failed:
        raise WrongUsage("--format nfd is the report on one image", "name one compatibility specification (.yaml)")
    if len(nodes) != 1:
        raise WrongUsage(f"--format nfd is the report on one node, and there are {len(nodes)}", "name one snapshot")
    reports = documents[0].image_reports(nodes[0])
    if reports.fails:
        raise NoReport(f"NFD prints no report, since it fails: {min(reports.failures).text}")
    printed = {to_json(each) for each in reports.results}
    rules = (rule for report in reports.results for each in report for rule in each.rules)
    if len(printed) != 1 or reports.failures or reports.more or any(each.order_varies for each in rules):
        why = "; ".join(sorted({*(each.text for each in reports.failures), *reports.more}))
        message = "NFD's report on this node is not defined: one run may print what the next does not"
        raise NoReport(f"{message} ({why})" if why else message)
    return printed.pop()
