"""Administrators and agents: a Cognito user pool."""

from aws_cdk import Aws, CfnOutput, Duration, Fn, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import INVITATION_DAYS, Deployment

_DEVELOPMENT = "http://localhost:5173"


class People(Construct):
    """They are invited, and sign in with their e-mail address. What they may do, the desk knows."""

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
            # Who can write to an address can take over the account: the old one counts until the new one is verified.
            keep_original=cognito.KeepOriginalAttrs(email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(INVITATION_DAYS),
            ),
            user_invitation=cognito.UserInvitationConfig(
                email_subject="You are invited to the help desk", email_body=_invitation(deployment)
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=deployment.is_protected,
            removal_policy=deployment.removal_policy,
        )
        self.client = self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            disable_o_auth=True,
            generate_secret=False,
            prevent_user_existence_errors=True,
            write_attributes=_of_no_weight(),
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )
        # Unique in the region, and the same as long as the stack exists.
        domain = f"kanaal-{_part_of_stack_id()}"
        if deployment.workspace:
            self.pool.add_domain(
                "SignIn",
                cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain),
                managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
            )
        # Exported without the workspace too: CloudFormation removes no export that another stack still uses, so a
        # deployment could not leave the workspace out.
        self._sign_in_domain = f"{Stack.of(self).stack_name}:SignInDomain"
        CfnOutput(Stack.of(self), "SignInDomain", value=domain, export_name=self._sign_in_domain)
        accept(
            self.pool,
            {
                "AwsSolutions-COG2": "A second factor is available and each person's choice: API clients of a person "
                "sign in to the pool too, with a password only. Short-lived tokens and invitations limit the risk.",
                "AwsSolutions-COG8": "The plus plan costs more per agent than the rest of the desk. People are "
                "invited, and sign-in attempts are throttled by Cognito on every plan.",
            },
        )

    def allow_administration(self) -> iam.PolicyStatement:
        """Inviting people, and ending and restoring their access. Nobody's password."""
        names = ("CreateUser", "GetUser", "UpdateUserAttributes", "DisableUser", "EnableUser", "UserGlobalSignOut")
        actions = [f"cognito-idp:Admin{name}" for name in names]
        return iam.PolicyStatement(actions=actions, resources=[self.pool.user_pool_arn])

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}/{self.pool.user_pool_id}"

    @property
    def api_url(self) -> str:
        """Cognito's API, where a browser ends a sign-in."""
        return self._local_endpoint or f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}"

    @property
    def sign_in_url(self) -> str:
        """Where Cognito's own pages are. A local AWS serves them itself."""
        domain = Fn.import_value(self._sign_in_domain)
        return self._local_endpoint or f"https://{domain}.auth.{Aws.REGION}.amazoncognito.com"

    def workspace_client(self, scope: Construct, origin: str) -> cognito.UserPoolClient:
        """For the page at this origin, in a stack of its own. It sends people to Cognito's pages and gets a code that
        only the browser that asked for it can use (PKCE): a page cannot keep a secret."""
        # `npm run dev` serves the page from its sources, with the data of a local desk.
        origins = [origin, _DEVELOPMENT] if self._local_endpoint else [origin]
        client = cognito.UserPoolClient(
            scope,
            "WorkspaceClient",
            user_pool=self.pool,
            # No password comes through this client. Without a list, Cognito would allow SRP; this flow does nothing
            # as long as the pool has no trigger for it. Renewing is OAuth's: where refresh tokens are replaced, Cognito
            # refuses the flow for it.
            auth_flows=cognito.AuthFlow(custom=True),
            generate_secret=False,
            prevent_user_existence_errors=True,
            write_attributes=_of_no_weight(),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[
                    cognito.OAuthScope.OPENID,
                    cognito.OAuthScope.EMAIL,
                    cognito.OAuthScope.PROFILE,
                    # to sign out everywhere
                    cognito.OAuthScope.COGNITO_ADMIN,
                ],
                callback_urls=[f"{each}/signed-in" for each in origins],
                logout_urls=[f"{each}/signed-out" for each in origins],
            ),
            # A token is valid until it ends, even after a sign-out. The page renews it without being seen.
            access_token_validity=Duration.minutes(15),
            id_token_validity=Duration.minutes(15),
            refresh_token_validity=Duration.days(30),
            # Each renewal gives another refresh token, so that a stolen one is of use only until then.
            refresh_token_rotation_grace_period=Duration.seconds(60),
            enable_token_revocation=True,
        )
        if self._local_endpoint is None:  # a local AWS has no such resource, and a page without it
            cognito.CfnManagedLoginBranding(
                scope,
                "SignInLook",
                user_pool_id=self.pool.user_pool_id,
                client_id=client.user_pool_client_id,
                use_cognito_provided_values=True,
            )
        return client

    @property
    def key_set_url(self) -> str:
        """Where the keys that verify tokens are published. A local AWS serves them itself, under AWS's issuer."""
        origin = f"{self._local_endpoint}/{self.pool.user_pool_id}" if self._local_endpoint else self.issuer
        return f"{origin}/.well-known/jwks.json"


def _part_of_stack_id() -> str:
    """arn:aws:cloudformation:…:stack/<name>/<uuid>: the first part of the UUID."""
    return Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))))


def _of_no_weight() -> cognito.ClientAttributes:
    """What somebody may change of themselves with an access token. An empty list would mean all: the e-mail address,
    with which they sign in, and the name, which the desk shows. Nothing reads this one."""
    return cognito.ClientAttributes().with_standard_attributes(locale=True)


def _invitation(deployment: Deployment) -> str:
    """The pool exists before the page, so that a name which CloudFront chooses is not known yet."""
    domain = deployment.workspace_domain
    there = f"https://{domain.name}/" if domain else "the address that you get from whoever invited you"
    return (
        f"Sign in at {there} with your e-mail address ({{username}}) and this password: {{####}}<br><br>"
        f"It is valid for {INVITATION_DAYS} days. You then choose a password of your own."
    )
