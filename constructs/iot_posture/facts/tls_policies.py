"""The TLS security policies of AWS IoT domain configurations, by the oldest version of TLS that each one accepts.

Source: docs.aws.amazon.com/iot/latest/developerguide/transport-security.html, read 2026-11-22.
"""

from collections.abc import Mapping

MINIMUM_TLS: Mapping[str, str] = {
    "IoTSecurityPolicy_TLS13_1_3_2022_10": "1.3",
    "IoTSecurityPolicy_TLS13_1_2_2022_10": "1.2",
    "IoTSecurityPolicy_TLS12_1_2_2022_10": "1.2",
    "IoTSecurityPolicy_TLS12_1_0_2016_01": "1.0",
    "IoTSecurityPolicy_TLS12_1_0_2015_01": "1.0",
}
"""A domain configuration that names none gets TLS13_1_2_2022_10."""

OUTDATED = frozenset(("1.0",))
