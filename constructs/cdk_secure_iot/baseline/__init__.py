"""The checks that run at every synth."""

from cdk_secure_iot.baseline.iot_security_checks import IotSecurityChecks
from cdk_secure_iot.baseline.security_baseline import SecurityBaseline

__all__ = ["IotSecurityChecks", "SecurityBaseline"]
