"""The options of `iot-posture simulate`: the policies, the request, and the device."""

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The command's argument parser."""
    made = argparse.ArgumentParser(
        prog="iot-posture simulate",
        usage="iot-posture simulate --policy FILE --action ACTION [what it is on] [options]; --help lists them",
        description="Decides one request of one device as AWS IoT would, offline, and says why.",
        epilog="exit codes: 0 allowed, 1 denied, 2 could not run",
        allow_abbrev=False,
    )
    _add_policies(made)
    _add_request(made)
    _add_device(made)
    made.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)")
    return made


def _add_policies(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("policies")
    files = {"action": "append", "default": [], "type": Path, "metavar": "FILE"}
    group.add_argument("--policy", **files, help="on the principal")  # type: ignore[arg-type]
    group.add_argument("--group-policy", **files, help="on a thing group")  # type: ignore[arg-type]
    group.add_argument("--role-policy", **files, help="on the IAM role")  # type: ignore[arg-type]
    group.add_argument("--template", type=Path, metavar="FILE", help="a synthesized template (JSON)")
    group.add_argument("--policy-resource", action="append", default=[], metavar="ID", help="a policy in the template")


def _add_request(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("the request")
    group.add_argument("--action", required=True, metavar="ACTION", help="such as iot:Publish")
    group.add_argument("--topic", metavar="TOPIC", help="for Publish, Receive and retained messages")
    group.add_argument("--filter", metavar="FILTER", help="the topic filter for Subscribe")
    group.add_argument("--to", metavar="CLIENT_ID", help="another client, for direct messages and DeleteConnection")
    group.add_argument("--shadow", metavar="NAME", help="a named shadow of the thing")
    group.add_argument("--role-alias", metavar="ALIAS", help="for AssumeRoleWithCertificate")
    group.add_argument("--resource", metavar="ARN", help="instead of the above")
    group.add_argument("--region", default="us-east-1", metavar="REGION", help="(default: %(default)s)")
    group.add_argument("--account", default="123456789012", metavar="ID", help="(default: %(default)s)")
    group.add_argument("--partition", default="aws", metavar="NAME", help="(default: %(default)s)")


def _add_device(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("the device")
    group.add_argument("--client-id", metavar="ID", help="of the MQTT connection (default: the thing name)")
    group.add_argument("--thing", metavar="NAME", help="the thing, attached to the principal")
    group.add_argument("--not-attached", action="store_true", help="the principal is not attached to the thing")
    group.add_argument("--exclusive", action="store_true", help="the attachment is exclusive")
    group.add_argument("--thing-type", metavar="NAME", help="of the thing")
    group.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE", help="of the thing")
    group.add_argument("--certificate", type=Path, metavar="FILE", help="its fields, as in policy tests (JSON or YAML)")
    group.add_argument(
        "--protocol",
        metavar="NAME",
        help="MQTT, MQTT_WSS or HTTPS (default: MQTT, but HTTPS for actions that have no other)",
    )
    group.add_argument("--principal-type", metavar="TYPE", help="such as COGNITO_AUTHENTICATED (default: CERTIFICATE)")
    group.add_argument("--source-ip", metavar="ADDRESS", help="where it comes from")
    group.add_argument(
        "--connect-attribute",
        action="append",
        default=[],
        choices=("PersistentConnect", "LastWill"),
        help="what the CONNECT packet asks for",
    )
    group.add_argument("--will-topic", metavar="TOPIC", help="of the last will; implies the connect attribute LastWill")
    group.add_argument("--message-topic", metavar="TOPIC", help="of a direct message")
    group.add_argument("--domain", metavar="NAME", help="of the endpoint")
    group.add_argument("--vpc", metavar="ID", help="the VPC it comes through")
    group.add_argument("--vpc-endpoint", metavar="ID", help="the VPC endpoint it comes through")
    group.add_argument("--vpc-source-ip", metavar="ADDRESS", help="its address inside the VPC")
    group.add_argument("--time", metavar="TIME", help="such as 2026-11-22T12:00:00Z")
    group.add_argument(
        "--condition-key", action="append", default=[], metavar="KEY=VALUE", help="a further condition key"
    )
