"""Use cases of pipelines."""

import json
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.jobs.models import Job, JobKind
from helpdesk.jobs.repository import JobRepository
from helpdesk.people.actors import Actor
from helpdesk.pipelines.models import MOST_PIPELINES, Pipeline, Status, StatusCategory, flaws
from helpdesk.pipelines.repeated import again, identified, same
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.platform.text import same_name

Definitions = Callable[[], Mapping[str, object]]
"""The properties that a status can require, by name."""


@frozen
class PipelinePatch:
    """What changes; what is not among `values` stays."""

    values: Mapping[str, Any]
    moves: Mapping[str, str]
    """Where the tickets of a status go that is left out, by their ids."""


class Pipelines:
    def __init__(
        self,
        repository: PipelineRepository,
        audit: AuditRecorder,
        jobs: JobRepository,
        definitions: Definitions,
        teams: Callable[[], Container[str]],
        now: Clock,
        new_id: NewId,
    ) -> None:
        """`teams`: the ids of those that there are."""
        self._repository = repository
        self._audit = audit
        self._jobs = jobs
        self._definitions = definitions
        self._teams = teams
        self._now = now
        self._new_id = new_id

    def all(self) -> list[Pipeline]:
        """The desk's first one first; without deleted ones."""
        return [each for each in self._repository.all() if each.archived_at is None]

    def get(self, pipeline_id: str) -> Pipeline:
        found = self._repository.get(pipeline_id)
        if found is None or found.archived_at is not None:
            raise NotFound(f"There is no pipeline {pipeline_id[:64]!r}.", code="pipeline_not_found")
        return found

    def create(self, wanted: Pipeline, actor: Actor, *, idempotency_key: str | None = None) -> Pipeline:
        """The same name again returns the same pipeline, the same key of the same actor returns what became of it.
        Raises Conflict if it is another one. `wanted`: statuses without an id get one."""
        made_id = digest("pipeline", actor.id, idempotency_key) if idempotency_key else self._new_id()
        asked = digest(json.dumps(plain(wanted), sort_keys=True)) if idempotency_key else None
        made = replace(identified(wanted, made_id), created_at=to_text(self._now()), asked=asked)

        def attempt() -> Pipeline:
            earlier = self._repository.ever(made.id) if idempotency_key else None
            if earlier is not None:
                return again(earlier, made)
            self._check(made)
            growth, known = self._repository.growth(), self.all()
            existing = next((each for each in known if same_name(each.name) == same_name(made.name)), None)
            if existing is not None:
                return same(existing, wanted)
            if len(known) >= MOST_PIPELINES:
                raise Conflict(f"A desk has at most {MOST_PIPELINES} pipelines. Delete one first.", code="too_many")
            self._repository.transact(
                self._repository.creating(made),
                self._repository.growing(growth),
                *self._repository.naming(None, made),
                *self._no_longer_default(known, made),
                *self._recording(AuditType.PIPELINE_CREATED, made, actor, {"name": Change(None, made.name)}),
            )
            return made

        return until_written(attempt, "the pipelines")

    def change(self, pipeline_id: str, patch: PipelinePatch, actor: Actor, *, if_match: int | None = None) -> Pipeline:
        """A job moves the tickets of a status that is left out. Raises InvalidRequest if `moves` does not say where."""

        def attempt() -> Pipeline:
            before = self.get(pipeline_id)
            check_version(before, if_match)
            after = replace(before, **patch.values)
            if "statuses" in patch.values:
                after = replace(after, statuses=_with_deleted(before, after.statuses, patch.moves))
            if after == before:
                return before
            self._check(after, before)
            self._check_change(before, after)
            deleted = [each.id for each in _retired(after) if each.id not in {was.id for was in _retired(before)}]
            changed = differences(before, after, "version")
            after, moving = self._moving(after, deleted, actor) if deleted else (after, [])
            self._repository.transact(
                self._repository.replacing(before, after),
                *moving,
                *self._repository.naming(before, after),
                *self._no_longer_default(self.all(), after),
                *self._recording(AuditType.PIPELINE_UPDATED, after, actor, changed),
            )
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this pipeline")

    def delete(self, pipeline_id: str, moves_to: str, actor: Actor, *, if_match: int | None = None) -> Pipeline:
        """A job moves its tickets to another pipeline, each to the first status of its category."""

        def attempt() -> Pipeline:
            before = self.get(pipeline_id)
            check_version(before, if_match)
            if before.is_default:
                raise Conflict(
                    "New tickets go to this pipeline. Make another one the default first.", code="pipeline_is_default"
                )
            target = next((each for each in self.all() if each.id == moves_to and each.id != pipeline_id), None)
            if target is None:
                raise InvalidRequest.at("move_to", f"there is no other pipeline {moves_to[:64]!r}")
            after = replace(before, archived_at=to_text(self._now()), moves_to=target.id)
            after, moving = self._moving(after, [], actor)
            moved = {"moves_to": Change(None, target.id)}
            self._repository.transact(
                self._repository.replacing(before, after),
                *self._repository.naming(before, after),
                *moving,
                *self._redirecting(before, target),
                *self._recording(AuditType.PIPELINE_DELETED, after, actor, moved),
            )
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this pipeline")

    def _moving(self, after: Pipeline, deleted: Sequence[str], actor: Actor) -> tuple[Pipeline, list[Write]]:
        """With the job that moves the tickets of these statuses, or of the whole pipeline."""
        job = Job(self._new_id(), JobKind.TICKET_MOVES, actor, to_text(self._now()))
        asked = {"pipeline_id": after.id, "status_ids": list(deleted)}
        return replace(after, job_ids=(*after.job_ids, job.id)), self._jobs.creating(job, asked)

    def _redirecting(self, deleted: Pipeline, target: Pipeline) -> list[Write]:
        """Tickets that are on their way to the deleted pipeline go to the next one."""
        return [
            self._repository.replacing(each, replace(each, moves_to=target.id))
            for each in self._repository.all()
            if each.archived_at is not None and each.moves_to == deleted.id
        ]

    def requiring(self, name: str) -> list[str]:
        """The statuses that require this property, in words."""
        return [
            f"the status {status.name!r} of the pipeline {pipeline.name!r}"
            for pipeline in self.all()
            for status in pipeline.statuses
            if name in status.required_properties and not status.retired
        ]

    def moved_by(self, team_id: str) -> list[str]:
        """The statuses into which this team moves tickets, in words."""
        return [
            f"the status {status.name!r} of the pipeline {pipeline.name!r}"
            for pipeline in self.all()
            for status in pipeline.offered
            if team_id in status.team_ids
        ]

    def _check(self, pipeline: Pipeline, before: Pipeline | None = None) -> None:
        """Raises InvalidRequest that names all that is wrong."""
        known = self._definitions()
        errors = [FieldError(flaw.field, flaw.message) for flaw in flaws(pipeline)]
        errors += [
            FieldError(f"statuses[{number}].required_properties[{at}]", f"there is no ticket property {name!r}")
            for number, status in enumerate(each for each in pipeline.statuses if not each.retired)
            for at, name in enumerate(status.required_properties)
            if name not in known
        ]
        errors += self._unknown_teams(pipeline, before)
        if errors:
            raise InvalidRequest.among(errors, code="invalid_pipeline")

    def _unknown_teams(self, pipeline: Pipeline, before: Pipeline | None) -> list[FieldError]:
        """Not those that the status named before: a team that is deleted just before a status that names it is written
        is no reason to refuse each other change."""
        had = {status.id: status.team_ids for status in before.statuses} if before else {}
        named = [
            (f"statuses[{number}].team_ids[{at}]", team_id)
            for number, status in enumerate(pipeline.offered)
            for at, team_id in enumerate(status.team_ids)
            if team_id not in had.get(status.id, ())
        ]
        teams = self._teams() if named else ()
        return [
            FieldError(field, f"there is no team {team_id[:64]!r}") for field, team_id in named if team_id not in teams
        ]

    def _check_change(self, before: Pipeline, after: Pipeline) -> None:
        if before.is_default and not after.is_default:
            message = "a desk always has a default: make another pipeline the default instead"
            raise InvalidRequest.at("is_default", message)
        for number, status in enumerate(after.statuses):
            was = before.status(status.id)
            if was is not None and was.category is not status.category:
                message = "the category of a status cannot be changed: add a status, and delete this one"
                raise InvalidRequest.at(f"statuses[{number}].category", message)
        if any(each.id != after.id and same_name(each.name) == same_name(after.name) for each in self.all()):
            raise Conflict(f"Another pipeline is called {after.name!r}.", code="name_taken")

    def _no_longer_default(self, known: Sequence[Pipeline], after: Pipeline) -> list[Any]:
        if not after.is_default:
            return []
        return [
            self._repository.replacing(each, replace(each, is_default=False))
            for each in known
            if each.is_default and each.id != after.id
        ]

    def _recording(self, kind: AuditType, pipeline: Pipeline, actor: Actor, details: Mapping[str, Change]) -> list[Any]:
        return self._audit.recording(kind, actor, Subject(SubjectKind.PIPELINE, pipeline.id), details=details)


