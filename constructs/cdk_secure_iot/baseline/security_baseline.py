"""SecurityBaseline: every check of the baseline, registered in one call."""

import json
import os
from pathlib import Path
from weakref import WeakSet

from aws_cdk import App, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks

from cdk_secure_iot._support.record import RECORD_FILE
from cdk_secure_iot.baseline.iot_security_checks import IotSecurityChecks
from cdk_secure_iot.baseline.template_validation import TemplateValidation

_applied: WeakSet[App] = WeakSet()


class SecurityBaseline:
    """Turns the whole baseline on for an app; call it once, before or after the stacks are made.

    What runs at every synth:
        * cdk-nag's AwsSolutions and NIST 800-53 R5 packs,
        * `IotSecurityChecks`, which knows what neither of them knows: AWS IoT,
        * the CDK's own template validation, with warnings raised to errors. `CDK_VALIDATION=false` in the environment turns
          this one off, for unit tests; it takes most of the time.

    A finding fails `cdk synth` and `python app.py`. It is mended, or acknowledged on the one construct that it is about:
    `Validations.of(bucket).acknowledge(Acknowledgment(id="AwsSolutions::AwsSolutions-S1", reason="..."))`, with the id as the
    report prints it. The reason ends in `cdk.out/validation-report.json`, which leaves out the packs that found nothing;
    `cdk.out/security-baseline.json` proves that they ran. `python -m cdk_secure_iot.summary` prints both as a table.

    Example:
        >>> from aws_cdk import App
        >>> SecurityBaseline.apply(App())

    Source: https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
    """

    @staticmethod
    def apply(app: App) -> None:
        """Register the plugins.

        Raises:
            ValueError: the baseline is applied to this app already.
        """
        if app in _applied:
            raise ValueError(
                "SecurityBaseline.apply: this app has the baseline already; call it once, where the app is made"
            )
        _applied.add(app)
        plugins: list[IPolicyValidationPlugin] = [
            AwsSolutionsChecks(app, verbose=True),
            NIST80053R5Checks(app, verbose=True),
        ]
        names = ["AwsSolutions", "NIST.800.53.R5"]
        if os.environ.get("CDK_VALIDATION") != "false":
            plugins.append(TemplateValidation())
            names.append("CloudFormation-Validate")
        Validations.of(app).add_plugins(*plugins, _Witness([*names, "IotSecurityChecks"]))


class _Witness(IotSecurityChecks):
    """Runs our checks after all other plugins, and so can testify that the CDK has called each of them.

    A plugin that breaks is called too; the CDK writes that into its report as a failure.
    """

    def __init__(self, ran: list[str]) -> None:
        super().__init__()
        self._ran = ran

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Judge the templates and leave the record beside them."""
        paths = context.template_paths
        report = self.judge(paths)
        folder = Path(paths[0]).parent
        while folder.name.startswith("assembly-"):  # a Stage has a folder of its own inside the app's
            folder = folder.parent
        record = {"plugins": self._ran, "templates": len(paths)}
        (folder / RECORD_FILE).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        return report
