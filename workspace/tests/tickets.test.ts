import assert from "node:assert/strict";
import test from "node:test";
import type { Outgoing } from "../src/api/outgoing.ts";
import type { Ticket, TicketPage } from "../src/api/queries/tickets.ts";
import {
  current,
  firstPage,
  withBeginning,
  withChange,
  withNewer,
  withNext,
  type Tickets,
} from "../src/api/tickets.ts";
import { isUnread, withSeen } from "../src/shared/seen.ts";
import { filtersOf, queryOf, viewOf } from "../src/tickets/filters.ts";
import { unsent } from "../src/tickets/useUnsent.ts";
import { movedBy } from "../src/tickets/useSteadyScroll.ts";

const ticket = (id: string, changes: Partial<Ticket> = {}) =>
  ({ id, status: "open", owner_id: null, account_id: "1", last_sequence: 1, ...changes }) as Ticket;
const page = (ids: string, next: string | null = null): TicketPage => ({
  tickets: [...ids].map((id) => ticket(id)),
  next_cursor: next,
  newer_cursor: "newer",
});
const list = (ids: string, next: string | null = null): Tickets => firstPage(page(ids, next));
const ids = ({ tickets }: Pick<Tickets, "tickets">) => tickets.map(({ id }) => id).join("");

test("the address becomes filters, and what makes no sense is left out", () => {
  assert.deepEqual(filtersOf({ status: "closed", account: 6919636285649001, owner: "me" }), {
    status: "closed",
    account: "6919636285649001",
    owner: "me",
  });
  assert.deepEqual(filtersOf({ status: "open", account: "<img onerror=x>", owner: { $ne: 1 }, other: "1" }), {});
  assert.deepEqual(filtersOf({ owner: "a".repeat(129), account: "1".repeat(20), status: "bogus" }), {});
  assert.deepEqual(filtersOf({ account: "acc_1" }), {});
});

test("a view in the address has its own filters", () => {
  assert.deepEqual(filtersOf({ view: "waiting", owner: "me" }), { view: "waiting" });
  assert.deepEqual(filtersOf({ view: "<b>", owner: "me" }), { owner: "me" });
  assert.equal(queryOf({ view: "vw_1" }, "ada").view_id, "vw_1");
});

test("filters become what the API asks for", () => {
  assert.deepEqual(queryOf({ owner: "me", account: "1" }, "ada"), { owner_id: "ada", account_id: "1" });
  assert.deepEqual(queryOf({ status: "closed", owner: "none" }, "ada"), { status: "closed", owner_id: "none" });
});

test("a view is known by its filters", () => {
  assert.equal(viewOf({}), "open");
  assert.equal(viewOf({ owner: "me", account: "1" }), "mine");
  assert.equal(viewOf({ owner: "cleo" }), undefined);
  assert.equal(viewOf({ view: "waiting" }), "waiting");
  assert.equal(viewOf({ view: "vw_1" }), undefined);
});

test("a ticket that is on two pages is shown once, in its first place", () => {
  const both = withNext(list("abc", "2"), "2", page("bde", "3"));
  assert.deepEqual([ids(both), both.next], ["abcde", "3"]);
});

test("a page that is not the next one any more leaves no gap", () => {
  const begunAnew = withBeginning(list("abc", "2"), page("xyz", "9"));
  assert.equal(withNext(begunAnew, "2", page("def", "3")), begunAnew);
});

test("what was changed while a page was on its way is not taken back", () => {
  const closed = { b: ticket("b", { status: "closed", version: 2 }), c: ticket("c", { version: 2, owner_id: "ada" }) };
  const known = (id: string) => closed[id as "b" | "c"];
  const read = [ticket("a", { version: 1 }), ticket("b", { version: 1 }), ticket("c", { version: 1 })];
  assert.deepEqual(
    current(read, known, {}).map(({ id, owner_id }) => [id, owner_id]),
    [
      ["a", null],
      ["c", "ada"],
    ],
  );
  const reopened = [ticket("b", { version: 3 })];
  assert.deepEqual(current(reopened, known, {}), reopened, "a colleague was later");
});

test("tickets with new activity come to the top, the newest first, and the next page stays the next", () => {
  const all = withNewer(list("abcde", "3"), page("xd"));
  assert.deepEqual([ids(all), all.next, all.newer], ["dxabce", "3", "newer"]);
});

