"""Messages of a topic rule go to an endpoint over plain HTTP.

### Why it matters

Whoever stands between AWS and the endpoint reads what devices report, along with any token in the headers, and can
change it. The confirmation of the endpoint, which proves who owns it, can be taken over in the same way.

### How to fix it

Give the endpoint a certificate, and write its address with `https://`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [
        {
          "Http": {
            "Url": "http://hub.example.com/readings",
            "Auth": {
              "Sigv4": {
                "RoleArn": "arn:aws:iam::123456789012:role/r",
                "ServiceName": "execute-api",
                "SigningRegion": "us-east-1"
              }
            }
          }
        }
      ],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [
        {
          "Http": {
            "Url": "https://hub.example.com/readings",
            "Auth": {
              "Sigv4": {
                "RoleArn": "arn:aws:iam::123456789012:role/r",
                "ServiceName": "execute-api",
                "SigningRegion": "us-east-1"
              }
            }
          }
        }
      ],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

Judged are the addresses of HTTP and OpenSearch actions, of rule destinations, and of SNS subscriptions to topics that a
rule of the template publishes to. Addresses that come from another resource are not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Resource, named, rule_actions, writers

_ADDRESSES = {"Http": ("Url", "ConfirmationUrl"), "OpenSearch": ("Endpoint",), "Elasticsearch": ("Endpoint",)}
_TYPES = ("AWS::IoT::TopicRule", "AWS::IoT::TopicRuleDestination", "AWS::SNS::Subscription", "AWS::SNS::Topic")
_FIX = "Write the address with https://."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the addresses that messages go to."""
    properties = resource.properties
    if resource.type == "AWS::SNS::Subscription":
        topic = named(resource.template, properties.get("TopicArn"), "AWS::SNS::Topic")
        yield from _judge_subscription(topic, properties)
    elif resource.type == "AWS::SNS::Topic":
        for subscription in properties.get("Subscription").elements():
            yield from _judge_subscription(resource, subscription)
    elif resource.type == "AWS::IoT::TopicRuleDestination":
        yield from _judge_address(properties.get("HttpUrlProperties", "ConfirmationUrl"))
        yield from _judge_address(properties.get("InfluxDBProperties", "Endpoint"))
    else:
        for action in rule_actions(resource):
            if not action.kind:
                yield Unresolved(action.settings, "whether this action uses TLS")
            for field in _ADDRESSES.get(action.kind, ()):
                yield from _judge_address(action.settings.get(field))


def _judge_subscription(topic: Resource | None, subscription: Node) -> Iterator[Outcome]:
    protocol = subscription.get("Protocol")
    if topic is None or not writers(topic):
        return
    if protocol.literal == "http":
        message = f"The topic {topic.logical_id} sends the messages of a rule to this endpoint over plain HTTP."
        yield Violation(protocol, message, "Subscribe an endpoint with the protocol https.")
    elif protocol.unknown_reason is not None:
        yield Unresolved(protocol, "whether this subscription uses TLS")


def _judge_address(address: Node) -> Iterator[Outcome]:
    text = address.text
    if text is None:
        if address.present:
            yield Unresolved(address, "whether this address uses TLS")
    elif text.masked.lower().startswith("http://"):
        yield Violation(address, f"Messages go to {text} over plain HTTP.", _FIX)
    elif text.whole_hole is not None and text.whole_hole.target is None:
        yield Unresolved(address, "whether this address uses TLS")


CHECK = Check(
    id="IOT412",
    name="http-endpoint-without-tls",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(
        ("AWS::IoT::TopicRule", "AWS::IoT::TopicRuleDestination", "AWS::SNS::Subscription", "AWS::SNS::Topic"), judge
    ),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC07-BP01",
        "iot-lens:IOTSEC10-BP01",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/https-rule-action.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/http-rule-destination.html",
    ),
)