def _with_deleted(before: Pipeline, after: Sequence[Status], moves: Mapping[str, str]) -> tuple[Status, ...]:
    """The new statuses, and the deleted ones, which stay until their tickets have moved."""
    kept = {status.id: status for status in after}
    gone = [status for status in before.statuses if status.id not in kept]
    errors: list[FieldError] = []
    deleted: list[Status] = []
    for status in gone:
        wanted = moves.get(status.id, status.moves_to)
        # What was deleted before may have been on its way to a status that is deleted now.
        target = kept.get(moves.get(wanted, wanted)) if wanted else None
        if target is None:
            message = f"say to which other status the tickets of {status.name!r} go"
            errors.append(FieldError(f"moves.{status.id}", message))
        elif _is_closed(target) is not _is_closed(status):
            closed = "is closed" if _is_closed(status) else "is not closed"
            message = f"{status.name!r} {closed}: its tickets can only go to a status of which that is true too"
            errors.append(FieldError(f"moves.{status.id}", message))
        else:
            deleted.append(replace(status, moves_to=target.id))
    if errors:
        raise InvalidRequest.among(errors, code="status_in_use")
    return (*after, *deleted)


def _is_closed(status: Status) -> bool:
    return status.category is StatusCategory.CLOSED


def _retired(pipeline: Pipeline) -> list[Status]:
    return [status for status in pipeline.statuses if status.retired]
