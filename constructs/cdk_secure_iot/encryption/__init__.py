"""Keys for data at rest."""

from cdk_secure_iot.encryption.choice import key_for, key_permission, use_key
from cdk_secure_iot.encryption.data_key import DataKey
from cdk_secure_iot.encryption.key_policy import READ_AND_WRITE

__all__ = ["READ_AND_WRITE", "DataKey", "key_for", "key_permission", "use_key"]
