"""Witnesses in a sentence."""

from iot_posture.proof.answers import Witness
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.ways import TEMPLATE, THING_NAME, Way

_ACTS = {
    "iot:Publish": "publish to",
    "iot:Subscribe": "subscribe to",
    "iot:Receive": "receive what is published to",
    "iot:GetRetainedMessage": "fetch the retained message of",
    "iot:GetThingShadow": "read the shadow",
    "iot:UpdateThingShadow": "write the shadow",
    "iot:DeleteThingShadow": "delete the shadow",
    "iot:ListNamedShadowsForThing": "list the shadows of",
}


def sentence(witness: Witness, quarry: Quarry) -> str:
    """What happens, for people."""
    filled = {name[len(TEMPLATE) :]: value for name, value in witness.values.items() if name.startswith(TEMPLATE)}
    where = ", where " + " and ".join(f"{name} is `{value}`" for name, value in filled.items()) if filled else ""
    return _what(witness, quarry) + where


def _what(witness: Witness, quarry: Quarry) -> str:
    who = f"thing `{witness.context.thing_name}`"
    if quarry.owned is not None and quarry.owned.identity != THING_NAME and quarry.owned.identity in witness.values:
        who += f", whose {quarry.owned.identity} is `{witness.values[quarry.owned.identity]}`,"
    if quarry.way is Way.HTTPS:
        who += ", over HTTPS,"
    elif quarry.way is not Way.OWN and witness.requests[0].action != "iot:Connect":
        who += f", connected as client `{witness.context.client_id}`,"
    through = f"through {' and '.join(dict.fromkeys(map(str, witness.sources)))}"
    last = witness.requests[-1].action
    if last == "iot:Connect":
        another = ", which is the name of another device" if witness.owner is not None else ""
        return f"{who} can connect as client `{witness.topic}`{another}, {through}"
    belongs = f", which belongs to `{witness.owner}`" if witness.owner is not None else ""
    name = f"`{witness.topic}`"
    if len(witness.requests) == 2:
        topic_filter = witness.requests[0].resource.partition(":topicfilter/")[2]
        return f"{who} can subscribe to `{topic_filter}` and receive what is published to {name}{belongs}, {through}"
    act = _ACTS.get(last, f"call {last} on")
    return f"{who} can {act} {name}{belongs}, {through}"
