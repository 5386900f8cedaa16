"""The deployment: the entry point of `cdk synth` and `cdk deploy`."""

import os
import sys
from pathlib import Path

from aws_cdk import App

from infra import bundle
from infra.deployment import Deployment, DeploymentError, is_local, is_on
from infra.local.progress import StopError
from infra.stacks.kanaal import build_app


def main() -> None:
    app = App()
    try:
        # `make run` and `make test` have built theirs.
        if not is_local(app.node):
            bundle.build("aws", page=is_on(app.node, "workspace"))
        deployment = Deployment.from_context(app.node, root=Path(__file__).parent, environ=os.environ)
    except DeploymentError as error:
        sys.exit(f"✗ {error}")
    except StopError as stop:
        stop.show()
        sys.exit(1)
    build_app(app, deployment)
    app.synth()


if __name__ == "__main__":
    main()
