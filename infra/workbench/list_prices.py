"""List prices of AWS (us-east-1, November 2026), and how long a function is assumed to wait for its services."""

# Dollars per million.
HTTP_API = 1.00
LAMBDA_REQUESTS = 0.20
WRITE_UNITS = 0.625
READ_UNITS = 0.125
SQS_REQUESTS = {"standard": 0.40, "fifo": 0.50}
KMS_REQUESTS = 3.00
SCHEDULES = 1.00
"""Each runs once. The first 14 million a month are free, which is not counted."""
OBJECT_WRITES, OBJECT_READS = 5.00, 0.40
OBJECT_READ_CALLS = {"s3.GetObject", "s3.HeadObject", "s3.GetObjectTagging"}
WEBSOCKET_MESSAGES = 1.00
"""Each of at most 32 KB, to a connection."""
TRANSFER_GB = 0.09
"""Dollars per GB from AWS to the reader of a file: the first 10 TB a month."""
# Dollars per unit.
LAMBDA_GB_SECOND = 0.0000133334
LOG_GB = 0.50

RESPONSE_MS = {
    "dynamodb.GetItem": 4,
    "dynamodb.Query": 5,
    "dynamodb.PutItem": 6,
    "dynamodb.UpdateItem": 6,
    "dynamodb.TransactWriteItems": 15,
    "sqs.SendMessageBatch": 10,
    "dynamodb.BatchGetItem": 6,
    "s3.HeadObject": 15,
    "s3.GetObject": 25,
    "s3.CopyObject": 60,
    "s3.PutObject": 30,
    "kms.Decrypt": 10,
    "kms.VerifyMac": 10,
    "scheduler.CreateSchedule": 30,
    "scheduler.DeleteSchedule": 30,
    "apigatewaymanagementapi.PostToConnection": 10,
}
"""How long a function waits for AWS: assumed, not measured, because DynamoDB Local cannot tell."""
AT_ONCE = {("pusher", "apigatewaymanagementapi.PostToConnection"): 16, ("indexer", "s3.PutObject"): 16}
"""Calls that a function makes side by side."""
