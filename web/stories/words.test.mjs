// Every language says everything, and every word that the page asks for is there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const WORDS = new URL('../src/words/', import.meta.url).pathname;
const read = (language) => JSON.parse(readFileSync(join(WORDS, `${language}.json`), 'utf8'));
const blanks = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join();

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'pkg' ? [] : sources(path);
    return /\.(svelte|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

test('German says all that English says, with the same blanks and nothing more', () => {
  const [english, german] = [read('en'), read('de')];
  assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
  for (const [key, text] of Object.entries(english)) {
    assert.ok(german[key].trim().length > 0, key);
    assert.equal(blanks(german[key]), blanks(text), key);
  }
});

test('every message that the page asks for by name is there, and none is left over', () => {
  const english = Object.keys(read('en'));
  const text = sources(new URL('../src/', import.meta.url).pathname).join('\n');
  const isThere = (key) => english.includes(key) || english.includes(`${key}.other`);
  for (const [, key] of text.matchAll(/['"]([a-z]+\.[a-z_.]+)['"]/g)) {
    if (english.some((known) => known.split('.')[0] === key.split('.')[0])) assert.ok(isThere(key), key);
  }
  const families = [...text.matchAll(/`([a-z_.]+)\.\$\{/g)].map((found) => `${found[1]}.`);
  const isAsked = (key) => text.includes(`'${key.replace(/\.(one|other)$/, '')}'`) || families.some((family) => key.startsWith(family));
  assert.deepEqual(english.filter((key) => !isAsked(key)), []);
});

test('German has every safety question and every drill of the tables, and no others', () => {
  const asked = execFileSync(process.env.COXA ?? '../target/release/coxa', ['knowledge', 'questions', '--json']);
  assert.deepEqual(Object.keys(read('de/questions')).sort(), Object.keys(JSON.parse(asked)).sort());
  const pages = readdirSync(new URL('../../docs/drills/', import.meta.url)).filter((name) => name !== 'index.md');
  assert.deepEqual(Object.keys(read('de/drills')).sort(), pages.map((name) => name.replace('.md', '')).sort());
});
