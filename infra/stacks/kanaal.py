"""The whole deployment: four stacks and their dependencies."""

from dataclasses import dataclass

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.deployment import Deployment
from infra.stacks.api import ApiStack
from infra.stacks.data import DataStack
from infra.stacks.observability import ObservabilityStack
from infra.stacks.processing import ProcessingStack


@dataclass(frozen=True)
class Kanaal:
    data: DataStack
    processing: ProcessingStack
    api: ApiStack
    observability: ObservabilityStack


def build_app(app: App, deployment: Deployment) -> Kanaal:
    data = DataStack(app, deployment)
    processing = ProcessingStack(app, deployment, data)
    api = ApiStack(app, deployment, data, processing)
    observability = ObservabilityStack(app, deployment, data, processing, api)
    add_checks(app)
    return Kanaal(data, processing, api, observability)


def add_checks(app: App) -> None:
    """Synthesis fails on a finding of cdk-nag that no construct has accepted with a reason."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
