"""Codes of `NVIDIA_REQUIRE_*` variables: what NVIDIA's runtime fails on, and what it silently does."""

from compatlang.diagnostics.diagnostic import Code

KEY = Code("nvidia-key", "error", "a comparison is of something that NVIDIA's runtime does not know")
OPERATOR = Code("nvidia-operator", "error", "a comparison has no operator, or one that its key does not have")
VALUE = Code("nvidia-value", "error", "a comparison has no value, or one that is no text")
VERSION = Code("nvidia-version", "error", "a value is no version where one is compared")
EMPTY = Code("nvidia-empty", "error", "an alternative has no comparison")
LIMIT = Code("nvidia-limit", "error", "a variable, or the policy that is made of it, is larger than the limit")
NOTHING = Code("nvidia-nothing", "error", "no variable asks for anything")
LONE_BANG = Code("nvidia-lone-bang", "warning", "`!` stands for `!=`, which works only by accident")
NEVER = Code("nvidia-never", "warning", "an alternative that no GPU can meet")
NOT_CHECKED = Code(
    "nvidia-not-checked", "warning", "a variable that NVIDIA's runtime leaves out, or that turns others off"
)
