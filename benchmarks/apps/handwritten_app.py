"""The reference fleet as one would write it without the library: the same templates, from the CDK's own L1s and L2s.

`benchmarks.synth` compares its templates with the library's before it times anything, so neither can do less.
"""

from collections.abc import Sequence
from typing import Any

from aws_cdk import App, Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

ENV = Environment(region="eu-central-1")
Json = dict[str, Any]
KEEP = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
TAGS = {"application": "acme", "made-with": "cdk-secure-iot"}
THING = "${iot:Connection.Thing.ThingName}"


def arn(service: str, resource: str) -> str:
    return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"


def via(service: str) -> str:
    return f"{service}.{Aws.REGION}.amazonaws.com"


def doc(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: str | list[str], resource: str, conditions: Json | None = None) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resource} | (
        {"Condition": conditions} if conditions else {}
    )


def role(scope: Construct, name: str, text: str, source: str | None, *statements: Json) -> iam.CfnRole:
    policy = iam.CfnManagedPolicy(scope, f"{name}Permissions", description=text, policy_document=doc(*statements))
    return bare_role(scope, name, text, source, policy)


def bare_role(
    scope: Construct, name: str, text: str, source: str | None, policy: iam.CfnManagedPolicy | str
) -> iam.CfnRole:
    condition: Json = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
    if source:
        condition["ArnLike"] = {"aws:SourceArn": source}
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "iot.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    return iam.CfnRole(
        scope, name, assume_role_policy_document=doc(trust), description=text, managed_policy_arns=[policy]
    )


def key(scope: Construct, name: str, text: str, services: dict[str, list[str]]) -> kms.Key:
    root = {"AWS": f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:root"}
    administration = (
        "CancelKeyDeletion CreateAlias DeleteAlias DescribeKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation "
        "GetKeyPolicy GetKeyRotationStatus ListGrants ListKeyPolicies ListKeyRotations ListResourceTags PutKeyPolicy "
        "RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription"
    )
    statements: list[Json] = [
        {"Sid": "Administer", "Effect": "Allow", "Principal": root, "Resource": "*"}
        | {"Action": [f"kms:{action}" for action in administration.split()]}
    ]
    for service, actions in sorted(services.items()):
        callers = {"kms:CallerAccount": Aws.ACCOUNT_ID, "kms:ViaService": via(service)}
        base = {"Effect": "Allow", "Principal": root, "Resource": "*"}
        if actions:
            use = {"Sid": f"UseThrough{service.title()}", "Action": actions, "Condition": {"StringEquals": callers}}
            statements.append(base | use)
        if service == "dynamodb":
            only = {"StringEquals": callers, "Bool": {"kms:GrantIsForAWSResource": "true"}}
            statements.append(base | {"Sid": "LetTablesKeepGrants", "Action": ["kms:CreateGrant"], "Condition": only})
        if service == "logs":
            groups = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}}
            who = {"Service": f"logs.{Aws.REGION}.amazonaws.com"}
            statements.append(
                base | {"Sid": "EncryptLogGroups", "Principal": who, "Action": actions, "Condition": groups}
            )
        if service == "cloudwatch":
            only = {
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                "ArnLike": {"aws:SourceArn": arn("cloudwatch", "alarm:*")},
            }
            who = {"Service": "cloudwatch.amazonaws.com"}
            statements.append(
                base
                | {"Sid": "LetAlarmsPublish", "Principal": who, "Condition": only}
                | {"Action": ["kms:Decrypt", "kms:GenerateDataKey*"]}
            )
    return kms.Key(
        scope,
        name,
        description=text,
        enable_key_rotation=True,
        policy=iam.PolicyDocument.from_json(doc(*statements)),
        removal_policy=KEEP,
    )


def alarm(
    scope: Construct,
    name: str,
    text: str,
    topic: sns.ITopic,
    metric: str,
    dimensions: dict[str, str],
    *,
    namespace: str = "AWS/IoT",
    statistic: str = "Sum",
    period: int = 300,
    threshold: int = 1,
    comparison: str = "GreaterThanOrEqualToThreshold",
    points: tuple[int, int] = (1, 1),
    missing: str = "notBreaching",
) -> None:
    cloudwatch.CfnAlarm(
        scope,
        name,
        actions_enabled=True,
        alarm_actions=[topic.topic_arn],
        alarm_description=text,
        comparison_operator=comparison,
        datapoints_to_alarm=points[0],
        dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name=k, value=v) for k, v in dimensions.items()],
        evaluation_periods=points[1],
        metric_name=metric,
        namespace=namespace,
        ok_actions=[topic.topic_arn],
        period=period,
        statistic=statistic,
        threshold=threshold,
        treat_missing_data=missing,
    )


