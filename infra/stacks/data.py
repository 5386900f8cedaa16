"""What must outlive every other stack: tables, files, keys, user pool."""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from infra.constructs.bucket import FILES, UPLOADS, Bucket
from infra.constructs.malware_scan import MalwareScan
from infra.constructs.nag import accept
from infra.constructs.people import People
from infra.constructs.search_collection import SearchCollection
from infra.constructs.table import Table, number, text
from infra.deployment import OPENSEARCH, Deployment
from infra.stacks.base import KanaalStack

_EXPIRY = "expires_at"
# API tokens have an expires_at too, which ends them without deleting them.
_PURGE = "purge_at"
_FORMER = dynamodb.GlobalSecondaryIndexPropsV2(
    index_name="tickets_by_activity",
    partition_keys=[text("state"), text("account_id"), number("activity_shard")],
    sort_keys=[text("last_activity_at"), text("ticket_id")],
)
"""Of an earlier version, which reads it until its last function is replaced: docs/operations.md."""


class DataStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Data", deployment, description="Kanaal: tables, files, keys and the user pool")
        former = [_FORMER] if deployment.former_index else []
        self.indexes_of_accounts = ["tickets_by_account", *(each.index_name for each in former)]
        """By which the tickets of an account are read."""
        self.conversations = Table(
            self,
            "Conversations",
            deployment=deployment,
            time_to_live=_EXPIRY,
            # the change feed says what a change has changed
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="tickets_by_account",
                    partition_keys=[text("account_id"), text("state")],
                    sort_keys=[text("opened_at"), text("ticket_id")],
                    projection_type=dynamodb.ProjectionType.KEYS_ONLY,
                ),
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="tickets_by_owner",
                    partition_keys=[text("owner_id"), text("state")],
                    sort_keys=[text("owner_sort_at"), text("ticket_id")],
                    projection_type=dynamodb.ProjectionType.KEYS_ONLY,
                ),
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="tickets_by_contact",
                    partition_keys=[text("contact_id")],
                    sort_keys=[text("opened_at"), text("ticket_id")],
                    projection_type=dynamodb.ProjectionType.KEYS_ONLY,
                ),
                *former,
            ],
        )
        self.contacts = Table(
            self,
            "Contacts",
            deployment=deployment,
            # its item says who has changed a contact
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name=name,
                    partition_key=text(partition),
                    sort_key=text(sort),
                    projection_type=dynamodb.ProjectionType.KEYS_ONLY,
                )
                for name, partition, sort in (
                    ("contacts_by_creation", "listed", "by_creation"),
                    ("contacts_by_name", "listed", "by_name"),
                    ("contacts_by_owner", "owner_id", "by_creation"),
                )
            ],
        )
        self.directory = Table(
            self,
            "Directory",
            deployment=deployment,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            time_to_live=_PURGE,
            indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="directory_by_kind", partition_key=text("kind"), sort_key=text("pk")
                )
            ],
        )
        self.files = Table(self, "Files", deployment=deployment, time_to_live=_EXPIRY)
        self.feed = Table(
            self,
            "Feed",
            deployment=deployment,
            time_to_live=_EXPIRY,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
        )
        self.live = Table(self, "Live", deployment=deployment, time_to_live=_EXPIRY)
        self.tables = [self.conversations, self.contacts, self.directory, self.files, self.feed, self.live]
        self.bucket = Bucket(self, "FileStore", deployment=deployment)
        if deployment.malware_scan:
            MalwareScan(self, "MalwareScan", bucket=self.bucket)
        self.secrets_key = kms.Key(
            self,
            "SecretsKey",
            description="Encrypts the credentials of channel accounts",
            enable_key_rotation=True,
            removal_policy=deployment.removal_policy,
        )
        self.token_hash_key = kms.Key(
            self,
            "TokenHashKey",
            description="Computes the keyed hashes under which API tokens are stored",
            key_spec=kms.KeySpec.HMAC_256,
            key_usage=kms.KeyUsage.GENERATE_VERIFY_MAC,
            removal_policy=deployment.removal_policy,
        )
        self.desk_key = secrets.Secret(
            self,
            "DeskKey",
            description="Marks the ids and cursors that Kanaal gives out",
            generate_secret_string=secrets.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=deployment.removal_policy,
        )
        accept(
            self.desk_key,
            {
                "AwsSolutions-SMG4": "The ids of channel accounts are made with it, and they are in the URLs that "
                "messaging services call: with another key, these URLs stop working."
            },
        )
        self.people = People(self, "People", deployment=deployment)
        self.file_settings = {
            "FILES_TABLE": self.files.name,
            "FILES_BUCKET": self.bucket.name,
            "MALWARE_SCAN": "true" if deployment.malware_scan else "false",
        }
        """The environment of each function that works with files."""
        self.search = (
            SearchCollection(self, "Search", deployment=deployment) if deployment.search == OPENSEARCH else None
        )
        self.search_settings = {
            "SEARCH_ENGINE": deployment.search,
            "OPENSEARCH_ENDPOINT": self.search.endpoint if self.search else "",
        }
        """The environment of each function that uses the index."""
        self.publish(
            ConversationsTable=self.conversations.name,
            ContactsTable=self.contacts.name,
            DirectoryTable=self.directory.name,
            FilesTable=self.files.name,
            FeedTable=self.feed.name,
            FilesBucket=self.bucket.name,
            SecretsKeyId=self.secrets_key.key_id,
            TokenHashKeyId=self.token_hash_key.key_id,
            DeskKeyArn=self.desk_key.secret_arn,
            # `make provision` refuses what the functions would not call.
            DeliveryPorts=deployment.ports_setting,
            SearchEngine=deployment.search,
            UserPoolId=self.people.pool.user_pool_id,
            UserPoolClientId=self.people.client.user_pool_client_id,
        )

    def allow_opening(self, *owners: str) -> iam.PolicyStatement:
        """The secrets of these owners. IfExists: a local AWS does not pass the context, and AWS decrypts nothing
        without it, because every secret is encrypted with one."""
        return iam.PolicyStatement(
            actions=["kms:Decrypt"],
            resources=[self.secrets_key.key_arn],
            conditions={"StringLikeIfExists": {"kms:EncryptionContext:owner": list(owners)}},
        )

    def allow_linking(self) -> list[iam.PolicyStatement]:
        """The permissions to create a link to a file: a link can do what its creator may do."""
        reading = ["GetObject", "GetObjectTagging"] if self.deployment.malware_scan else ["GetObject"]
        return [self.files.allow("BatchGetItem", "UpdateItem"), self.bucket.allow(*reading, under=[FILES])]

    def allow_uploading(self) -> list[iam.PolicyStatement]:
        """The permissions to let a client upload, to check the upload, and to copy it to where it is served from."""
        return [
            self.files.allow("GetItem", "PutItem"),
            self.bucket.allow("PutObject", under=[UPLOADS, FILES]),
            self.bucket.allow("GetObject", "DeleteObject", under=[UPLOADS]),
        ]
