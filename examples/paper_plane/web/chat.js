"use strict";

const list = document.querySelector("#messages");
const form = document.querySelector("#write");
const problem = document.querySelector("#problem");
const SILENT = "Paper Plane does not answer.";
let readUpTo = 0;
let drawn = "";

async function call(what, body) {
  const type = body instanceof Blob ? body.type : "application/json";
  const content = body instanceof Blob ? body : JSON.stringify(body);
  const request = body ? { method: "POST", headers: { "content-type": type }, body: content } : {};
  const answer = await fetch(`${location.pathname}/${what}`, request);
  const said = await answer.json();
  if (!answer.ok) problem.textContent = said.message;
  return answer.ok ? said : null;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text; // as text: what a stranger writes is never read as HTML
  return made;
}

function file({ url, name, usage }) {
  const made = document.createElement(usage === "IMAGE" ? "img" : "a");
  if (usage === "IMAGE") Object.assign(made, { src: url, alt: name });
  else Object.assign(made, { href: url, textContent: name, rel: "noreferrer", target: "_blank" });
  return made;
}

function shown(message) {
  const mine = message.id.startsWith("m-");
  const item = document.createElement("li");
  item.className = mine ? "mine" : "theirs";
  const parts = [...(message.text ? [element("p", message.text)] : []), ...message.files.map(file)];
  item.append(...parts, element("small", mine ? message.state : message.author));
  return item;
}

async function refresh() {
  const answer = await call("messages");
  if (!answer) return;
  const now = JSON.stringify(answer.messages);
  if (now !== drawn) list.replaceChildren(...answer.messages.map(shown));
  drawn = now;
  const last = answer.messages.at(-1)?.number ?? 0;
  if (last > readUpTo && document.visibilityState === "visible" && (await call("read", { number: last }))) {
    readUpTo = last;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  const { name, text, picture } = Object.fromEntries(new FormData(form));
  const sent = !text || (await call("messages", { name, text }));
  if (sent) form.elements.text.value = "";
  if (sent && picture.size && (await call(`pictures?name=${encodeURIComponent(name)}`, picture))) {
    form.elements.picture.value = "";
  }
  await refresh();
});

document.querySelector("#leave").addEventListener("click", async () => {
  if (await call("leave", {})) await refresh();
});

async function follow() {
  try {
    await refresh();
    if (problem.textContent === SILENT) problem.textContent = "";
  } catch {
    problem.textContent = SILENT;
  }
  setTimeout(follow, 1000);
}
follow();
