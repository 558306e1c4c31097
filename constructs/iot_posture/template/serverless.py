"""The Serverless Framework: its resources, and the topic rules that it makes from functions' `iot` events.

Sources: serverless.com/framework/docs/providers/aws/events/iot, .../guide/resources and .../guide/variables, read
2026-11-22.
"""

from collections.abc import Iterator, Mapping

from iot_posture.template.contents import Contents, Entry
from iot_posture.template.errors import TemplateError
from iot_posture.template.nodes import Path
from iot_posture.template.serverless_variables import with_holes


def contents(body: Mapping[str, object], file: str) -> Contents:
    """The resources that a service declares, and the rules of its functions.

    Raises:
        TemplateError: it has a resource that is none.
    """
    entries: list[Entry] = []
    sections: dict[str, object] = {"Resources": {}, "Parameters": {}, "Mappings": {}, "Conditions": {}}
    for place, part in _parts(body.get("resources")):
        for name, section in sections.items():
            sections[name] = {**_mapping(section), **_mapping(with_holes(part.get(name)))}
        for name, raw in _mapping(with_holes(part.get("Resources"))).items():
            if name.startswith("Fn::"):
                continue
            if not isinstance(raw, Mapping) or not isinstance(raw.get("Type"), str):
                raise TemplateError(f'{file} has the resource {name!r} without a "Type" text')
            entries.append(Entry(name, raw["Type"], raw, (*place, "Resources", name)))
    entries += _rules(body)
    return Contents(sections, tuple(entries), open_names=True)


def _parts(resources: object) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """The template parts: one, or a list of them. A part in another file is a variable, and not read."""
    if isinstance(resources, list):
        for index, part in enumerate(resources):
            yield ("resources", index), _mapping(part)
    else:
        yield ("resources",), _mapping(resources)


def _rules(body: Mapping[str, object]) -> Iterator[Entry]:
    for name, function in _mapping(body.get("functions")).items():
        events = _mapping(function).get("events")
        for index, event in enumerate(events if isinstance(events, list) else ()):
            given = _mapping(_mapping(event).get("iot"))
            if given:
                payload = {
                    theirs: with_holes(given[ours])
                    for ours, theirs in (
                        ("sql", "Sql"),
                        ("sqlVersion", "AwsIotSqlVersion"),
                        ("description", "Description"),
                    )
                    if ours in given
                }
                target = {"Lambda": {"FunctionArn": {"Fn::GetAtt": [f"{name}LambdaFunction", "Arn"]}}}
                place: Path = ("events", index, "iot")
                inside: Path = ("Properties", "TopicRulePayload")
                places: dict[Path, Path] = {
                    ("Properties",): place,
                    inside: place,
                    (*inside, "Sql"): (*place, "sql"),
                    (*inside, "AwsIotSqlVersion"): (*place, "sqlVersion"),
                    (*inside, "Description"): (*place, "description"),
                }
                raw = {"Properties": {"TopicRulePayload": {**payload, "Actions": [target]}}}
                yield Entry(name, "AWS::IoT::TopicRule", raw, ("functions", name), places)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
