"""SecurityProfile: expected behavior of devices, for accounts that have Device Defender Detect."""

from collections.abc import Sequence

from aws_cdk import Names
from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.arns import arn, arn_of_topic
from cdk_secure_iot._support.fragment import Fragment, att
from cdk_secure_iot._support.roles import add_service_role
from cdk_secure_iot.detection.behaviors import AWS_SAMPLE, Behavior
from cdk_secure_iot.detection.notification_topic import publish_permissions

ALL_THINGS = "all/things"
EVERYTHING = frozenset({ALL_THINGS, "all/registered-things", "all/unregistered-things"})


class SecurityProfile(Construct):
    """A security profile of Device Defender Detect: behaviors, the things they are expected of, and who hears of a breach.

    AWS closed Detect to new customers on 2026-08-31. An account that did not use it before cannot deploy a security profile;
    the audit is not affected. So nothing in this library needs one, and this construct must be asked for in words:
    `account_already_uses_detect=True`. Without Detect, `FleetAlarms` watches refusals, client-ID conflicts and throttles of
    the whole fleet.

    Secure defaults:
        * The behaviors of AWS's own example, for every thing of the account.
        * Breaches are told on an encrypted topic, by a role that may publish there only, for this profile only.

    Relaxing:
        * `notifications` is any topic; where it is not a `NotificationTopic` and encrypted, give its key as
          `notifications_key`.
        * `behaviors` and `targets` (`all/things`, `all/registered-things`, `all/unregistered-things`, `thinggroup/<name>`).

    Raises:
        ValueError: Detect was not said to be in use, no behaviors, two of one name, over 100, or no targets.

    Example:
        >>> from aws_cdk import App, Stack
        >>> from cdk_secure_iot import NotificationTopic
        >>> stack = Stack(App(), "Stack")
        >>> told = NotificationTopic(stack, "Told")
        >>> profile = SecurityProfile(stack, "Profile", account_already_uses_detect=True, notifications=told)
        >>> len(profile.behaviors)
        5

    Source: https://docs.aws.amazon.com/iot-device-defender/latest/devguide/dd-detect-availability-change.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        account_already_uses_detect: bool = False,
        notifications: sns.ITopic,
        notifications_key: kms.IKey | None = None,
        behaviors: Sequence[Behavior] = AWS_SAMPLE,
        targets: Sequence[str] = (ALL_THINGS,),
        profile_name: str | None = None,
    ) -> None:
        if account_already_uses_detect is not True:
            raise ValueError(
                "SecurityProfile: AWS closed Device Defender Detect to new customers on 2026-08-31, and a new account cannot "
                "deploy this. Where the account used Detect before, say account_already_uses_detect=True; elsewhere use "
                "FleetAlarms, which needs no Detect"
            )
        names = [behavior.name for behavior in behaviors]
        if not 1 <= len(names) <= 100 or len(set(names)) != len(names):
            raise ValueError(f"SecurityProfile behaviors {names}: give 1 to 100, each with a name of its own")
        if not targets or not all(map(_is_target, targets)):
            raise ValueError(
                f"SecurityProfile targets {list(targets)}: give all/things, all/registered-things, all/unregistered-things or "
                "thinggroup/<name>; a profile without a target watches nothing"
            )
        super().__init__(scope, id)
        self.behaviors = tuple(behaviors)
        """What is expected of each device."""
        # The role must name the profile before the profile can name the role, so the profile has a fixed name.
        self.profile_name = profile_name or Names.unique_resource_name(self, separator="_", max_length=128)
        self._fragment = Fragment()
        add_service_role(
            self._fragment,
            "AlertRole",
            description="Lets Device Defender publish breaches of one security profile to one topic, and nothing else",
            source_arn=arn("iot", f"securityprofile/{self.profile_name}"),
            statements=publish_permissions(notifications, notifications_key),
        )
        profile = {
            "AlertTargets": {"SNS": {"AlertTargetArn": arn_of_topic(notifications), "RoleArn": att("AlertRole")}},
            "Behaviors": [behavior.render() for behavior in behaviors],
            "SecurityProfileName": self.profile_name,
            "TargetArns": [arn("iot", target) for target in targets],
        }
        self._fragment.add("Profile", "AWS::IoT::SecurityProfile", profile)
        self._fragment.make(self)

    @property
    def cfn_security_profile(self) -> iot.CfnSecurityProfile:
        """The L1, for what this construct does not offer."""
        return self._fragment.l1("Profile", iot.CfnSecurityProfile)


def _is_target(target: str) -> bool:
    kind, _, name = target.partition("/")
    return target in EVERYTHING or (kind == "thinggroup" and bool(name))