def query_alarm(scope: Construct, name: str, text: str, topic: sns.ITopic, query: str) -> None:
    cloudwatch.CfnAlarm(
        scope,
        name,
        actions_enabled=True,
        alarm_actions=[topic.topic_arn],
        alarm_description=text,
        comparison_operator="GreaterThanOrEqualToThreshold",
        datapoints_to_alarm=1,
        evaluation_periods=1,
        metrics=[cloudwatch.CfnAlarm.MetricDataQueryProperty(id="sum", expression=query, period=300, return_data=True)],
        ok_actions=[topic.topic_arn],
        threshold=1,
        treat_missing_data="notBreaching",
    )


DDB = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


def detection(app: App) -> sns.Topic:
    stack = Stack(app, "acme-iot-detection", env=ENV, tags=TAGS, termination_protection=True)
    told = {"cloudwatch": [], "sns": ["kms:Decrypt", "kms:GenerateDataKey*"]}
    data_key = key(stack, "NotificationsKey", "Notifications", told)
    topic = sns.Topic(stack, "Notifications", enforce_ssl=True, master_key=data_key)
    only = {
        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn": arn("cloudwatch", "alarm:*")},
    }
    publish = allow("sns:Publish", topic.topic_arn, only) | {"Sid": "LetAlarmsPublish"}
    publish["Principal"] = {"Service": "cloudwatch.amazonaws.com"}
    topic.add_to_resource_policy(iam.PolicyStatement.from_json(publish))
    logging(stack, key(stack, "LoggingKey", "Logs", {"logs": DDB}), topic)
    audit(stack, data_key, topic)
    broker_alarms(stack, topic)
    return topic


def logging(stack: Stack, data_key: kms.Key, topic: sns.Topic) -> None:
    group = logs.CfnLogGroup(
        stack, "LogGroup", kms_key_id=data_key.key_arn, log_group_name="AWSIotLogsV2", retention_in_days=365
    )
    group.apply_removal_policy(KEEP)
    verbs = ["CreateLogGroup", "CreateLogStream", "PutLogEvents", "PutMetricFilter", "PutRetentionPolicy"]
    write = allow([f"logs:{verb}" for verb in verbs], arn("logs", "log-group:AWSIotLogsV2:*"))
    use_key = allow(WRITE_KEY, data_key.key_arn, {"StringEquals": {"kms:ViaService": via("logs")}})
    logger = role(stack, "LoggingRole", "Lets AWS IoT write its log", None, write, use_key)
    setting = iot.CfnLogging(
        stack, "Logging", account_id=Aws.ACCOUNT_ID, default_log_level="INFO", role_arn=logger.attr_arn
    )
    setting.add_resource_dependency(group)
    metric = "CloudwatchLogs:PutLogEventsFailed"
    alarm(stack, "SilentLogAlarm", "The log is silent", topic, metric, {"LogGroup": "AWSIotLogsV2"})


