"""What every stack of a deployment has in common."""

from aws_cdk import CfnOutput, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, Stack
from constructs import Construct

from infra.deployment import Deployment


class KanaalStack(Stack):
    """`Kanaal-<stage>-<part>`: no account and no region in it, so that synthesis makes no calls."""

    def __init__(self, scope: Construct, part: str, deployment: Deployment, *, description: str) -> None:
        super().__init__(
            scope,
            f"Kanaal-{deployment.stage}-{part}",
            description=description,
            # A local AWS that enforces IAM denies the bootstrap roles their own bucket; its root may do everything.
            synthesizer=CliCredentialsStackSynthesizer() if deployment.is_local else DefaultStackSynthesizer(),
            termination_protection=deployment.is_protected,
            tags={"application": "kanaal", "stage": deployment.stage},
        )
        self.deployment = deployment

    def publish(self, **values: str) -> None:
        """Stack outputs, under exactly these names."""
        for name, value in values.items():
            CfnOutput(self, name, value=value)
