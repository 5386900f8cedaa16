/** What is made of what somebody wrote. */
import assert from "node:assert/strict";
import test from "node:test";
import { completed, isAddress, pictureAddress } from "../src/composer/addresses.ts";
import { sameWords } from "../src/composer/compared.ts";
import { docOf, isStyled, joined, trimmed, type Mark, type Node } from "../src/composer/doc.ts";
import {
  heardFiles,
  isEmpty,
  kept,
  newDraft,
  restored,
  withFile,
  type Draft,
  type Upload,
} from "../src/composer/draft.ts";
import { hindranceOf } from "../src/composer/hindrance.ts";
import { htmlOf } from "../src/composer/html.ts";
import { matches, refusalOf, tooMuch, typesInWords } from "../src/composer/limits.ts";
import { contentOf, isSendable } from "../src/composer/message.ts";
import { lengthOf, textOf } from "../src/composer/plain.ts";
import { loadLaterTexts } from "../src/shared/texts/index.ts";
import { toWhomOf } from "../src/composer/toWhom.ts";

await loadLaterTexts();

const text = (words: string, ...marks: Mark[]): Node => ({ type: "text", text: words, ...(marks.length && { marks }) });
const p = (...content: Node[]): Node => ({ type: "paragraph", content });
const doc = (...content: Node[]): Node => ({ type: "doc", content });
const bold = { type: "bold" };
const link = { type: "link", attrs: { href: "https://shop.example.com/a?b=1&c=2" } };
const item = (words: string): Node => ({ type: "listItem", content: [p(text(words))] });

const LIMITS = {
  types: ["FILE" as const],
  max_count: 50,
  file_mime_types: [] as string[],
  max_file_count: null as number | null,
  max_file_size_bytes: null as number | null,
  max_total_file_size_bytes: null as number | null,
};
const CARRIED = {
  max_text_length: 100,
  rich_text: ["BOLD" as const],
  inline_images: false,
  attachments: LIMITS,
  quick_replies: true,
  recipients: { several: false, identifier_types: [] },
};
const draft = (part: Partial<Draft>): Draft => ({ ...newDraft(), ...part });

test("a link whose words are partly bold is one link", () => {
  const html = htmlOf(doc(p(text("see "), text("our ", link), text("shop", link, bold), text("!"))));
  const address = "https://shop.example.com/a?b=1&amp;c=2";
  assert.equal(html, `<p>see <a href="${address}">our <strong>shop</strong></a>!</p>`);
});

test("what somebody typed is never markup", () => {
  assert.equal(htmlOf(docOf('<img src=x onerror="a&b">')), "<p>&lt;img src=x onerror=&quot;a&amp;b&quot;&gt;</p>");
  const evil = { type: "image", attrs: { src: 'https://x.example/"onerror="y', alt: "<" } };
  assert.equal(htmlOf(doc(p(evil))), '<p><img src="https://x.example/&quot;onerror=&quot;y" alt="&lt;"></p>');
});

test("lists, quotes, breaks and colours become elements that the API counts", () => {
  const list = { type: "bulletList", content: [item("a"), item("b")] };
  const quote = { type: "blockquote", content: [p(text("q"))] };
  const red = { type: "color", attrs: { value: "#c92a2a" } };
  assert.equal(
    htmlOf(doc(list, quote, p(text("x", red), { type: "hardBreak" }, text("y")))),
    '<ul><li><p>a</p></li><li><p>b</p></li></ul><blockquote><p>q</p></blockquote><p><span style="color: #c92a2a">x</span><br>y</p>',
  );
});

test("plain text says what the styles said", () => {
  const list = { type: "orderedList", content: [item("one"), item("two")] };
  assert.equal(textOf(doc(p(text("Hello "), text("Ada", bold)), p(), list)), "Hello Ada\n\n1. one\n2. two");
  assert.equal(textOf(doc({ type: "blockquote", content: [p(text("said"))] })), "> said");
  assert.equal(textOf(doc(p(text("the ", link), text("shop", link)))), "the shop (https://shop.example.com/a?b=1&c=2)");
  const bare = { type: "link", attrs: { href: "https://kanaal.example" } };
  assert.equal(textOf(doc(p(text("kanaal.example", bare)))), "kanaal.example");
});

test("characters are counted as the API counts them", () => {
  assert.equal(lengthOf("é"), 1);
  assert.equal(lengthOf("👍🏽"), 2);
  assert.equal(lengthOf("a👍b"), 3);
  assert.equal(lengthOf("\ud83d"), 1, "half of one");
  assert.equal(lengthOf("x".repeat(60_000)), 60_000);
  assert.equal(lengthOf("👍".repeat(256)), 256);
});