def audit(stack: Stack, data_key: kms.Key, topic: sns.Topic) -> None:
    managed = f"arn:{Aws.PARTITION}:iam::aws:policy/service-role/AWSIoTDeviceDefenderAudit"
    auditor = bare_role(stack, "AuditRole", "Lets Device Defender read", arn("iot", "*"), managed)
    notifier = role(
        stack,
        "NotificationRole",
        "Lets Device Defender publish",
        arn("iot", "*"),
        allow("sns:Publish", topic.topic_arn),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            data_key.key_arn,
            {"StringEquals": {"kms:ViaService": via("sns")}},
        ),
    )
    kinds = iot.CfnAccountAuditConfiguration
    on = kinds.AuditCheckConfigurationProperty(enabled=True)
    plain = {name.lower(): on for name in (*CRITICAL, *OTHERS)}
    del plain["device_certificate_age_check"]
    configuration = kinds(
        stack,
        "Configuration",
        account_id=Aws.ACCOUNT_ID,
        audit_check_configurations=kinds.AuditCheckConfigurationsProperty(
            **plain,
            io_t_policy_potential_mis_configuration_check=on,
            device_certificate_age_check=kinds.DeviceCertAgeAuditCheckConfigurationProperty(
                enabled=True,
                configuration=kinds.CertAgeCheckCustomConfigurationProperty(cert_age_threshold_in_days="365"),
            ),
        ),
        audit_notification_target_configurations=kinds.AuditNotificationTargetConfigurationsProperty(
            sns=kinds.AuditNotificationTargetProperty(
                enabled=True, role_arn=notifier.attr_arn, target_arn=topic.topic_arn
            )
        ),
        role_arn=auditor.attr_arn,
    )
    configuration.add_property_override(
        "AuditCheckConfigurations.DeviceCertificateExpiringCheck.Configuration.CertExpirationThresholdInDays", "30"
    )
    schedule = iot.CfnScheduledAudit(
        stack, "Schedule", frequency="DAILY", target_check_names=sorted([*CRITICAL, *OTHERS, MISCONFIGURATION])
    )
    schedule.add_resource_dependency(configuration)
    query = 'SELECT SUM("MisconfiguredDeviceDefenderNotification") FROM "AWS/IoT"'
    query_alarm(stack, "NotificationAlarm", "Findings are not told", topic, query)
    name = schedule.ref
    for check in CRITICAL:
        alarm(
            stack,
            f"{check}Alarm",
            "The audit found something critical",
            topic,
            "NonCompliantResources",
            {"ScheduledAuditName": name, "CheckName": check},
            statistic="Maximum",
            period=86400,
        )
    alarm(
        stack,
        "SilentAuditAlarm",
        "No audit has run",
        topic,
        "ResourcesEvaluated",
        {"ScheduledAuditName": name, "CheckName": "LOGGING_DISABLED_CHECK"},
        period=86400,
        comparison="LessThanThreshold",
        points=(2, 2),
        missing="breaching",
    )


def broker_alarms(stack: Stack, topic: sns.Topic) -> None:
    watches = [
        ("Connect.AuthError", "MQTT", 6, (2, 3)),
        ("PublishIn.AuthError", "MQTT", 6, (2, 3)),
        ("PublishIn.AuthError", "HTTP", 6, (2, 3)),
        ("PublishOut.AuthError", "MQTT", 6, (2, 3)),
        ("Subscribe.AuthError", "MQTT", 6, (2, 3)),
        ("Connect.ClientIDThrottle", "MQTT", 10, (1, 1)),
        ("Connect.Throttle", "MQTT", 1, (1, 1)),
        ("PublishIn.Throttle", "MQTT", 1, (1, 1)),
        ("PublishIn.Throttle", "HTTP", 1, (1, 1)),
        ("Throttle.Exceeded", "MQTT", 1, (1, 1)),
    ]
    for metric, protocol, threshold, points in watches:
        alarm(
            stack,
            f"{metric}{protocol}".replace(".", ""),
            f"{metric} over {protocol}",
            topic,
            metric,
            {"Protocol": protocol},
            threshold=threshold,
            points=points,
        )


def ingestion(app: App, topic: sns.Topic) -> None:
    stack = Stack(app, "acme-iot-ingestion", env=ENV, tags=TAGS, termination_protection=True)
    data_key = key(stack, "MessagesKey", "Messages", {"dynamodb": DDB, "s3": ["kms:Decrypt", "kms:GenerateDataKey"]})
    archive = bucket(stack, data_key)
    table = dynamodb.Table(
        stack,
        "Messages",
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        deletion_protection=True,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=data_key,
        partition_key=dynamodb.Attribute(name="thing", type=dynamodb.AttributeType.STRING),
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        removal_policy=KEEP,
        sort_key=dynamodb.Attribute(name="received", type=dynamodb.AttributeType.STRING),
    )
    error_key = key(stack, "ErrorsKey", "Undelivered", {"sqs": ["kms:Decrypt", "kms:GenerateDataKey"]})
    errors = sqs.Queue(
        stack,
        "Errors",
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=error_key,
        enforce_ssl=True,
        removal_policy=KEEP,
        retention_period=Duration.days(14),
    )
    alarm(
        stack,
        "WaitingAlarm",
        "Undelivered messages wait",
        topic,
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": errors.queue_name},
        namespace="AWS/SQS",
        statistic="Maximum",
    )
    for name, device_class, what in (
        ("sensortemperature", "sensor", "temperature"),
        ("sensorfirmware", "sensor", "firmware"),
        ("gatewaymeasurements", "gateway", "measurements"),
    ):
        rule(stack, name, f"dt/acme/{device_class}/+/{what}", archive, table, errors, (data_key, error_key), topic)


