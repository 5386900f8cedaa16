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

function createLink(href, text) {
  return Object.assign(createElement("a", text), { href, rel: "noreferrer", target: "_blank" });
}

// The desk has sanitised the HTML of a reply. All the same, it is only read: each element of the page is made here.
const TAGS = ["P", "BR", "B", "STRONG", "I", "EM", "U", "S", "UL", "OL", "LI", "BLOCKQUOTE"];

function renderRichText(html) {
  return rebuild(new DOMParser().parseFromString(html, "text/html").body); // an inert document: it loads and runs nothing
}

function rebuild(node) {
  return [...node.childNodes].flatMap((child) => {
    if (child.nodeType === Node.TEXT_NODE) return [child.textContent];
    const inside = rebuild(child);
    const href = child.nodeName === "A" ? child.getAttribute("href") : "";
    if (!TAGS.includes(child.nodeName) && !/^(https?|mailto|tel):/i.test(href)) return inside;
    const element = href ? createLink(href, "") : document.createElement(child.nodeName);
    element.append(...inside);
    return [element];
  });
}

function renderText({ text, html }) {
  if (!html) return text ? [createElement("p", text)] : [];
  const element = createElement("div", "");
  element.append(...renderRichText(html));
  return [element];
}

function renderFile({ url, name, usage }) {
  return usage === "IMAGE" ? Object.assign(document.createElement("img"), { src: url, alt: name }) : createLink(url, name);
}

// A choice is an ordinary message that says which message it answers.
function renderChoice(message, { value, label, is_link: isLink }) {
  if (isLink) return createLink(value, label);
  const button = Object.assign(createElement("button", label), { type: "button" });
  button.addEventListener("click", async () => {
    const sent = await call("messages", { name: form.elements.name.value, text: value, answers: message.id });
    if (sent) await refresh();
  });
  return button;
}

const isMine = ({ id }) => id.startsWith("m-");

// A reply answers the customer's newest message, which goes without saying, or an earlier one.
function renderQuote(message, before) {
  const answered = before.find(({ id }) => id === message.answers);
  return answered && !isMine(message) && answered !== before.findLast(isMine)
    ? [createElement("blockquote", answered.text || "A picture")]
    : [];
}

function renderMessage(message, at, all) {
  const item = document.createElement("li");
  item.className = isMine(message) ? "mine" : "theirs";
  const choices = at === all.length - 1 ? message.choices : []; // they answer the newest message
  item.append(...renderQuote(message, all.slice(0, at)), ...renderText(message), ...message.files.map(renderFile));
  item.append(...choices.map((choice) => renderChoice(message, choice)));
  item.append(createElement("small", isMine(message) ? message.state : message.author));
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
