"use strict";

const list = document.querySelector("#messages");
const form = document.querySelector("#write");
const error = document.querySelector("#error");
const NO_RESPONSE = "Paper Plane does not respond.";
let readUpTo = 0;
let rendered = "";

async function call(path, body) {
  const type = body instanceof Blob ? body.type : "application/json";
  const content = body instanceof Blob ? body : JSON.stringify(body);
  const options = body ? { method: "POST", headers: { "content-type": type }, body: content } : {};
  const response = await fetch(`${location.pathname}/${path}`, options);
  const data = await response.json();
  if (!response.ok) error.textContent = data.message;
  return response.ok ? data : null;
}

function createElement(name, text) {
  const element = document.createElement(name);
  element.textContent = text; // user input is inserted as text, never parsed as HTML
  return element;
}

function renderFile({ url, name, usage }) {
  const element = document.createElement(usage === "IMAGE" ? "img" : "a");
  if (usage === "IMAGE") Object.assign(element, { src: url, alt: name });
  else Object.assign(element, { href: url, textContent: name, rel: "noreferrer", target: "_blank" });
  return element;
}

function renderMessage(message) {
  const mine = message.id.startsWith("m-");
  const item = document.createElement("li");
  item.className = mine ? "mine" : "theirs";
  const parts = [...(message.text ? [createElement("p", message.text)] : []), ...message.files.map(renderFile)];
  item.append(...parts, createElement("small", mine ? message.state : message.author));
  return item;
}

async function refresh() {
  const data = await call("messages");
  if (!data) return;
  const current = JSON.stringify(data.messages);
  if (current !== rendered) list.replaceChildren(...data.messages.map(renderMessage));
  rendered = current;
  const last = data.messages.at(-1)?.number ?? 0;
  if (last > readUpTo && document.visibilityState === "visible" && (await call("read", { number: last }))) {
    readUpTo = last;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
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

async function poll() {
  try {
    await refresh();
    if (error.textContent === NO_RESPONSE) error.textContent = "";
  } catch {
    error.textContent = NO_RESPONSE;
  }
  setTimeout(poll, 1000);
}
poll();
