"""The baseline of cold starts: a function that creates one boto3 client and does nothing else."""

import boto3

boto3.client("dynamodb")


def handler(_event: object, _context: object) -> None:
    """Never called: the measurement ends when the runtime requests its first event."""
