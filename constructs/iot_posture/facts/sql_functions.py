"""The functions of AWS IoT SQL.

Source: docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html, read 2026-11-22.
"""

SQL_FUNCTIONS = frozenset(
    """
    abs accountid acos asin atan atan2 aws_lambda bitand bitor bitxor bitnot cast ceil chr clientid concat cos cosh
    decode encode endswith exp floor get get_dynamodb get_mqtt_property get_or_default get_registry_data get_secret
    get_thing_shadow get_user_properties indexof isnull isundefined length ln log lower lpad ltrim
    machinelearning_predict md2 md5 mod nanvl newuuid numbytes parse_time power principal rand regexp_matches
    regexp_replace regexp_substr remainder replace rpad round rtrim sha1 sha224 sha256 sha384 sha512 sign sin sinh
    sourceip sql_version sqrt startswith substring tan tanh time_to_epoch timestamp topic traceid transform trim trunc
    upper
    """.split()  # noqa: SIM905 -- a literal would be ninety lines
)
"""In lower case: the page's own examples write `Ltrim`, `Nanvl` and `isNull`, so case does not count."""

CONTEXT_FUNCTIONS = frozenset(
    """
    aws_lambda clientid get_dynamodb get_mqtt_property get_registry_data get_secret get_thing_shadow get_user_properties
    machinelearning_predict newuuid parse_time principal rand sourceip timestamp topic traceid
    """.split()  # noqa: SIM905
)
"""Functions whose value is not that of the payload alone, so that it may differ when a rule republishes the payload."""

CAST_TYPES = frozenset(
    ("string", "nvarchar", "text", "ntext", "varchar", "int", "integer", "double", "decimal", "bool", "boolean")
)
"""What may stand after `as` in `cast`."""
