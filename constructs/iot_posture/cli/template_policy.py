"""A policy out of a synthesized template, with the account and region of a question in place.

A simulation needs values where an analysis can do with names for what is unknown, so what only a deployment knows is
refused here.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from iot_posture.cli.files import read_data
from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.parsing import parse_policy, parse_policy_object

_SUBSTITUTION = re.compile(r"\$\{(!?)([^{}]+)\}")


def policy_in_template(file: Path, logical_id: str, place: Arn) -> PolicyDocument:
    """The document of an `AWS::IoT::Policy`.

    Args:
        file: the template, JSON.
        logical_id: of the policy.
        place: partition, region and account to put into its ARNs.

    Raises:
        PolicyError: no such policy, or a part of it is known only at deployment.
    """
    template = read_data(file)
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    if not isinstance(resources, Mapping):
        raise PolicyError(f"{file} has no Resources, so it is no CloudFormation template")
    policies = [name for name, resource in resources.items() if _type(resource) == "AWS::IoT::Policy"]
    if logical_id not in policies:
        raise PolicyError(f"{file} has no policy {found(logical_id)}; its policies are {', '.join(policies) or 'none'}")
    parameters = template.get("Parameters") if isinstance(template, Mapping) else None
    values = _pseudo_parameters(place) | _defaults(parameters)
    properties = resources[logical_id].get("Properties")
    written = properties.get("PolicyDocument") if isinstance(properties, Mapping) else None
    path = f"$.Resources.{logical_id}.Properties.PolicyDocument"
    document = _resolved(written, values, path)
    return parse_policy(document) if isinstance(document, str) else parse_policy_object(document, path)


def _type(resource: object) -> object:
    return resource.get("Type") if isinstance(resource, Mapping) else None


def _pseudo_parameters(place: Arn) -> dict[str, str]:
    suffix = "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com"
    return {
        "AWS::Partition": place.partition,
        "AWS::Region": place.region,
        "AWS::AccountId": place.account,
        "AWS::URLSuffix": suffix,
    }


def _defaults(parameters: object) -> dict[str, str]:
    listed = parameters.items() if isinstance(parameters, Mapping) else ()
    defaults = {name: declared.get("Default") for name, declared in listed if isinstance(declared, Mapping)}
    return {name: value for name, value in defaults.items() if isinstance(value, str)}


def _resolved(value: object, values: Mapping[str, str], path: str) -> object:
    if isinstance(value, list):
        return [_resolved(item, values, f"{path}[{number}]") for number, item in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    function = next((name for name in value if name == "Ref" or name.startswith("Fn::")), None)
    if function is None:
        return {name: _resolved(item, values, f"{path}.{name}") for name, item in value.items()}
    return _called(function, value[function], values, path)


def _called(function: str, argument: object, values: Mapping[str, str], path: str) -> str:
    match function, argument:
        case "Ref", str(name):
            return _named(name, values, path)
        case "Fn::Sub", str(text):
            return _substituted(text, values, path)
        case "Fn::Sub", [str(text), Mapping() as given]:
            own = {str(name): _text(item, values, path) for name, item in given.items()}
            return _substituted(text, {**values, **own}, path)
        case "Fn::Join", [str(separator), list(parts)]:
            return separator.join(_text(part, values, path) for part in parts)
    raise PolicyError(f"found {function}, whose value only a deployment knows", path)


def _text(value: object, values: Mapping[str, str], path: str) -> str:
    text = _resolved(value, values, path)
    if not isinstance(text, str):
        raise PolicyError(f"found {found(text)} as a part of a text, expected text", path)
    return text


def _substituted(text: str, values: Mapping[str, str], path: str) -> str:
    def value(match: re.Match[str]) -> str:
        return f"${{{match[2]}}}" if match[1] else _named(match[2].strip(), values, path)

    return _SUBSTITUTION.sub(value, text)


def _named(name: str, values: Mapping[str, str], path: str) -> str:
    if name not in values:
        raise PolicyError(f"found a reference to {found(name)}, whose value only a deployment knows", path)
    return values[name]
