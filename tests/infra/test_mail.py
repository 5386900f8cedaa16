"""The address from which the desk writes to its people."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.deployment import Deployment, DeploymentError
from tests.support.assembly import Assembly

FROM = "desk@example.com"


@pytest.fixture(scope="module")
def mailing(synthesise: Callable[..., Assembly]) -> Assembly:
    return synthesise(stage="mail", throwaway=True, mail_from=FROM)


def sending(assembly: Assembly) -> list[tuple[str, dict[str, Any]]]:
    """Function and statement of each permission to send."""
    return [
        (name, statement)
        for name, function in assembly.functions().items()
        for statement in assembly.statements(function)
        if "ses:" in str(statement["Action"])
    ]


def test_only_the_mailer_sends_and_only_from_that_address(mailing: Assembly) -> None:
    [(name, statement)] = sending(mailing)
    assert (name, statement["Action"]) == ("mailer", "ses:SendEmail")
    assert str(statement["Resource"]).endswith(":identity/example.com")
    assert statement["Condition"] == {"StringEqualsIfExists": {"ses:FromAddress": FROM}}
    [identity] = mailing.every("AWS::SES::EmailIdentity")
    assert identity.properties["EmailIdentity"] == "example.com"
    records = [name for each in mailing.templates.values() for name in each.get("Outputs", {}) if "Dkim" in name]
    assert sorted(records) == ["MailDkimRecord1", "MailDkimRecord2", "MailDkimRecord3"]


def test_it_knows_its_address_and_where_the_page_is(mailing: Assembly) -> None:
    variables = mailing.functions()["mailer"].properties["Environment"]["Variables"]
    assert variables["MAIL_FROM"] == FROM
    assert variables["WORKSPACE_URL"].startswith("https://")


def test_a_domain_that_the_aws_account_has_already_is_used_as_it_is(synthesise: Callable[..., Assembly]) -> None:
    there = synthesise(stage="there", throwaway=True, mail_from=FROM, mail_identity=False)
    assert not there.every("AWS::SES::EmailIdentity")
    assert [name for name, _ in sending(there)] == ["mailer"]


def test_without_an_address_nothing_may_send(development: Assembly) -> None:
    assert not development.every("AWS::SES::EmailIdentity")
    assert not sending(development)
    assert development.functions()["mailer"].properties["Environment"]["Variables"]["MAIL_FROM"] == ""


def test_the_context_names_the_address(bundles: Path, context: dict[str, Any]) -> None:
    def given(**more: str) -> Deployment:
        root = bundles.parent / "root"
        for name in ("app", "authorizer", "find", "page"):
            (root / "build" / "aws" / name).mkdir(parents=True, exist_ok=True)
        return Deployment.from_context(App(context=context | more).node, root=root, environ={})

    assert given().mail_from is None
    assert (given(mail_from=FROM).mail_from, given(mail_identity="false").mail_identity) == (FROM, False)
    with pytest.raises(DeploymentError, match="use an address of your domain"):
        given(mail_from="example.com")