test("when there is more that is newer, the next reading goes on there", () => {
  const all = withNewer(list("abc", "3"), page("x", "more of it"));
  assert.deepEqual([ids(all), all.next, all.newer], ["xabc", "3", "more of it"]);
});

test("what is gone from the beginning goes, and what is further down stays", () => {
  const all = withBeginning(list("abcdefg", "2"), page("xacd", "9"));
  assert.deepEqual([ids(all), all.next], ["xacdefg", "2"]);
});

test("a beginning that is all replaces all", () => {
  const all = withBeginning(list("abcdefg", "2"), page("ac"));
  assert.deepEqual([ids(all), all.next], ["ac", null]);
});

test("a beginning with nothing that is known begins anew", () => {
  const all = withBeginning(list("abc", "2"), page("xyz", "9"));
  assert.deepEqual([ids(all), all.next], ["xyz", "9"]);
});

test("a ticket that moved to the beginning does not say what is below it", () => {
  const moved = { ...page("xyz", "9"), tickets: [ticket("f", { last_activity_at: "later" }), ticket("x")] };
  const all = withBeginning(list("abcdefg", "2"), moved);
  assert.deepEqual([ids(all), all.next], ["fx", "9"], "what is between x and the others was not read");
});

test("a changed ticket stays, goes or comes, as the filter of each list says", () => {
  const all = list("abc");
  assert.equal(ids(withChange(all, ticket("b", { owner_id: "ada" }), {})), "abc");
  assert.equal(ids(withChange(all, ticket("b", { status: "closed" }), {})), "ac");
  assert.equal(ids(withChange(all, ticket("b", { owner_id: "ada" }), { owner_id: "none" })), "ac");
  assert.equal(ids(withChange(all, ticket("x", { owner_id: "ada" }), { owner_id: "ada" })), "xabc");
  assert.equal(ids(withChange(all, ticket("x", { account_id: "2" }), { account_id: "1" })), "abc");
});

test("what was read before the newest message does not take it back", () => {
  const all = firstPage({ ...page("a"), tickets: [ticket("a", { last_sequence: 3, preview: "newest" })] });
  const { tickets } = withChange(all, ticket("a", { owner_id: "ada", last_sequence: 2, preview: "before" }), {});
  const [changed] = tickets;
  assert.deepEqual([changed!.owner_id, changed!.preview, changed!.last_sequence], ["ada", "newest", 3]);
  const [read] = withChange(all, ticket("a", { last_sequence: 4, preview: "ours" }), {}).tickets;
  assert.equal(read!.preview, "ours");
});

test("a conversation is unread until its newest message was seen", () => {
  const known = withSeen({}, "cnv", 3);
  assert.ok(isUnread("cnv", 4, known));
  assert.ok(!isUnread("cnv", 3, known));
  assert.equal(withSeen(known, "cnv", 2), known, "an older message changes nothing");
});

test("only so many conversations are remembered, those that were seen last", () => {
  let known = {};
  for (let at = 0; at < 2100; at++) known = withSeen(known, `cnv_${at}`, 1);
  assert.equal(Object.keys(known).length, 2000);
  assert.ok(isUnread("cnv_0", 1, known));
  assert.ok(!isUnread("cnv_2099", 1, known));
});

test("a reply that the desk has not taken is known, also after the page was loaded anew", () => {
  const reply = (key: string, conversation_id: string, refusal?: string) => ({ key, conversation_id, refusal });
  const here = [reply("1", "cnv_1", "Offline."), reply("2", "cnv_2")] as Outgoing[];
  const stored = [reply("2", "cnv_2"), reply("3", "cnv_3", "Offline."), reply("4", "cnv_4")];
  const found = unsent(here, [...stored.map((each) => JSON.stringify(each)), "{broken", "null"]);
  assert.deepEqual([...found].filter(Boolean), ["cnv_1", "cnv_3", "cnv_4"]);
});

test("the row that is read stays where it is", () => {
  assert.equal(movedBy([..."abc"], [..."xyabc"], 1), 2);
  assert.equal(movedBy([..."abc"], [..."bac"], 2), 0);
  assert.equal(movedBy([..."abcd"], [..."acd"], 1), -1, "the row itself is gone: its follower counts");
});
