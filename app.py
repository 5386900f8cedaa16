"""The deployment: `cdk synth`, `cdk deploy` start here."""

import os
from pathlib import Path

from aws_cdk import App

from infra.deployment import Deployment
from infra.stacks.kanaal import build_app

if __name__ == "__main__":
    app = App()
    build_app(app, Deployment.from_context(app.node, root=Path(__file__).parent, environ=os.environ))
    app.synth()
