import assert from "node:assert/strict";
import test from "node:test";
import { Problem, words } from "../src/api/problems.ts";
import { flawText, reasonText } from "../src/api/reasons.ts";
import { refusalWords } from "../src/composer/refusal.ts";
import { language } from "../src/shared/preferences.ts";
import { loadAllTexts } from "../src/shared/texts/index.ts";

language.set("nl");
await loadAllTexts();

test("a reason is said in the reader's language, by its code", () => {
  const off = { code: "assignment_off", reason: "Automatic assignment is disabled for this channel account." };
  assert.equal(reasonText(off), "Automatisch toewijzen staat uit voor dit kanaal.");
  assert.equal(reasonText({ code: "status_503", reason: "503" }), "De andere kant antwoordde met fout 503.");
});

test("a code that the page does not know keeps the API's words", () => {
  for (const code of ["of_next_year", "reported_by_channel", "toString", "", null, undefined])
    assert.equal(reasonText({ code: code as string, reason: "Said by the API." }), "Said by the API.");
});

test("a refusal is said by its code, and by its fields where they say more", () => {
  const field = [{ field: "text", message: "Has 5,000 characters." }];
  assert.equal(words(new Problem("text_too_long", 400, "text: …", field)), "De tekst is te lang voor dit kanaal.");
  const both = "Het kanaal kan dit niet overbrengen. Has 5,000 characters.";
  assert.equal(words(new Problem("not_carried", 400, "", field)), both);
  assert.equal(refusalWords(new Problem("not_carried", 400, "", [...field, ...field])), both);
  assert.equal(words(new Problem("of_next_year", 409, "No.", field)), "No. Has 5,000 characters.");
});

test("what is wrong with a value is said by its code, with its limit", () => {
  const long = { field: "name", message: "must have at most 1000 characters", code: "too_long", limit: 1000 };
  assert.equal(flawText(long), "Dit is te lang: hoogstens 1.000 tekens.");
  assert.equal(Problem.of(new Response(null, { status: 400 }), { errors: [long] }).at("name"), flawText(long));
  for (const code of ["of_next_year", null, undefined]) assert.equal(flawText({ ...long, code }), long.message);
});
