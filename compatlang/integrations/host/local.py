"""What an administrator adds in files: `local.label` and `local.feature`. After NFD `source/local/local.go`.

    # +expiry-time=2030-01-02T03:04:05Z
    vendor.io/feature=value
    # +no-label
    seen-by-rules-only

Files are read in the order of their names, and later ones win.
"""

from __future__ import annotations

import datetime
import re

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root, is_missing
from compatlang.integrations.host.text import lines, trimmed

_FOLDER = "etc/kubernetes/node-feature-discovery/features.d"
_DOMAINS = ("local.label", "local.feature")
_FILE_BYTES = 65_536
_DIRECTIVE = "# +"
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]+)?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_FOREVER = datetime.datetime.max.replace(tzinfo=datetime.UTC)
_LONG_AGO = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def discover(root: Root, found: Found, now: datetime.datetime) -> None:
    """Both domains, which NFD reports whether the folder is there or not."""
    labels: dict[str, str] = {}
    features: dict[str, str] = {}
    found.attributes["local.label"], found.attributes["local.feature"] = labels, features
    for path in _files(root, found):
        try:
            size = root.size(path)
            if size is None or size > _FILE_BYTES:
                continue
            text = root.text(path, _FILE_BYTES)
        except OSError as error:
            _incomplete(found, error)
            continue
        file_labels, file_features = parse(text, now)
        labels |= file_labels
        features |= file_features


def _files(root: Root, found: Found) -> list[str]:
    try:
        return [f"{_FOLDER}/{name}" for name in root.names(_FOLDER) if not name.startswith(".")]
    except OSError as error:
        if not is_missing(error) or not root.has("etc"):
            _incomplete(found, error)
        return []


def _incomplete(found: Found, error: OSError) -> None:
    for domain in _DOMAINS:
        found.incomplete(domain, error)


def parse(text: str, now: datetime.datetime) -> tuple[dict[str, str], dict[str, str]]:
    """The labels and the features of one file."""
    labels: dict[str, str] = {}
    features: dict[str, str] = {}
    expiry = now
    skipped: set[str] = set()
    for raw in lines(text):
        line = trimmed(raw)
        if line.startswith("#"):
            word, equals, value = line.removeprefix(_DIRECTIVE).partition("=")
            if line.startswith(_DIRECTIVE) and word in ("no-label", "no-feature"):
                skipped.add(word)
            elif line.startswith(_DIRECTIVE) and word == "expiry-time" and equals:
                expiry = parse_time(trimmed(value)) or expiry
        elif line and expiry >= now:
            key, equals, value = line.partition("=")
            for values, directive in ((labels, "no-label"), (features, "no-feature")):
                if directive in skipped:
                    values.pop(key, None)
                else:
                    values[key] = value if equals else "true"
            skipped.clear()
    return labels, features


def parse_time(text: str) -> datetime.datetime | None:
    """A time of RFC 3339, as leniently as Go's `time.Parse` reads one: one digit is enough for the hour."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(each) for each in match.groups()[:6])
    sign, hours, minutes = match[7], int(match[8] or 0), int(match[9] or 0)
    if hours > 24 or minutes > 60:
        return None
    try:
        # Year 0 is a year to Go and none to Python; 4 has its calendar.
        moment = datetime.datetime(year or 4, month, day, hour, minute, second, tzinfo=datetime.UTC)
    except ValueError:
        return None
    if year == 0:
        return _LONG_AGO
    offset = datetime.timedelta(hours=hours, minutes=minutes)
    try:
        return moment + offset if sign == "-" else moment - offset
    except OverflowError:
        return _FOREVER if sign == "-" else _LONG_AGO
