import { QueryClient, QueryObserver } from "@tanstack/react-query";
import assert from "node:assert/strict";
import { mock, test, type TestContext } from "node:test";
import { LISTS, Refresher } from "../src/live/refresh.ts";

/** A list on the screen; `readings` are those that have begun, and each ends when it is told to. */
async function shown(t: TestContext) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const readings: (() => void)[] = [];
  const queries = new QueryClient();
  const queryFn = () => new Promise<null>((resolve) => readings.push(() => resolve(null)));
  const leave = new QueryObserver(queries, { queryKey: ["newerTickets", {}], queryFn, gcTime: 0 }).subscribe(() => {});
  const refresher = new Refresher(queries);
  const wait = async (ms: number) => {
    mock.timers.tick(ms);
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  };
  const end = async () => {
    readings.at(-1)!();
    await wait(0);
  };
  t.after(() => {
    leave();
    refresher.stop();
    queries.clear();
    mock.timers.reset();
  });
  await end();
  return { change: () => refresher.ask(LISTS), begun: () => readings.length - 1, end, wait };
}

test("after a pause a list is read at once, then once a second while changes keep coming", async (t) => {
  const { change, begun, end, wait } = await shown(t);
  await wait(60_000);
  for (let tenths = 0; tenths < 30; tenths += 1) {
    change();
    await wait(50);
    if (tenths === 0) assert.equal(begun(), 1);
    await end();
    await wait(50);
  }
  assert.equal(begun(), 3);
  // What came last is read, too, and that is all.
  await wait(1_000);
  await end();
  await wait(5_000);
  assert.equal(begun(), 4);
  change();
  await wait(50);
  assert.equal(begun(), 5);
});

test("changes that keep coming do not break off a slow reading: one more follows it", async (t) => {
  const { change, begun, end, wait } = await shown(t);
  for (let seconds = 0; seconds < 5; seconds += 1) {
    change();
    await wait(1_000);
  }
  assert.equal(begun(), 1);
  await end();
  assert.equal(begun(), 2);
  await end();
  await wait(5_000);
  assert.equal(begun(), 2);
});
