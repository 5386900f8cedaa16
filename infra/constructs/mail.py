"""The address from which the desk writes to its people, and who may write from it."""

from collections.abc import Sequence

from aws_cdk import Aws, CfnOutput
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.deployment import Deployment

_RECORDS = 3


class Mail(Construct):
    """The identity is the address's domain: only mail that is signed for its domain (DKIM) passes as genuine."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        self.sender = deployment.mail_from or ""
        self._domain = self.sender.rpartition("@")[2]
        if not self.sender or not deployment.mail_identity:
            return
        made = ses.CfnEmailIdentity(self, "Identity", email_identity=self._domain)
        # Without the identity, whatever else in the AWS account writes from the domain stops as well.
        made.apply_removal_policy(deployment.removal_policy)
        if deployment.is_local:
            return
        for number in range(1, _RECORDS + 1):
            record = ".".join((f"{made.get_att(f'DkimDNSTokenName{number}')}", ""))
            value = f"{made.get_att(f'DkimDNSTokenValue{number}')}"
            output = CfnOutput(self, f"Dkim{number}", value=f"{record} CNAME {value}")
            output.override_logical_id(f"MailDkimRecord{number}")

    def allow_sending(self) -> Sequence[iam.PolicyStatement]:
        """IfExists: a local AWS does not pass the sender's address."""
        if not self.sender:
            return []
        identity = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:identity/{self._domain}"
        return [
            iam.PolicyStatement(
                actions=["ses:SendEmail"],
                resources=[identity],
                conditions={"StringEqualsIfExists": {"ses:FromAddress": self.sender}},
            )
        ]
