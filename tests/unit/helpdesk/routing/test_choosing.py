"""Who is chosen, for any rule and any desk."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.routing_rules import AssignTo, Fallback, Method, RoutingRule
from helpdesk.people.loads import Loads
from helpdesk.people.roster import Capacity, Member, Roster
from helpdesk.routing.choosing import SHOWN, choose
from helpdesk.routing.models import Asked, Choice, Desk, PassedOver, Trigger
from helpdesk.tickets.models import RoutingReason
from tests.support.loads import loads_of

TEAM = "support"
PEOPLE = st.lists(
    st.builds(
        Member,
        id=st.sampled_from([f"person-{number}" for number in range(30)]),
        number=st.just(0),
        name=st.just("Somebody"),
        is_active=st.booleans(),
        has_service_seat=st.booleans(),
        team_ids=st.sampled_from([(), (TEAM,), ("sales",), (TEAM, "sales")]),
        skills=st.sampled_from([(), ("German",), ("german", "billing")]),
        role_id=st.sampled_from(["agent", "read_only"]),
        capacity=st.builds(Capacity, st.none() | st.integers(1, 4), st.just({}) | st.just({"custom": 2})),
    ),
    unique_by=lambda member: member.id,
    max_size=25,
)


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    members = draw(PEOPLE)
    totals = {member.id: draw(st.integers(0, 5)) for member in members}
    of_channel = {user_id: draw(st.integers(0, total)) for user_id, total in totals.items()}
    away = {member.id for member in members if draw(st.booleans())}
    return Desk(Roster(tuple(members)), loads_of(totals, of_channel, away), draw(st.none() | st.just("person-15")))


def asked(rule: RoutingRule, **more: object) -> Asked:
    return Asked("tkt_1", "custom", rule, Trigger.OPENED, **more)  # type: ignore[arg-type]


RULES = st.builds(
    RoutingRule,
    automatic=st.just(True),
    assign_to=st.just(AssignTo.USERS_AND_TEAMS),
    user_ids=st.sampled_from([(), ("person-1", "person-2", "gone")]),
    team_ids=st.sampled_from([(TEAM,), (TEAM, "sales")]),
    method=st.sampled_from(Method),
)


@given(RULES, desks(), st.sampled_from([frozenset(), frozenset({"german"})]), st.sampled_from([frozenset(), {"sales"}]))
def test_only_somebody_who_is_named_and_eligible_is_chosen(
    rule: RoutingRule, desk: Desk, skills: frozenset[str], teams: frozenset[str]
) -> None:
    choice = choose(asked(rule, skills=skills, inbox_team_ids=frozenset(teams)), desk)
    if choice.owner_id is None:
        assert choice.code is RoutingReason.NOBODY_ELIGIBLE
        return
    member = desk.roster.get(choice.owner_id)
    assert member
    assert member.is_active
    assert member.has_service_seat
    assert member.role_id == "agent"
    assert member.id in rule.user_ids or set(member.team_ids) & set(rule.team_ids)
    assert skills <= {skill.lower() for skill in member.skills}
    assert not teams or teams & set(member.team_ids)
    assert not desk.loads.is_away(member.id)
    assert member.capacity.total is None or desk.loads.open_tickets(member.id) < member.capacity.total
    assert desk.loads.open_in_channel(member.id) < member.capacity.by_channel.get("custom", 99)


@given(RULES, desks())
def test_everybody_whom_the_rule_names_is_considered_once_and_the_first_is_chosen(
    rule: RoutingRule, desk: Desk
) -> None:
    choice = choose(asked(rule), desk)
    named = {*rule.user_ids, *(member.id for member in desk.roster.of_teams(frozenset(rule.team_ids)))}
    shown = [each.user_id for each in choice.considered]
    assert len(shown) == len(set(shown)) == min(len(named), SHOWN)
    assert len(shown) + sum(choice.others.values()) == len(named)
    assert all(each.eligible is (each.reason is None) for each in choice.considered)
    assert choice.owner_id == next((each.user_id for each in choice.considered if each.eligible), None)


@given(RULES, desks(), st.sampled_from([frozenset(), frozenset({"sales"})]))
def test_whoever_is_chosen_through_a_team_gets_the_ticket_with_it(
    rule: RoutingRule, desk: Desk, teams: frozenset[str]
) -> None:
    choice = choose(asked(rule, inbox_team_ids=teams), desk)
    member = desk.roster.get(choice.owner_id or "")
    through = (
        [each for each in member.team_ids if each in rule.team_ids and each in (teams or {each})] if member else []
    )
    by_themselves = member is None or member.id in rule.user_ids
    assert choice.team_id == (None if by_themselves or not through else through[0])


@given(RULES, desks())
def test_where_work_is_balanced_nobody_eligible_has_fewer(rule: RoutingRule, desk: Desk) -> None:
    choice = choose(asked(rule), desk)
    eligible = [each for each in choice.considered if each.eligible]
    if choice.owner_id and rule.method is Method.BALANCED:
        assert desk.loads.open_tickets(choice.owner_id) == min(each.open_tickets for each in eligible)


def test_tickets_choose_among_equals_so_that_they_share_the_work() -> None:
    members = tuple(Member(f"p{number}", number, "P", team_ids=(TEAM,)) for number in range(5))
    rule = RoutingRule(automatic=True, assign_to=AssignTo.USERS_AND_TEAMS, team_ids=(TEAM,))
    tickets = [Asked(f"tkt_{number}", None, rule, Trigger.OPENED) for number in range(500)]
    counts = Counter(choose(each, Desk(Roster(members), Loads())).owner_id for each in tickets)
    assert min(counts.values()) > 60


OWNED = RoutingRule(
    automatic=True, assign_to=AssignTo.CONTACT_OWNER, fallback=Fallback(AssignTo.USERS_AND_TEAMS, team_ids=(TEAM,))
)
ANA, BEN = Member("ana", 0, "Ana"), Member("ben", 1, "Ben", team_ids=(TEAM,))


def of_ana(rule: RoutingRule, away: Sequence[str] = (), members: tuple[Member, ...] = (ANA, BEN)) -> Choice:
    return choose(asked(rule, contact_owner_id="ana"), Desk(Roster(members), loads_of({}, {}, set(away))))


def test_the_contacts_owner_comes_first() -> None:
    assert (of_ana(OWNED).owner_id, of_ana(OWNED).code) == ("ana", RoutingReason.CONTACT_OWNER)


def test_an_owner_who_is_away_is_written_to_and_the_ticket_falls_back_or_waits() -> None:
    choice = of_ana(OWNED, away=["ana"])
    assert (choice.owner_id, choice.written_to) == ("ben", "ana")
    assert [(each.user_id, each.reason) for each in choice.considered] == [("ana", PassedOver.AWAY), ("ben", None)]
    waiting = RoutingRule(automatic=True, assign_to=AssignTo.CONTACT_OWNER, wait_for_owner=True)
    choice = of_ana(waiting, away=["ana"])
    assert (choice.owner_id, choice.code) == (None, RoutingReason.WAITS_FOR_OWNER)
    assert choice.waits_for == choice.written_to == "ana"


def test_an_owner_is_not_told_what_the_desk_wrote() -> None:
    away = Desk(Roster((ANA, BEN)), loads_of({}, {}, {"ana"}))
    choice = choose(asked(OWNED, contact_owner_id="ana", customer_wrote=False), away)
    assert (choice.owner_id, choice.written_to) == ("ben", None)


def test_nobody_waits_for_an_owner_who_has_left() -> None:
    waiting = RoutingRule(automatic=True, assign_to=AssignTo.CONTACT_OWNER, wait_for_owner=True)
    gone = Member("ana", 0, "Ana", is_active=False)
    assert of_ana(waiting, members=(gone,)).code is RoutingReason.NO_FALLBACK


def test_a_ticket_waits_for_the_first_member_of_a_team_without_people() -> None:
    emptied = of_ana(OWNED, away=["ana"], members=(ANA,))
    assert (emptied.code, emptied.written_to) == (RoutingReason.NOBODY_ELIGIBLE, "ana")
    assert [each.reason for each in emptied.considered] == [PassedOver.AWAY]


def test_a_contact_who_is_not_known_goes_to_the_fallback() -> None:
    assert choose(asked(OWNED), Desk(Roster((ANA, BEN)), Loads())).owner_id == "ben"


def test_a_reopened_ticket_goes_back_to_its_owner_who_may_be_full_with_it() -> None:
    full = Member("ana", 0, "Ana", capacity=Capacity(2))
    question = Asked("tkt_1", "custom", OWNED, Trigger.REOPENED, keeps="ana")
    kept = choose(question, Desk(Roster((full, BEN)), loads_of({"ana": 2}, {}, set())))
    assert (kept.owner_id, kept.code) == ("ana", RoutingReason.KEPT_OWNER)
    another = choose(question, Desk(Roster((full, BEN)), loads_of({"ana": 3}, {}, set())))
    assert (another.owner_id, another.code) == ("ben", RoutingReason.CHOSEN)
