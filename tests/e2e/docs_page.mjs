// Reads and tries the desk API on its own page, as a person does. Prints what was seen as JSON.
// node tests/e2e/docs_page.mjs BROWSER ADDRESS TOKEN
import { chromium } from "playwright-core";

const [executablePath, address, token] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args: [...quiet, "--disable-component-update", "--disable-sync"] });
const context = await browser.newContext();
const page = await context.newPage();
const complaints = [], hosts = new Set(), answers = {};
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("request", (request) => hosts.add(new URL(request.url()).host));

async function enter(secret) {
  await page.fill("#token", secret);
  await page.click("#enter button");
}

async function send(operation, values = {}, content) {
  const call = page.locator(`#${operation}`);
  if (!(await call.getAttribute("open"))) await call.locator(":scope > summary").click();
  for (const [name, value] of Object.entries(values)) {
    await call.locator("form label", { has: page.locator(`code:text-is("${name}")`) }).locator("input").fill(value);
  }
  if (content) await call.locator("form textarea").fill(JSON.stringify(content));
  await call.locator("form button").click();
  const said = call.locator(":scope > pre");
  await said.filter({ hasText: /^[0-9]{3}\n/ }).waitFor();
  const [status, ...body] = (await said.textContent()).split("\n");
  answers[operation] = { status: Number(status), body: JSON.parse(body.join("\n")) };
  return answers[operation];
}

await page.goto(address);
await enter("wrong");
await page.locator("#state", { hasText: "401" }).waitFor();
const refusals = complaints.splice(0).length; // the browser itself logs the 401
await enter(token);
await page.locator("#listTickets").waitFor();
const operations = await page.locator("#calls > details").count();
const { body } = await send("listTickets", { limit: "1" });
await send("getTicket", { ticket_id: body.tickets[0].id });
await send("getTimeline", { conversation_id: body.tickets[0].conversation_id });
await send("listUsers");
await send("createInbox");
const account = (await send("getChannelAccount", { account_id: body.tickets[0].account_id })).body;
await send("changeChannelAccount", { account_id: account.id }, { name: account.name, version: account.version });
const kept = await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
const injected = await page.evaluate(() => {
  const script = document.createElement("script");
  try {
    script.textContent = "window.injected = true";
    document.body.append(script);
  } catch (error) {
    return String(error);
  }
  return window.injected ? "ran" : "refused";
});
const afterwards = complaints.filter((complaint) => !complaint.includes("TrustedScript"));
await page.reload();
const forgotten = (await page.inputValue("#token")) === "" && (await page.locator("#calls > details").count()) === 0;

// Under another name of the host than the description has.
await page.goto(address.replace("127.0.0.1", "localhost"));
await enter(token);
await page.locator("#listTickets").waitFor();
const elsewhere = (await send("getFileSettings")).status;
await browser.close();
console.log(JSON.stringify({ operations, answers, kept, injected, forgotten, elsewhere, refusals, complaints: afterwards, hosts: [...hosts] }));