def bucket(stack: Stack, data_key: kms.Key) -> s3.CfnBucket:
    kinds = s3.CfnBucket

    def make(name: str, default: s3.CfnBucket.ServerSideEncryptionByDefaultProperty, **more: object) -> s3.CfnBucket:
        made = kinds(
            stack,
            name,
            bucket_encryption=kinds.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    kinds.ServerSideEncryptionRuleProperty(
                        blocked_encryption_types=kinds.BlockedEncryptionTypesProperty(encryption_type=["SSE-C"]),
                        bucket_key_enabled=default.sse_algorithm == "aws:kms",
                        server_side_encryption_by_default=default,
                    )
                ]
            ),
            lifecycle_configuration=kinds.LifecycleConfigurationProperty(
                rules=[
                    kinds.RuleProperty(
                        status="Enabled",
                        abort_incomplete_multipart_upload=kinds.AbortIncompleteMultipartUploadProperty(
                            days_after_initiation=7
                        ),
                        expiration_in_days=400 if name == "AccessLogs" else None,
                        noncurrent_version_expiration=kinds.NoncurrentVersionExpirationProperty(noncurrent_days=90),
                    )
                ]
            ),
            ownership_controls=kinds.OwnershipControlsProperty(
                rules=[kinds.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
            ),
            public_access_block_configuration=kinds.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            versioning_configuration=kinds.VersioningConfigurationProperty(status="Enabled"),
            **more,  # type: ignore[arg-type]
        )
        made.apply_removal_policy(KEEP)
        return made

    default = kinds.ServerSideEncryptionByDefaultProperty
    logs_bucket = make("AccessLogs", default(sse_algorithm="AES256"))
    archive = make(
        "Archive",
        default(sse_algorithm="aws:kms", kms_master_key_id=data_key.key_arn),
        logging_configuration=kinds.LoggingConfigurationProperty(destination_bucket_name=logs_bucket.ref),
    )
    deliver = allow(
        "s3:PutObject",
        f"{logs_bucket.attr_arn}/*",
        {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}, "ArnLike": {"aws:SourceArn": archive.attr_arn}},
    ) | {"Principal": {"Service": "logging.s3.amazonaws.com"}}
    header = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    own_key = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:PutObject",
        "Resource": f"{archive.attr_arn}/*",
        "Condition": {"StringNotEquals": {header: data_key.key_arn}, "Null": {header: "false"}},
    }
    downgrade = own_key | {
        "Condition": {
            "StringNotEquals": {header: data_key.key_arn},
            "Null": {"s3:x-amz-server-side-encryption": "false"},
        }
    }
    for made, statements in ((logs_bucket, [deliver]), (archive, [own_key, downgrade])):
        tls = {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:*",
            "Resource": [made.attr_arn, f"{made.attr_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        name = "ArchivePolicy" if made is archive else "AccessLogsPolicy"
        s3.CfnBucketPolicy(stack, name, bucket=made.ref, policy_document=doc(tls, *statements))
    return archive


def rule(
    stack: Stack,
    name: str,
    mqtt_filter: str,
    archive: s3.CfnBucket,
    table: dynamodb.Table,
    errors: sqs.Queue,
    keys: Sequence[kms.Key],
    topic: sns.Topic,
) -> None:
    rule_name = f"acmeiotingestion_{name}_00000000"
    source = arn("iot", f"rule/{rule_name}")
    data_key, error_key = keys
    folder = f"messages/{rule_name}"

    def use(used: kms.Key, service: str, actions: list[str]) -> Json:
        return allow(actions, used.key_arn, {"StringEquals": {"kms:ViaService": via(service)}})

    put = allow("s3:PutObject", f"{archive.attr_arn}/{folder}/*")
    to_s3 = role(stack, f"{name}S3", "Writes to S3", source, put, use(data_key, "s3", ["kms:GenerateDataKey"]))
    put_item = allow("dynamodb:PutItem", table.table_arn)
    to_table = role(stack, f"{name}Table", "Writes to DynamoDB", source, put_item, use(data_key, "dynamodb", WRITE_KEY))
    send = allow("sqs:SendMessage", errors.queue_arn)
    use_error_key = use(error_key, "sqs", ["kms:Decrypt", "kms:GenerateDataKey"])
    to_queue = role(stack, f"{name}Error", "Writes to SQS", source, send, use_error_key)
    kinds = iot.CfnTopicRule
    iot.CfnTopicRule(
        stack,
        f"{name}Rule",
        rule_name=rule_name,
        topic_rule_payload=kinds.TopicRulePayloadProperty(
            actions=[
                kinds.ActionProperty(
                    s3=kinds.S3ActionProperty(
                        bucket_name=archive.ref,
                        key=f'{folder}/${{topic(4)}}/${{parse_time("yyyy/MM/dd", timestamp(), "UTC")}}/${{newuuid()}}.json',
                        role_arn=to_s3.attr_arn,
                    )
                ),
                kinds.ActionProperty(
                    dynamo_db=kinds.DynamoDBActionProperty(
                        table_name=table.table_name,
                        hash_key_field="thing",
                        hash_key_value="${topic(4)}",
                        hash_key_type="STRING",
                        range_key_field="received",
                        range_key_value="${timestamp()}-${newuuid()}",
                        range_key_type="STRING",
                        payload_field="payload",
                        role_arn=to_table.attr_arn,
                    )
                ),
            ],
            aws_iot_sql_version="2016-03-23",
            error_action=kinds.ActionProperty(
                sqs=kinds.SqsActionProperty(queue_url=errors.queue_url, role_arn=to_queue.attr_arn, use_base64=False)
            ),
            rule_disabled=False,
            sql=f"SELECT * FROM '{mqtt_filter}'",
        ),
    )
    for metric in ("Failure", "ErrorActionFailure"):
        query = f"""SELECT SUM("{metric}") FROM "AWS/IoT" WHERE RuleName = '{rule_name}'"""
        query_alarm(stack, f"{name}{metric}Alarm", f"{metric} of {rule_name}", topic, query)
    alarm(stack, f"{name}ParseAlarm", f"ParseError of {rule_name}", topic, "ParseError", {"RuleName": rule_name})


def identity(app: App) -> None:
    stack = Stack(app, "acme-iot-identity", env=ENV, tags=TAGS, termination_protection=True)
    shadow = f"$aws/things/{THING}/shadow"
    shadow_all = [f"{shadow}/get/*", f"{shadow}/update/*"]
    for name, publishes, hears, more in (
        ("Sensor", ["temperature", "firmware"], f"cmd/acme/sensor/{THING}/firmware", []),
        ("Gateway", ["measurements"], f"cmd/acme/gateway/{THING}/configuration", [f"{shadow}/get", f"{shadow}/update"]),
    ):
        told = [hears, *(shadow_all if more else [])]
        topics = [*(f"dt/acme/{name.lower()}/{THING}/{what}" for what in publishes), *more]

        def on(kind: str, names: list[str]) -> str | list[str]:
            arns = [arn("iot", f"{kind}/{each}") for each in names]
            return arns[0] if len(arns) == 1 else arns

        connect = allow("iot:Connect", arn("iot", f"client/{THING}"))
        connect["Condition"] = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
        publish = {"Effect": "Allow", "Action": "iot:Publish", "Resource": on("topic", topics)}
        subscribe = {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": on("topicfilter", told)}
        receive = {"Effect": "Allow", "Action": "iot:Receive", "Resource": on("topic", told)}
        policy = iot.CfnPolicy(stack, f"{name}Policy", policy_document=doc(connect, publish, subscribe, receive))
        policy.apply_removal_policy(RemovalPolicy.RETAIN)
        CfnOutput(stack, f"{name}PolicyName", description="Attach this policy", value=policy.ref)


WRITE_KEY = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
]
CRITICAL = (
    "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    "CA_CERTIFICATE_KEY_QUALITY_CHECK",
    "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK",
    "DEVICE_CERTIFICATE_SHARED_CHECK",
    "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK",
    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
    "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK",
    "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
)
OTHERS = (
    "CA_CERTIFICATE_EXPIRING_CHECK",
    "CONFLICTING_CLIENT_IDS_CHECK",
    "DEVICE_CERTIFICATE_AGE_CHECK",
    "DEVICE_CERTIFICATE_EXPIRING_CHECK",
    "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK",
    "LOGGING_DISABLED_CHECK",
    "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK",
)
MISCONFIGURATION = "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK"

if __name__ == "__main__":
    app = App()
    told = detection(app)
    ingestion(app, told)
    identity(app)
    app.synth()
