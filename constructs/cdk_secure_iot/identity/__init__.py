"""Who a device is, and what it may do."""

from cdk_secure_iot.identity.thing_policy import ThingPolicy, ThingPolicyError

__all__ = ["ThingPolicy", "ThingPolicyError"]
