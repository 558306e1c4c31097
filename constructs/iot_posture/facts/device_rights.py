"""What a role that devices or apps hold may do to AWS IoT, as the audit of Device Defender sorts it.

Source: docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-auth-cognito-role-permissive.html,
.../audit-chk-unauth-cognito-role-permissive.html and .../audit-chk-iot-role-alias-permissive.html, read 2026-11-22.
Every action of the control plane that is not listed here manages something that is no thing.
"""

THING_READS = frozenset(
    ("DescribeThing", "ListJobExecutionsForThing", "ListThingGroupsForThing", "ListThingPrincipals")
)
"""Reading what the registry knows of a thing."""

THING_WRITES = frozenset(
    (
        *("AddThingToThingGroup", "AttachThingPrincipal", "CreateThing", "DeleteThing", "DetachThingPrincipal"),
        *("ListThings", "ListThingsInThingGroup", "RegisterThing", "RemoveThingFromThingGroup", "UpdateThing"),
        "UpdateThingGroupsForThing",
    )
)
"""Managing things; the pages count the two lists of things here."""

SECURITY_SERVICES = frozenset(("cloudtrail", "guardduty", "iam", "inspector", "trustedadvisor"))
"""Services that watch over or hand out access: no device needs any of them."""

DATA_PLANE = {
    "client": ("iot:Connect",),
    "topic": ("iot:Publish",),
    "topicfilter": ("iot:Subscribe",),
    "thing": (
        *("iot:GetThingShadow", "iot:UpdateThingShadow", "iot:DeleteThingShadow"),
        *("iotjobsdata:DescribeJobExecution", "iotjobsdata:GetPendingJobExecutions"),
        *("iotjobsdata:StartNextPendingJobExecution", "iotjobsdata:UpdateJobExecution"),
    ),
}
"""Actions that are judged by how many devices they reach, by the resource type that each is judged on."""
