// A server of its own, a browser of its own: what every test of the app begins with.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Starts `coxa serve` on a free port over an empty database; `close` ends it and removes everything. */
export async function serve() {
  const folder = await mkdtemp(join(tmpdir(), 'coxa-app-'));
  const child = spawn(process.env.COXA ?? '../target/release/coxa', ['serve', '--json', '--listen', '127.0.0.1:0', '--database', `sqlite:${folder}/app.db`]);
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
      if (said.includes('\n')) resolve(JSON.parse(said).url);
    });
    child.stderr.on('data', (part) => process.stderr.write(part));
    child.on('exit', (code) => reject(new Error(`coxa serve ended with ${code}`)));
  });
  const close = async () => {
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { url, close };
}

export async function browse() {
  const executablePath = process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path));
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A phone-sized page that notes every request to another host and every error of the page. */
export async function phone(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const elsewhere = [];
  const errors = [];
  context.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !to.startsWith('data:') && !to.startsWith('blob:')) elsewhere.push(to);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return { context, page, elsewhere, errors };
}

export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Answers everything with no, wants a deep squat, and lands on the first session. */
export async function settleIn(page, url) {
  await page.goto(url);
  await button(page, 'Start').click();
  await page.getByLabel('Age, years').fill('34');
  await button(page, 'Continue').click();
  for (;;) {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const none = button(page, 'No to all of these');
    if ((await none.count()) === 0) break;
    await none.click();
  }
  await button(page, 'No pain on ordinary days').click();
  await button(page, 'Deep squat').click();
  await button(page, 'Continue').click();
  await button(page, 'Make my first session').click();
  await page.getByRole('heading', { name: 'Your session is ready' }).waitFor();
}

/** One set as dosed, rated; answers the drill's name. */
export async function oneSet(page) {
  const name = await page.locator('.player h1').innerText();
  await button(page, 'I am in position').click();
  const reps = page.getByRole('button', { name: /^I did/ });
  const early = button(page, 'Stop this set here');
  await reps.or(early).first().waitFor();
  if ((await reps.count()) > 0) await reps.click();
  else {
    await page.waitForTimeout(1200);
    await early.click();
  }
  await page.getByRole('group', { name: 'How challenging was it?' }).getByRole('button', { name: '4', exact: true }).click();
  await page.getByRole('group', { name: 'Did you keep the form?' }).getByRole('button', { name: 'Yes' }).click();
  await button(page, 'Continue').click();
  return name;
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What WCAG 2.2 AA finds wrong on the page as it stands. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  );
  return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** The server's journal of the one person, as events. */
export async function journal(url) {
  const text = await (await fetch(`${url}api/v1/people/me/journal`)).text();
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/** The server's journal once its last events are of these kinds: what the page wrote last may still be on its way. */
export async function arrived(url, kinds) {
  const until = Date.now() + 10_000;
  for (;;) {
    const events = await journal(url);
    const last = events.slice(-kinds.length).map((event) => event.kind);
    if (last.join() === kinds.join()) return events;
    if (Date.now() > until) throw new Error(`the server ends with ${last}, not with ${kinds}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
