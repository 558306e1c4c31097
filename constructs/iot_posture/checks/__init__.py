"""The checks, one module each, in the order of their ids. A new check is a new module and a line here."""

from iot_posture.analysis import Check
from iot_posture.checks import (
    iot201_policy_allows_any_action,
    iot401_rule_without_error_action,
    iot501_logging_disabled,
)

CHECKS: tuple[Check, ...] = (
    iot201_policy_allows_any_action.CHECK,
    iot401_rule_without_error_action.CHECK,
    iot501_logging_disabled.CHECK,
)

__all__ = ["CHECKS"]
