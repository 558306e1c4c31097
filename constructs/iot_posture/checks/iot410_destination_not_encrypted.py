"""The target of a topic rule has no server-side encryption.

### Why it matters

What devices report lies there in a form that everybody with access to the service's storage, or to a copy of it, can
read. Regulations that ask for encryption at rest are not met, and no key policy stands between a reader and the data.

### How to fix it

Name an AWS KMS key in the property that the message names, best a customer-managed one, and give the rule's role the
rights on it.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Topic": {"Type": "AWS::SNS::Topic"},
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sns": {"TargetArn": {"Ref": "Topic"}, "RoleArn": "arn:aws:iam::123456789012:role/r"}}
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
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "alias/fleet"}},
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sns": {"TargetArn": {"Ref": "Topic"}, "RoleArn": "arn:aws:iam::123456789012:role/r"}}
        }
      }
    }
  }
}
```

### Limits

Judged are targets in the template of the rule: SNS topics, Kinesis streams, Firehose streams, OpenSearch domains, and
SQS queues where encryption is switched off. S3, DynamoDB, Timestream and CloudWatch Logs encrypt by themselves. Which
key it is, AWS's or yours, is not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource, writers

_SETTINGS = {
    "AWS::Elasticsearch::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::Kinesis::Stream": "StreamEncryption",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamEncryptionConfigurationInput",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "SqsManagedSseEnabled",
}
"""The property that switches encryption on; queues have it on when they say nothing."""


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the encryption of what a rule writes to."""
    actions = writers(resource)
    setting = resource.properties.get(*_SETTINGS[resource.type].split("."))
    off = (setting.literal or "").lower() == "false"
    queue = resource.type == "AWS::SQS::Queue"
    if not actions or (queue and resource.properties.get("KmsMasterKeyId").present):
        return
    if setting.unknown_reason is not None and (setting.text is None or resource.type != "AWS::SNS::Topic"):
        yield Unresolved(setting, "whether this target of a rule is encrypted")
    elif off or (not setting.present and not queue):
        said = f"The rule {actions[0].rule.logical_id} writes to {resource.logical_id}, which has no server-side encryption."
        value = " to true" if _SETTINGS[resource.type].endswith("Enabled") else ""
        yield Violation(setting, said, f"Set {_SETTINGS[resource.type]}{value}.")


CHECK = Check(
    id="IOT410",
    name="destination-not-encrypted",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(tuple(_SETTINGS), judge),
    page=__doc__,
    controls=(
        "security-hub:Kinesis.1",
        "security-hub:Opensearch.1",
        "security-hub:SNS.1",
        "security-hub:SQS.1",
        "config:kinesis-stream-encrypted",
        "config:sns-encrypted-kms",
        "iot-lens:IOTSEC10-BP01",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
    ),
    references=(
        "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
        "https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html",
        "https://docs.aws.amazon.com/firehose/latest/dev/encryption.html",
    ),
)
