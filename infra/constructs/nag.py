"""cdk-nag findings that are accepted, each beside the resource it is about."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accept the rules named by `reasons` on this construct and everything below it."""
    Validations.of(construct).acknowledge(*[Acknowledgment(id=rule, reason=why) for rule, why in reasons.items()])
