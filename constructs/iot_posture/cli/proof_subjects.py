"""What `prove` and `diff` are asked about: policy files, and the policies of templates and of what `cdk synth` writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from iot_posture.cli.discovery import candidates, templates
from iot_posture.cli.files import read_data
from iot_posture.cli.main import UsageError
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.parsing import parse_policy_object
from iot_posture.proof import NamedPolicy
from iot_posture.proof.from_template import TemplatePolicy, policies_in
from iot_posture.template import TemplateError
from iot_posture.template.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Subject:
    """Policies that are attached together, and what to call them.

    Args:
        name: for people.
        policies: all that one device has.
        found: the policy of a template that it is, if it is one.
    """

    name: str
    policies: tuple[NamedPolicy, ...]
    found: TemplatePolicy | None = None


def subjects(paths: Sequence[str], policy_files: Sequence[Path]) -> list[Subject]:
    """The policies of each path on their own, and those of `--policy` attached together.

    Raises:
        UsageError: something cannot be read, or there is no policy.
    """
    found: list[Subject] = []
    if policy_files:
        together = tuple(_policy_file(file, file.name if len(policy_files) > 1 else "") for file in policy_files)
        found.append(Subject(" with ".join(map(str, policy_files)), together))
    for path in paths:
        found += _of_path(path)
    if not found:
        given = f"no AWS::IoT::Policy is in {', '.join(paths)}" if paths else "there is no policy"
        raise UsageError(f"{given}. Next: give a policy file, a template, or the folder that `cdk synth` writes")
    return found


def _of_path(path: str) -> Iterator[Subject]:
    try:
        listed = candidates([path])
        for _, template in templates(listed, Shelf()):
            if template is None:
                continue
            for policy in policies_in(template):
                yield _subject(policy, template.file)
    except TemplateError as error:
        raise UsageError(str(error)) from None


def _subject(found: TemplatePolicy, file: str) -> Subject:
    name = f"{found.resource.logical_id} in {file}" if found.resource.logical_id else file
    if found.policy is None:
        raise UsageError(f"{name} is no policy that AWS IoT takes. Next: `iot-posture check {file}` says why")
    return Subject(name, (found.policy,), found)


def _policy_file(file: Path, name: str) -> NamedPolicy:
    try:
        data = read_data(file)
        if isinstance(data, Mapping) and "Resources" in data:
            raise UsageError(f"{file} is a template, not a policy. Next: give it without --policy")
        return NamedPolicy.of(name, parse_policy_object(data))
    except PolicyError as error:
        text = str(error)
        raise UsageError(text if text.startswith(str(file)) else f"{file}: {text}") from None
