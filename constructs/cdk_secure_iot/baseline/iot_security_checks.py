"""IotSecurityChecks: the checks of `iot_posture` as a validation plugin of the CDK."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
)
from constructs import IConstruct

from cdk_secure_iot.baseline.unused_acknowledgements import unused_acknowledgements
from iot_posture import __version__

if TYPE_CHECKING:
    from iot_posture.analysis import Finding


@jsii.implements(IPolicyValidationPlugin)
class IotSecurityChecks:
    """Runs every check of `iot_posture` on every template of the app at synth, nested stacks included.

    A violation and a crashed check are errors, which fail the synth; what a check could not tell is a warning, which fails
    it with `cdk synth --strict`. Each is acknowledged as those of cdk-nag are, on one construct and with a reason:
    `Validations.of(construct).acknowledge(Acknowledgment(id="IotSecurityChecks::IOT401", reason="..."))`. One that no finding
    needed is itself found (IOT002).

    `SecurityBaseline.apply(app)` registers this plugin together with the others; register it alone where you have a baseline
    of your own. It takes the app as cdk-nag's packs do, so that one list reads alike, and does not need it.

    Example:
        >>> from aws_cdk import App, Validations
        >>> app = App()
        >>> Validations.of(app).add_plugins(IotSecurityChecks(app))

    Source: https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
    """

    def __init__(self, scope: IConstruct | None = None) -> None:
        pass

    @property
    def name(self) -> str:
        """The name of the plugin, and the first part of its acknowledgement ids."""
        return "IotSecurityChecks"

    @property
    def version(self) -> str:
        """The version of this library."""
        return __version__

    @property
    def rule_ids(self) -> list[str]:
        """The ids of the checks."""
        from iot_posture.checks import CHECKS  # noqa: PLC0415 -- see validate

        return [check.id for check in CHECKS]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Judge the templates. The CDK calls this; its report ends in `validation-report.json`."""
        return self.judge(context.template_paths)

    def judge(self, template_paths: Sequence[str]) -> PolicyValidationPluginReport:
        """Judge templates, and those of their nested stacks, as one app."""
        # The analyser is loaded when there is something to judge: an app that fails before is not slowed by it.
        from iot_posture.analysis import findings_of  # noqa: PLC0415
        from iot_posture.checks import CHECKS  # noqa: PLC0415
        from iot_posture.template import load_template, with_nested  # noqa: PLC0415

        templates = [template for path in template_paths for template in with_nested(load_template(path))]
        # Not merged as in other reports: the CDK acknowledges each check by its own id.
        findings = [finding for finding in findings_of(templates, CHECKS) if finding.acknowledged is None]
        violations = [_violation(finding) for finding in findings]
        violations += unused_acknowledgements(template_paths, findings, self.name)
        return PolicyValidationPluginReport(
            success=not any(violation.severity == "error" for violation in violations), violations=violations
        )


def _violation(finding: "Finding") -> PolicyViolation:
    # Severity decides whether the synth fails after an acknowledgement elsewhere, so every finding has one the CDK knows:
    # a finding that a check could not settle is a warning, a check that crashed is an error.
    severities = {"crash": "error", "unresolved": "warning", "violation": finding.severity.value}
    return PolicyViolation(
        rule_name=finding.check_id,
        description=f"{finding.name}: {finding.message}",
        fix=finding.fix,
        severity=severities[finding.verdict.value],
        rule_metadata={"verdict": finding.verdict.value},
        violating_resources=[
            PolicyViolatingResource(
                locations=[finding.path] if finding.path else [],
                resource_logical_id=finding.resource or None,
                template_path=finding.file,
                construct_path=None if finding.resource else "",
            )
        ],
    )
