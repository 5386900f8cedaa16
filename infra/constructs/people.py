"""Administrators and agents: a Cognito user pool."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import Deployment


class People(Construct):
    """They are invited, sign in with their e-mail address, and have the role `admin` or `agent`."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        self._local_endpoint = deployment.local_endpoint
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=deployment.is_protected,
            removal_policy=deployment.removal_policy,
        )
        for role in ("admin", "agent"):
            cognito.UserPoolGroup(self, role.title(), user_pool=self.pool, group_name=role)
        self.client = self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            disable_o_auth=True,
            generate_secret=False,
            prevent_user_existence_errors=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )
        accept(
            self.pool,
            {
                "AwsSolutions-COG2": "A second factor is available and each person's choice: API clients of a person "
                "sign in to the pool too, with a password only. Short-lived tokens and invitations limit the risk.",
                "AwsSolutions-COG8": "The plus plan costs more per agent than the rest of the desk. People are "
                "invited, and sign-in attempts are throttled by Cognito on every plan.",
            },
        )

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}/{self.pool.user_pool_id}"

    @property
    def key_set_url(self) -> str:
        """Where the keys that verify tokens are published. A local AWS serves them itself, under AWS's issuer."""
        origin = f"{self._local_endpoint}/{self.pool.user_pool_id}" if self._local_endpoint else self.issuer
        return f"{origin}/.well-known/jwks.json"
