"""The CDK's own template validation, with its warnings as errors."""

from aws_cdk import (
    CloudFormationValidatePlugin,
    IPolicyValidationContext,
    PolicyValidationPluginReport,
    PolicyViolation,
)


class TemplateValidation(CloudFormationValidatePlugin):
    """What CloudFormation would refuse at deployment is refused at synth.

    On its own the CDK reports what it finds here as warnings, and exits with 0: an audit frequency that does not exist, a
    missing property. Here each is an error. A warning that is wrong is acknowledged on its construct, with a reason, by the
    id that the CDK gives it, such as `CloudFormation-Validate::W3045`.
    """

    @property
    def name(self) -> str:
        """Spelled with a hyphen: the CDK turns errors of its own plugin, "CloudFormation Validate", into warnings by name.

        The ids of acknowledgements are the same for both spellings.
        """
        return "CloudFormation-Validate"

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Run the CDK's validation and raise every warning to an error."""
        report = super().validate(context)
        violations = [
            PolicyViolation(
                rule_name=found.rule_name,
                description=found.description,
                fix=found.fix,
                severity="error" if found.severity == "warning" else found.severity,
                rule_metadata=found.rule_metadata,
                violating_resources=found.violating_resources,
            )
            for found in report.violations
        ]
        return PolicyValidationPluginReport(success=not violations, violations=violations)
