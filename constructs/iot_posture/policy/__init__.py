"""The AWS IoT policy language: documents, their limits, and how they are written.

The constructs build policies with this package and the analyser reads them with it, so the two cannot disagree.
"""

from iot_posture.policy.documents import MAX_POLICY_SIZE, Effect, PolicyDocument, PolicyError, Statement, policy_size

__all__ = ["MAX_POLICY_SIZE", "Effect", "PolicyDocument", "PolicyError", "Statement", "policy_size"]
