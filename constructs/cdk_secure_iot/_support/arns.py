"""ARNs that deploy in every partition, region and account."""

from functools import cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from aws_cdk import Aws, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import IConstruct

_stacks: WeakKeyDictionary[IConstruct, Stack] = WeakKeyDictionary()
_read: WeakKeyDictionary[kms.IKey | sns.ITopic, str] = WeakKeyDictionary()


class Pseudo(NamedTuple):
    """The CloudFormation pseudo parameters, as CDK tokens."""

    partition: str
    region: str
    account: str


@cache
def pseudo() -> Pseudo:
    """The pseudo parameters, read once per process: each read is a round trip to the jsii kernel."""
    return Pseudo(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID)


def name_pseudo(text: str, opening: str, closing: str) -> str:
    """The text with the tokens of the pseudo parameters written as people know them, such as `<AWS::Region>`."""
    for token, name in zip(pseudo(), ("Partition", "Region", "AccountId"), strict=True):
        text = text.replace(token, f"{opening}AWS::{name}{closing}")
    return text


def arn(service: str, resource: str) -> str:
    """The ARN of a resource in the stack's own partition, region and account."""
    partition, region, account = pseudo()
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


def managed_policy_arn(path: str) -> str:
    """The ARN of a policy that AWS manages, such as `service-role/AWSIoTDeviceDefenderAudit`."""
    return f"arn:{pseudo().partition}:iam::aws:policy/{path}"


def account_root() -> str:
    """The account's root principal: in a resource policy it stands for "whom IAM policies of this account allow"."""
    return f"arn:{pseudo().partition}:iam::{pseudo().account}:root"


def via_service(service: str) -> str:
    """The value of `kms:ViaService` for calls that a service of this region makes for a caller."""
    return f"{service}.{pseudo().region}.amazonaws.com"


def note_stack(construct: IConstruct, scope: IConstruct) -> None:
    """Remember the stack of a construct that stands directly in one, so that nobody need ask."""
    if isinstance(scope, Stack):
        _stacks[construct] = scope


def stack_of(construct: IConstruct) -> Stack:
    """The stack of a construct, asked for once."""
    if construct not in _stacks:
        _stacks[construct] = Stack.of(construct)
    return _stacks[construct]


def arn_of_key(key: kms.IKey) -> str:
    """The ARN of a key, read once: keys are shared by many constructs, and each read is a round trip."""
    if key not in _read:
        _read[key] = key.key_arn
    return _read[key]


def arn_of_topic(topic: sns.ITopic) -> str:
    """The ARN of a topic, read once, as `key_arn`."""
    if topic not in _read:
        _read[topic] = topic.topic_arn
    return _read[topic]
