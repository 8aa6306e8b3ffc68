// The texts of the page: the same keys in every language, none missing, none that nobody uses, none left untranslated.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = new URL("../src/", import.meta.url).pathname;
const LANGUAGES = ["en", "zh-Hans", "zh-Hant"];

function files(folder, endings) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function messages(language) {
  const found = new Map();
  for (const file of files(join(root, "locale", language), [".ftl"])) {
    let key = null;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [, name, text] = /^([a-zA-Z][\w-]*) = ?(.*)$/.exec(line) ?? [];
      if (name) {
        assert.ok(!found.has(name), `${name} stands twice in ${language}`);
        found.set((key = name), text);
      } else if (key && /^[\s}]/.test(line)) {
        found.set(key, `${found.get(key)}\n${line}`);
      }
    }
  }
  return found;
}

const texts = new Map(LANGUAGES.map((language) => [language, messages(language)]));
const source = files(root, [".svelte", ".ts"]).map((file) => readFileSync(file, "utf8")).join("\n");

/** Keys that are written out, and beginnings of those that are put together, as `kind-` from word("kind", …) or t(`kind-${…}`). */
const written = new Set([...source.matchAll(/["'`]([a-z][a-z0-9-]*)["'`]/g)].map(([, key]) => key));
const begun = new Set([
  ...[...source.matchAll(/\bword\("([a-z-]+)"/g)].map(([, prefix]) => `${prefix}-`),
  ...[...source.matchAll(/\bt\([^)]*?`([a-z-]*-)\$\{/g)].map(([, prefix]) => prefix),
]);

const variables = (text) => [...new Set([...text.matchAll(/\{\s*\$(\w+)/g)].map(([, name]) => name))].sort();

test("every language has the same texts, with the same values in them", () => {
  const [first, ...others] = LANGUAGES;
  assert.ok(texts.get(first).size > 100);
  for (const language of others) {
    assert.deepEqual([...texts.get(language).keys()].sort(), [...texts.get(first).keys()].sort(), language);
    for (const [key, text] of texts.get(language)) {
      assert.deepEqual(variables(text), variables(texts.get(first).get(key)), `${key} in ${language}`);
    }
  }
});

test("every text that is asked for is there", () => {
  const known = texts.get("en");
  const asked = [...source.matchAll(/\bt\(\s*"([a-z0-9-]+)"/g)].map(([, key]) => key);
  const either = [...source.matchAll(/\bt\([^()]*?\? "([a-z0-9-]+)" : "([a-z0-9-]+)"/g)].flatMap(([, one, other]) => [one, other]);
  assert.ok(asked.length > 100);
  assert.deepEqual([...new Set([...asked, ...either])].filter((key) => !known.has(key)).sort(), []);
});

test("every text is used", () => {
  const unused = [...texts.get("en").keys()].filter((key) => !written.has(key) && ![...begun].some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(unused, []);
});

test("Chinese is Chinese", () => {
  for (const language of ["zh-Hans", "zh-Hant"]) {
    const left = [...texts.get(language)].filter(([key, text]) => !/[\u4e00-\u9fff]/.test(text) && /[a-z]{4}/i.test(text.replace(/\{[^}]*\}/g, "")) && texts.get("en").get(key) === text);
    assert.deepEqual(left, []);
  }
  const simplified = [...texts.get("zh-Hant")].filter(([, text]) => /[们这发时说户单让应该认识]/.test(text.replace(/[識認應該單戶說時發這們讓]/g, "")));
  assert.deepEqual(simplified, []);
});