test("empty paragraphs around a message are not sent", () => {
  assert.deepEqual(trimmed(doc(p(), p(text("a")), p(), p(text("b")), p(), p({ type: "hardBreak" }))).content, [
    p(text("a")),
    p(),
    p(text("b")),
  ]);
  assert.deepEqual(trimmed(doc(p(text("  ")))).content, []);
});

test("HTML goes along only if it says more than the text", () => {
  const plain = contentOf(draft({ text: "a\nb", doc: docOf("a\nb") }), CARRIED);
  assert.deepEqual([plain.text, plain.rich_text], ["a\nb", null]);
  const rich = contentOf(draft({ text: "a", doc: doc(p(text("a", bold)), p()) }), CARRIED);
  assert.deepEqual([rich.text, rich.rich_text], ["a", "<p><strong>a</strong></p>"]);
  const was = contentOf(draft({ text: "a", doc: doc(p(text("a", bold))) }), { ...CARRIED, rich_text: [] });
  assert.deepEqual([was.text, was.rich_text], ["a", null], "the channel carries plain text now");
  assert.equal(isStyled(doc(p({ type: "image", attrs: {} }))), true);
});

test("quick replies are words or links, and empty ones are none", () => {
  const choices = [
    { key: "1", label: "Yes", link: "" },
    { key: "2", label: "Shop", link: "https://shop.example.com" },
    { key: "3", label: " ", link: "" },
  ];
  const { attachments } = contentOf(draft({ choices, free: false }), CARRIED);
  assert.deepEqual(attachments, [
    {
      type: "QUICK_REPLIES",
      quick_replies: [
        { label: "Yes", value: "Yes", value_type: "TEXT" },
        { label: "Shop", value: "https://shop.example.com", value_type: "URL" },
      ],
      allow_user_input: false,
      allow_multi_select: false,
    },
  ]);
  assert.equal(isSendable(draft({ choices: choices.slice(2) })), false);
  assert.equal(isSendable(draft({ text: " \n" })), false);
});

test("what a channel does not carry is known before it goes up", () => {
  const png = { size: 10, content_type: "image/png" };
  assert.equal(refusalOf(png, LIMITS), undefined);
  assert.equal(refusalOf({ ...png, size: 0 }, LIMITS), "This file is empty.");
  assert.match(refusalOf({ ...png, size: 11 }, { ...LIMITS, max_file_size_bytes: 10 })!, /^It has 11/);
  assert.match(refusalOf({ ...png, size: 2 ** 30 }, LIMITS)!, /carries 104.9/);
  assert.match(refusalOf(png, { ...LIMITS, file_mime_types: ["application/pdf"] })!, /only PDF/);
  const types = ["image/*", "application/pdf", "application/vnd.oasis.opendocument.text", "model/*"];
  assert.equal(typesInWords(types), "pictures, PDF, application/vnd.oasis.opendocument.text, model/*");
  assert.equal(refusalOf(png, { ...LIMITS, file_mime_types: ["image/*"] }), undefined);
  const unknown = { size: 1, content_type: "application/octet-stream" };
  assert.equal(refusalOf(unknown, { ...LIMITS, file_mime_types: ["image/*"] }), undefined, "the desk finds out");
  assert.equal(matches("audio/x-m4a", "audio/mp4"), true);
  assert.equal(matches("imageX/png", "image/*"), false);
  assert.match(tooMuch([png, png], { ...LIMITS, max_file_count: 1 })!, /one file/);
  assert.match(tooMuch([png, png], { ...LIMITS, max_total_file_size_bytes: 19 })!, /^Together/);
  assert.match(tooMuch(Array(50).fill(png), LIMITS, 1)!, /49 files/);
  assert.equal(tooMuch([png], { ...LIMITS, max_file_count: 1 }), undefined);
});

