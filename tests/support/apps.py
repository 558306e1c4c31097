"""Apps that break the baseline, for the tests of what it says."""

from pathlib import Path

BROKEN = '''\
"""A policy that allows everything, a bucket with nothing set, an audit at an hour that CloudFormation does not know."""

from aws_cdk import App, Stack, aws_iot as iot, aws_s3 as s3

from cdk_secure_iot import SecurityBaseline

app = App()
SecurityBaseline.apply(app)
stack = Stack(app, "Broken")
statement = {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}
iot.CfnPolicy(stack, "Open", policy_document={"Version": "2012-10-17", "Statement": [statement]})
s3.CfnBucket(stack, "Bare")
iot.CfnScheduledAudit(stack, "Hourly", frequency="HOURLY", target_check_names=["LOGGING_DISABLED_CHECK"])
app.synth()
'''


def write(folder: Path, source: str) -> Path:
    """Write an app and its cdk.json into a folder."""
    (folder / "cdk.json").write_text('{"app": "python app.py", "versionReporting": false}', encoding="utf-8")
    app = folder / "app.py"
    app.write_text(source, encoding="utf-8")
    return app
