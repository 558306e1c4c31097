"""The checks, one module each, in the order of their ids. A new check is a new module and two lines here."""

from iot_posture.analysis import Check
from iot_posture.checks import (
    iot001_acknowledgement_not_valid,
    iot002_acknowledgement_not_needed,
    iot003_resources_not_readable,
    iot101_policy_document_not_valid,
    iot102_action_never_matches_resource,
    iot201_policy_allows_any_action,
    iot202_connect_not_bound_to_thing,
    iot203_policy_reaches_any_thing,
    iot204_publish_not_bound_to_thing,
    iot215_device_reaches_another,
    iot301_role_trusts_iot_without_source,
    iot401_rule_without_error_action,
    iot402_rule_sql_version_outdated,
    iot403_rule_target_chosen_by_message,
    iot501_logging_disabled,
    iot502_audit_check_off,
    iot503_alarm_that_cannot_help,
    iot517_nested_template_not_read,
)

CHECKS: tuple[Check, ...] = (
    iot001_acknowledgement_not_valid.CHECK,
    iot002_acknowledgement_not_needed.CHECK,
    iot003_resources_not_readable.CHECK,
    iot101_policy_document_not_valid.CHECK,
    iot102_action_never_matches_resource.CHECK,
    iot201_policy_allows_any_action.CHECK,
    iot202_connect_not_bound_to_thing.CHECK,
    iot203_policy_reaches_any_thing.CHECK,
    iot204_publish_not_bound_to_thing.CHECK,
    iot215_device_reaches_another.CHECK,
    iot301_role_trusts_iot_without_source.CHECK,
    iot401_rule_without_error_action.CHECK,
    iot402_rule_sql_version_outdated.CHECK,
    iot403_rule_target_chosen_by_message.CHECK,
    iot501_logging_disabled.CHECK,
    iot502_audit_check_off.CHECK,
    iot503_alarm_that_cannot_help.CHECK,
    iot517_nested_template_not_read.CHECK,
)

__all__ = ["CHECKS"]
