"""Every function's environment, as the stacks set it, with values that stand for those of a deployment."""

ROUTING_QUEUE, OUTBOUND_QUEUE, FILES_QUEUE = "https://sqs/routing", "https://sqs/outbound.fifo", "https://sqs/files"
JOBS_QUEUE, MAILS_QUEUE, INDEX_QUEUE = "https://sqs/jobs.fifo", "https://sqs/mails", "https://sqs/index.fifo"
WEBHOOKS_QUEUE = "https://sqs/webhooks.fifo"
DESK_KEY = "a-key-of-the-desk-that-tests-know"
_VARIABLES = f"""
DESK_KEY={DESK_KEY}
CONVERSATIONS_TABLE=conversations CONTACTS_TABLE=contacts DIRECTORY_TABLE=directory FILES_TABLE=files FEED_TABLE=feed
AWAY_AFTER_SECONDS=180 LIVE_TABLE=live LIVE_URL=wss://live.example/live SOCKETS_URL=https://live.example/live
WEBHOOKS_QUEUE_URL={WEBHOOKS_QUEUE}
WEBHOOKS_DEAD_LETTER_QUEUE_URL=https://sqs/webhooks-dead-letters.fifo
SCHEDULE_GROUP=replies SCHEDULE_ROLE_ARN=arn:aws:iam::1:role/schedules
OUTBOUND_QUEUE_ARN=arn:aws:sqs:us-east-1:1:outbound.fifo
ROUTING_QUEUE_ARN=arn:aws:sqs:us-east-1:1:routing
SCHEDULED_DEAD_LETTER_QUEUE_ARN=arn:aws:sqs:us-east-1:1:scheduled-dead-letters
FILES_BUCKET=bucket MALWARE_SCAN=false FILES_QUEUE_URL={FILES_QUEUE}
FILES_DEAD_LETTER_QUEUE_URL=https://sqs/files-dead-letters
SECRETS_KEY_ID=key TOKEN_HASH_KEY_ID=key
ROUTING_QUEUE_URL={ROUTING_QUEUE} ROUTING_DEAD_LETTER_QUEUE_URL=https://sqs/routing-dead-letters
OUTBOUND_QUEUE_URL={OUTBOUND_QUEUE} OUTBOUND_DEAD_LETTER_QUEUE_URL=https://sqs/outbound-dead-letters.fifo
MAILS_QUEUE_URL={MAILS_QUEUE} MAILS_DEAD_LETTER_QUEUE_URL=https://sqs/mails-dead-letters
SENDS_MAIL=true MAIL_FROM=desk@example.com WORKSPACE_URL=https://desk.example
JOBS_QUEUE_URL={JOBS_QUEUE} JOBS_DEAD_LETTER_QUEUE_URL=https://sqs/jobs-dead-letters.fifo
INDEX_QUEUE_URL={INDEX_QUEUE} INDEX_DEAD_LETTER_QUEUE_URL=https://sqs/index-dead-letters.fifo
RETRY_BASE_SECONDS=2 ALLOW_LOOPBACK=true DELIVERY_PORTS=443,8443 PORTAL_ID=1 WEBHOOK_URL=https://webhooks/webhooks
USER_POOL_ID=pool USER_POOL_ISSUER=https://issuer USER_POOL_CLIENT_IDS=client PAGE_BUCKET=page JWKS_URL=https://issuer/jwks.json
STAGE=bench LOG_LEVEL=INFO PYDANTIC_DISABLE_PLUGINS=__all__ POWERTOOLS_METRICS_NAMESPACE=Kanaal
AWS_EXECUTION_ENV=AWS_Lambda_python3.13 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_SESSION_TOKEN=test
"""
ENVIRONMENT = dict(pair.split("=", 1) for pair in _VARIABLES.split())
