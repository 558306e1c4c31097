"""The controls of security frameworks that findings speak to. Titles are in our own words; the source has the text.

Sources: FRAMEWORKS names them, read 2026-11-22. ETSI EN 303 645, NISTIR 8259A and OWASP's list were read in extracts and lists
that others publish, the Cyber Resilience Act in a copy of its annexes. An id that could not be found there is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Framework:
    """Who asks, in which edition, and where it can be read."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that a framework asks for. `source` is its own page, where it has one."""

    framework: str
    id: str
    title: str
    source: str


FRAMEWORKS: Mapping[str, Framework] = {
    "security-hub": Framework(
        "AWS Security Hub CSPM",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html",
    ),
    "config": Framework(
        "AWS Config managed rules",
        "https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html",
    ),
    "iot-lens": Framework(
        "AWS Well-Architected IoT Lens", "https://docs.aws.amazon.com/wellarchitected/latest/iot-lens/appendix.html"
    ),
    "etsi": Framework(
        "ETSI EN 303 645 V3.1.3",
        "https://www.etsi.org/deliver/etsi_en/303600_303699/303645/03.01.03_60/en_303645v030103p.pdf",
    ),
    "nistir-8259a": Framework("NISTIR 8259A", "https://nvlpubs.nist.gov/nistpubs/ir/2020/NIST.IR.8259A.pdf"),
    "owasp": Framework("OWASP IoT Top 10 (2018)", "https://owasp.org/www-project-internet-of-things/"),
    "cra": Framework(
        "EU Cyber Resilience Act, Regulation (EU) 2024/2847, Annex I", "https://eur-lex.europa.eu/eli/reg/2024/2847/oj"
    ),
}

_TITLES: Mapping[str, Mapping[str, str]] = {
    "security-hub": {
        "CloudWatch.15": "alarms have an action",
        "CloudWatch.17": "the actions of alarms are on",
        "IoT.1": "security profiles have tags",
        "IoT.2": "mitigation actions have tags",
        "IoT.3": "dimensions have tags",
        "IoT.4": "authorizers have tags",
        "IoT.5": "role aliases have tags",
        "IoT.6": "policies have tags",
        "Kinesis.1": "Kinesis streams are encrypted at rest",
        "Opensearch.1": "domains are encrypted at rest",
        "S3.5": "buckets refuse requests without TLS",
        "SNS.1": "topics are encrypted with AWS KMS",
        "SQS.1": "queues are encrypted at rest",
    },
    "config": {
        "cloudwatch-alarm-action-check": "alarms have an action",
        "cloudwatch-alarm-action-enabled-check": "the actions of alarms are on",
        "iot-authorizer-token-signing-enabled": "authorizers check the signature of tokens",
        "iot-scheduled-audit-tagged": "scheduled audits have tags",
        "kinesis-stream-encrypted": "Kinesis streams are encrypted at rest",
        "s3-bucket-ssl-requests-only": "buckets refuse requests without TLS",
        "sns-encrypted-kms": "topics are encrypted with AWS KMS",
    },
    "iot-lens": {
        "IOTCOST03-BP04": "devices are grouped and tagged",
        "IOTOPS04-BP01": "how devices are made ready is automated and checked",
        "IOTOPS06-BP01": "logs and metrics are captured",
        "IOTOPS07-BP02": "audit metrics show what is open too wide",
        "IOTREL08-BP01": "firmware updates are deployed and watched by a mechanism",
        "IOTREL13-BP01": "cloud services process messages reliably",
        "IOTSEC01-BP01": "each device has an identity of its own",
        "IOTSEC02-BP01": "devices keep their credentials apart, in hardware",
        "IOTSEC03-BP01": "users are authenticated and authorized",
        "IOTSEC04-BP01": "devices have least privilege",
        "IOTSEC05-BP01": "certificates are managed from issue to revocation",
        "IOTSEC06-BP01": "authorization failures are logged and looked at",
        "IOTSEC06-BP02": "security events and misconfiguration send alerts",
        "IOTSEC06-BP03": "what is not compliant is found and mended",
        "IOTSEC07-BP01": "the cloud side communicates securely",
        "IOTSEC07-BP02": "only the needed ports and protocols are open",
        "IOTSEC09-BP01": "device software is managed by a watched mechanism",
        "IOTSEC09-BP02": "device configuration is managed by a controlled mechanism",
        "IOTSEC10-BP01": "data is encrypted in transit and at rest",
        "IOTSEC13-BP02": "updates mend what is found",
    },
    "etsi": {
        "5.1-3": "machines authenticate with best practice cryptography",
        "5.5-1": "devices communicate with best practice cryptography",
        "5.5-8": "critical security parameters are managed securely throughout their life",
        "5.9-1": "devices and services are built to outlast outages",
        "5.10-1": "telemetry is examined for security anomalies",
    },
    "nistir-8259a": {
        "Cybersecurity State Awareness": "the state of security is known to those who are responsible",
        "Data Protection": "data is protected when stored and sent",
        "Device Configuration": "configuration is changed by authorized entities only",
        "Device Identification": "each device can be told from all others",
        "Logical Access to Interfaces": "interfaces are open to authorized entities only",
        "Software Update": "software is updated by authorized entities only, securely",
    },
    "owasp": {
        "I1": "weak, guessable or hardcoded passwords",
        "I3": "insecure ecosystem interfaces",
        "I4": "lack of a secure update mechanism",
        "I6": "insufficient privacy protection",
        "I7": "insecure data transfer and storage",
        "I8": "lack of device management",
    },
    "cra": {
        "Part I (2)(c)": "vulnerabilities can be mended by security updates",
        "Part I (2)(d)": "protection from unauthorized access",
        "Part I (2)(e)": "confidentiality of data",
        "Part I (2)(f)": "integrity of data, commands and configuration",
        "Part I (2)(g)": "no more data than needed",
        "Part I (2)(h)": "availability of essential functions",
        "Part I (2)(j)": "a small attack surface",
        "Part I (2)(k)": "incidents do little harm",
        "Part I (2)(l)": "security is logged and monitored",
    },
}


def _source(framework: str, control: str) -> str:
    if framework == "security-hub":
        service, _, number = control.lower().partition(".")
        return f"https://docs.aws.amazon.com/securityhub/latest/userguide/{service}-controls.html#{service}-{number}"
    if framework == "config":
        return f"https://docs.aws.amazon.com/config/latest/developerguide/{control}.html"
    return FRAMEWORKS[framework].source


CONTROLS: Mapping[str, Control] = {
    f"{framework}:{control}": Control(framework, control, title, _source(framework, control))
    for framework, titles in _TITLES.items()
    for control, title in titles.items()
}
"""By the key that checks name, such as `iot-lens:IOTSEC04-BP01`."""
