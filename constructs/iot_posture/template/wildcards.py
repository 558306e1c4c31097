"""The wildcards of policies: `*` for any characters, `?` for exactly one. Time is bounded by pattern times text."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def matches(pattern: str, text: str, many: str = "") -> bool:
    """Whether a policy pattern matches the whole of a text.

    The characters `many` of the text stand for unknown texts: only `*` matches them, and they themselves.

    Example:
        >>> matches("iot:*", "iot:connect"), matches("iot:?", "iot:connect")
        (True, False)
    """
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    at, star, retry = 0, -1, 0
    index = 0
    while index < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, retry = at, index
            at += 1
        elif at < len(pattern) and (pattern[at] == text[index] or (pattern[at] == "?" and text[index] not in many)):
            at += 1
            index += 1
        elif star >= 0:
            retry += 1
            at, index = star + 1, retry
        else:
            return False
    return pattern[at:].strip("*") == ""
