"""AWS IoT SQL: read the statement of a topic rule, and say where it cannot be read."""

from iot_posture.sql.parser import parse
from iot_posture.sql.statement import Statement
from iot_posture.sql.tokens import HOLE, SqlError

__all__ = ["HOLE", "SqlError", "Statement", "parse"]
