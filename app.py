"""The deployment: the entry point of `cdk synth` and `cdk deploy`."""

import os
import sys
from pathlib import Path

from aws_cdk import App

from infra.deployment import Deployment, DeploymentError
from infra.stacks.kanaal import build_app


def main() -> None:
    app = App()
    try:
        deployment = Deployment.from_context(app.node, root=Path(__file__).parent, environ=os.environ)
    except DeploymentError as error:
        sys.exit(f"✗ {error}")
    build_app(app, deployment)
    app.synth()


if __name__ == "__main__":
    main()
