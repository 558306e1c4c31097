"""The oracle: MQTT topic filters matched level by level, as section 4.7 of the standard words it, slow and obvious."""


def matches(filter_: str, topic: str) -> bool:
    """Whether a subscription to the filter receives what is published on the topic."""
    if topic.startswith("$") and filter_[:1] in {"+", "#"}:
        return False
    return _levels_match(filter_.split("/"), topic.split("/"))


def _levels_match(wanted: list[str], found: list[str]) -> bool:
    if not wanted:
        return not found
    if wanted[0] == "#":
        return True
    if not found:
        return False
    return wanted[0] in {"+", found[0]} and _levels_match(wanted[1:], found[1:])
