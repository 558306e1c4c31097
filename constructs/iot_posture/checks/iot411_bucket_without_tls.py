"""The bucket of a topic rule, a job or another part of AWS IoT may be read without TLS.

### Why it matters

AWS IoT itself uses TLS. Whoever reads what devices reported, or fetches the firmware of a job, may still do so in the
clear, and whoever stands between them reads along or puts something else in its place, unless the bucket's policy denies
it.

### How to fix it

Add a bucket policy with a Deny for everybody on the condition `"Bool": {"aws:SecureTransport": "false"}`, on the bucket
and on its objects.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {
            "S3": {"BucketName": {"Ref": "Bucket"}, "Key": "${newuuid()}", "RoleArn": "arn:aws:iam::123456789012:role/r"}
          }
        }
      }
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Policy": {
      "Type": "AWS::S3::BucketPolicy",
      "Properties": {
        "Bucket": {"Ref": "Bucket"},
        "PolicyDocument": {
          "Statement": [
            {
              "Effect": "Deny",
              "Principal": "*",
              "Action": "s3:*",
              "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}],
              "Condition": {"Bool": {"aws:SecureTransport": "false"}}
            }
          ]
        }
      }
    },
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {
            "S3": {"BucketName": {"Ref": "Bucket"}, "Key": "${newuuid()}", "RoleArn": "arn:aws:iam::123456789012:role/r"}
          }
        }
      }
    }
  }
}
```

### Limits

Judged are buckets that a topic rule of the template writes to, or that another resource of AWS IoT in it refers to, such as
a job template. A bucket policy in another template is not seen: acknowledge the finding
there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import (
    Resource,
    StatementView,
    named,
    read_document,
    references,
    statements,
    unknown_node,
    writers,
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a bucket policy that denies requests without TLS."""
    user = _user(resource)
    if user is None:
        return
    unsure = None
    for policy in resource.template.resources("AWS::S3::BucketPolicy"):
        bucket = named(resource.template, policy.properties.get("Bucket"), "AWS::S3::Bucket")
        if bucket is None or bucket.logical_id != resource.logical_id:
            continue
        for statement in statements(read_document(policy.properties.get("PolicyDocument"))):
            if statement.unknown is not None:
                unsure = statement.unknown.unknown_reason
            elif _denies_plain_text(statement):
                return
    if unsure is not None:
        yield Unresolved(unknown_node(unsure, resource.properties.path), "whether this bucket may be read without TLS")
    else:
        message = f"{user} this bucket, and no policy of it demands TLS."
        fix = "Add a bucket policy that denies s3:* to everybody where aws:SecureTransport is false."
        yield Violation(resource.properties, message, fix)


def _user(bucket: Resource) -> str | None:
    """Which part of AWS IoT uses the bucket."""
    actions = writers(bucket)
    if actions:
        return f"The rule {actions[0].rule.logical_id} writes to"
    for user in bucket.template.resources():
        if user.type.startswith("AWS::IoT") and any(name == bucket.logical_id for _, name in references(user)):
            return f"{user.type} {user.logical_id} uses"
    return None


def _denies_plain_text(statement: StatementView) -> bool:
    principal = statement.node.get("Principal")
    everybody = [place.literal for place in (principal, *principal.get("AWS").elements())]
    if (
        statement.node.get("Effect").literal != "Deny"
        or "*" not in everybody
        or statement.means("s3:GetObject") is False
    ):
        return False
    return any(
        (key == "aws:securetransport" and "false" in [(value.literal or "").lower() for value in values.elements()])
        or (key == "s3:tlsversion" and operator.startswith("numericlessthan"))
        for operator, key, values in statement.conditions()
    )


CHECK = Check(
    id="IOT411",
    name="bucket-without-tls",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::S3::Bucket",), judge),
    page=__doc__,
    controls=(
        "security-hub:S3.5",
        "config:s3-bucket-ssl-requests-only",
        "iot-lens:IOTSEC07-BP01",
        "iot-lens:IOTSEC10-BP01",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
    ),
    references=("https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",),
)