test("addresses are absolute, and of four kinds", () => {
  assert.equal(completed("shop.example.com/a"), "https://shop.example.com/a");
  assert.equal(completed(" ada@example.com "), "mailto:ada@example.com");
  assert.equal(completed("+31 20 123 4567"), "tel:+31201234567");
  assert.equal(completed("javascript:alert(1)"), undefined);
  assert.equal(completed("no address"), undefined);
  for (const evil of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https:///x", "x".repeat(3000)])
    assert.equal(isAddress(evil), false, evil);
  assert.equal(pictureAddress("https://x.example/a.png"), "https://x.example/a.png");
  for (const evil of ["http://x.example/a.png", "data:image/png;base64,x", "https://a:b@x.example/", "x"])
    assert.equal(pictureAddress(evil), undefined, evil);
});

test("a draft comes back as it was, with the names of the files that were not uploaded", () => {
  const file = { key: "1", name: "a", size: 1, content_type: "a/b", state: "there" as const, progress: 1, id: "fil_1" };
  const { id: _, ...bare } = { ...file, key: "2", name: "b" };
  const going = { ...bare, state: "going" as const, progress: 0.4, preview: "blob:y" };
  const failed = { ...bare, key: "3", state: "failed" as const, reason: "No connection." };
  const refused = { ...bare, key: "4", state: "refused" as const, reason: "Too large." };
  const was = draft({ text: "a", at: 5, files: [{ ...file, preview: "blob:x" }, going, failed, refused] });
  const back = restored(kept(was))!;
  const lost = { ...bare, state: "lost", progress: 0 };
  assert.deepEqual(back.files, [file, lost, { ...lost, key: "3" }, refused]);
  assert.deepEqual(restored(kept(back)), back);
  assert.ok(hindranceOf(draft({ text: "a", files: back.files.slice(0, 2) }), CARRIED), "not sent without it");
  assert.equal(hindranceOf(draft({ text: "a", files: back.files.slice(0, 1) }), CARRIED), undefined);
  assert.equal(isEmpty(draft({ files: back.files.slice(1, 2) })), false);
  assert.deepEqual([back.key, back.text, back.at], [was.key, "a", 5]);
  for (const broken of [null, "", "{", "[]x", "7", '{"text":7}', '{"text":"","files":7}'])
    assert.equal(isEmpty(restored(broken) ?? newDraft()), true, String(broken));
  assert.deepEqual(joined(docOf("a"), docOf("b\n")).content, [p(text("a")), p(text("b"))]);
});

test("a file that is here stays, whatever another tab has of it", () => {
  const base = { name: "a", size: 1, content_type: "a/b", progress: 0 };
  const file = (key: string, state: Upload["state"], id?: string): Upload => ({
    ...base,
    key,
    state,
    ...(id && { id }),
  });
  const states = (files: Upload[]) => files.map(({ key, state }) => `${key} ${state}`);
  const own = [file("1", "going"), file("2", "there", "fil_2"), file("3", "lost"), file("4", "failed")];
  const lost = ["1", "2", "3"].map((key) => file(key, "lost"));
  assert.deepEqual(states(heardFiles(own, lost)), ["1 going", "2 there", "3 lost", "4 failed"]);
  const there = ["1", "3"].map((key) => file(key, "there", `fil_${key}`));
  assert.deepEqual(states(heardFiles(own, there)), ["1 there", "3 there", "4 failed"]);
  assert.deepEqual(states(heardFiles(own, [])), ["1 going", "4 failed"]);
  assert.deepEqual(states(withFile(lost, file("2", "going"))), ["1 lost", "2 going", "3 lost"]);
  assert.equal(withFile(lost, file("5", "going")).length, 4);
});

test("an address of this page says with whom a conversation is started", () => {
  assert.deepEqual(toWhomOf({ via: "1", to: "ada", view: "x", name: 7, contact: "x".repeat(513) }), {
    via: "1",
    to: "ada",
  });
  assert.deepEqual(toWhomOf({ via: "nonsense" }), {});
});

test("a draft that the desk spells in its own way is the same draft", () => {
  const here = {
    text: 'Say "yes"',
    rich_text:
      '<p style="text-align: center">Say &quot;yes&quot; <a href="https://kiln.example">here</a> <span style="color: red">now</span></p>',
    attachments: [{ type: "FILE" as const, file_id: "fil_1" }],
    recipients: [],
    in_reply_to: null,
  };
  const there = {
    ...here,
    rich_text:
      '<p style="text-align:center">Say "yes" <a href="https://kiln.example" rel="noopener noreferrer">here</a> <span style="color:red">now</span></p>',
    attachments: [{ type: "FILE" as const, file_id: "fil_1", usage: "OTHER" as const }],
  };
  assert.equal(sameWords(here, there), true);
  assert.equal(sameWords(here, { ...there, attachments: [] }), false);
  assert.equal(sameWords(here, { ...there, rich_text: there.rich_text.replace("red", "blue") }), false);
  assert.equal(sameWords(here, { ...there, in_reply_to: "msg_1" }), false);
});
