"""Functions that NFD has and this implementation does not run, each with the reason."""

from __future__ import annotations

_CLOCK = "asks the clock, so it gives another result each time"
_CHANCE = "gives another result each time"
_ZONE = "depends on the time zone of the host"
_KEYS = "makes keys or passwords and is not supported"

REFUSED = {
    **dict.fromkeys(("now", "ago"), _CLOCK),
    **dict.fromkeys(("date", "date_in_zone", "dateInZone", "htmlDate", "htmlDateInZone"), _ZONE),
    **dict.fromkeys(("toDate", "mustToDate"), _ZONE),
    **dict.fromkeys(("date_modify", "dateModify", "must_date_modify", "mustDateModify", "unixEpoch"), _ZONE),
    **dict.fromkeys(("randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt"), _CHANCE),
    **dict.fromkeys(("uuidv4", "shuffle", "bcrypt", "htpasswd", "encryptAES"), _CHANCE),
    **dict.fromkeys(("genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert"), _CHANCE),
    **dict.fromkeys(("genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey"), _CHANCE),
    **dict.fromkeys(("derivePassword", "buildCustomCert", "decryptAES"), _KEYS),
}


def refusal(name: str) -> str | None:
    """Why a function is refused, or None where it is not."""
    reason = REFUSED.get(name)
    return None if reason is None else f"the function `{name}` {reason}"
