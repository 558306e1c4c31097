"""The file in which a synth records that the baseline ran; the summary reads it without loading the CDK."""

RECORD_FILE = "security-baseline.json"
