"""A synthesised deployment, with names instead of references."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OWN = ("Resource", "Table", "Queue", "Function", "Api", "Topic", "Log", "Bucket")


_OF_SCHEDULES = re.compile(r"arn:\S+:schedule/[\w-]+/")
"""No resource of a template: the functions create them."""
_OF_SOCKETS = re.compile(r"arn:\S+:execute-api:[^/]+:(?P<api>\w+)/live/")
"""The connections of a WebSocket API."""


@dataclass(frozen=True)
class Resource:
    name: str
    """The construct's path without the stack and without CDK's own suffixes: `outbound/DeadLetters`."""
    logical_id: str
    kind: str
    properties: dict[str, Any]
    body: dict[str, Any] = field(repr=False)
    """The properties with each reference replaced by the name of its target."""


@dataclass(frozen=True)
class Assembly:
    folder: Path
    templates: dict[str, dict[str, Any]]

    @classmethod
    def load(cls, folder: Path) -> "Assembly":
        paths = sorted(folder.glob("*.template.json"))
        return cls(folder, {path.name.split(".")[0]: json.loads(path.read_text()) for path in paths})

    def every(self, kind: str = "") -> list[Resource]:
        found = [resource for stack in self.templates for resource in self._resources(stack)]
        return [resource for resource in found if not kind or resource.kind == kind]

    def named(self, name: str, kind: str) -> Resource:
        [resource] = [resource for resource in self.every(kind) if resource.name == name]
        return resource

    def functions(self) -> dict[str, Resource]:
        found = {resource.name: resource for resource in self.every("AWS::Lambda::Function")}
        assert found
        return found

    def dead_letter_queues(self) -> set[str]:
        """The dead-letter queues."""
        redriven = [queue.properties.get("RedrivePolicy") for queue in self.every("AWS::SQS::Queue")]
        mapped = [mapping.properties.get("DestinationConfig") for mapping in self.mappings()]
        targets = [policy["deadLetterTargetArn"] for policy in redriven if policy]
        targets += [config["OnFailure"]["Destination"] for config in mapped if config]
        # Schedules are no resources: the function that creates them gives each its dead-letter queue.
        targets.append(
            self.functions()["fanout"].properties["Environment"]["Variables"]["SCHEDULED_DEAD_LETTER_QUEUE_ARN"]
        )
        return {target.removesuffix(".Arn") for target in targets}

    def mappings(self) -> list[Resource]:
        return self.every("AWS::Lambda::EventSourceMapping")

    def statements(self, function: Resource) -> list[dict[str, Any]]:
        """The statements of the function's role."""
        role = function.properties["Role"].removesuffix(".Arn")
        policies = [policy for policy in self.every("AWS::IAM::Policy") if role in policy.properties["Roles"]]
        return [statement for policy in policies for statement in policy.properties["PolicyDocument"]["Statement"]]

    def _resources(self, stack: str) -> Iterator[Resource]:
        for logical_id, body in self.templates[stack]["Resources"].items():
            yield Resource(
                name=_name(body, logical_id),
                logical_id=logical_id,
                kind=body["Type"],
                properties=self._read(stack, body.get("Properties", {})),
                body=body,
            )

    def _read(self, stack: str, value: Any) -> Any:
        match value:
            case {"Ref": str(target)}:
                return self._refer(stack, target)
            case {"Fn::GetAtt": [str(target), str(attribute)]}:
                return f"{self._refer(stack, target)}.{attribute}"
            case {"Fn::Join": [str(separator), list(parts)]}:
                joined = separator.join(str(self._read(stack, part)) for part in parts)
                return _OF_SOCKETS.sub(r"\g<api>.Arn/live/", _OF_SCHEDULES.sub("Schedules.Arn/", joined))
            case {"Fn::ImportValue": str(export)}:
                return self._import(export)
            case dict():
                return {key: self._read(stack, inner) for key, inner in value.items()}
            case list():
                return [self._read(stack, inner) for inner in value]
            case _:
                return value

    def _refer(self, stack: str, target: str) -> str:
        body = self.templates[stack]["Resources"].get(target)
        return _name(body, target) if body else target

    def _import(self, export: str) -> Any:
        stack = export.split(":", maxsplit=1)[0]
        outputs = self.templates[stack]["Outputs"].values()
        [value] = [output["Value"] for output in outputs if output.get("Export", {}).get("Name") == export]
        return self._read(stack, value)


def _name(body: dict[str, Any], logical_id: str) -> str:
    path = body.get("Metadata", {}).get("aws:cdk:path", logical_id).split("/")
    parts = path[1:] if len(path) > 1 else path
    while len(parts) > 1 and parts[-1] in _OWN:
        parts = parts[:-1]
    return "/".join(parts)


def many(value: Any) -> list[Any]:
    """CloudFormation writes a single value without a list."""
    return value if isinstance(value, list) else [value]
