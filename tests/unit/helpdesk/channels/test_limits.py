import pytest

from helpdesk.channels.limits import limits_of
from helpdesk.channels.models import ChannelKind
from helpdesk.platform.errors import InvalidRequest


@pytest.mark.parametrize(("kind", "most"), [(ChannelKind.TELEGRAM, 4096), (ChannelKind.CUSTOM, 60_000)])
def test_a_text_may_be_as_long_as_the_channel_carries(kind, most):
    limits_of(kind).check("x" * most)
    with pytest.raises(InvalidRequest, match=f"at most {most} characters, the text has {most + 1}") as refusal:
        limits_of(kind).check("x" * (most + 1))
    assert refusal.value.code == "text_too_long"
    assert [one.field for one in refusal.value.fields] == ["text"]


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_channel_has_limits(kind):
    limits_of(kind).check("")
