"""Keys for data at rest."""

from cdk_secure_iot.encryption.choice import key_for, key_permission, use_key
from cdk_secure_iot.encryption.data_key import DataKey

__all__ = ["DataKey", "key_for", "key_permission", "use_key"]
