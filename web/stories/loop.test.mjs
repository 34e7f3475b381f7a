// A person from the first screen to the next morning, in a real browser against a real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { arrived, barriers, browse, button, journal, oneSet, phone, serve, settleIn } from './app.mjs';

let browser;
before(async () => {
  browser = await browse();
});
after(async () => {
  await browser.close();
});

/** Runs a story on a phone with a server of its own; afterwards no other host was asked and nothing went wrong in the page. */
async function story(options, tell) {
  const app = await serve();
  const { context, page, elsewhere, errors } = await phone(browser, app.url, options);
  try {
    await tell(page, app.url, context);
    assert.deepEqual(elsewhere, [], 'requests to other hosts');
    assert.deepEqual(errors, [], 'errors in the page');
  } finally {
    await context.close();
    await app.close();
  }
}

const saved = (page) => page.getByText('Saved here and on the server').waitFor();

test('somebody new answers, trains a whole first session, and every event is on the server', () =>
  story({}, async (page, url) => {
    await settleIn(page, url);
    await arrived(url, ['assessment_recorded', 'pattern_inferred', 'programme_issued']);
    const session = await (await fetch(`${url}api/v1/people/me/today?on=${new Date().toISOString().slice(0, 10)}`)).json();
    await button(page, 'Start').click();
    const planned = session.session.drills.reduce((sets, drill) => sets + drill.dose.sets, 0);
    for (let set = 0; set < planned; set += 1) await oneSet(page);
    await page.getByRole('heading', { name: 'Session done' }).waitFor();
    const events = await arrived(url, ['set_done', 'session_ended']);
    const kinds = events.map((event) => event.kind);
    assert.deepEqual(kinds.slice(0, 4), ['assessment_recorded', 'pattern_inferred', 'programme_issued', 'session_started']);
    assert.equal(kinds.filter((kind) => kind === 'set_done').length, planned);
    const ended = events.at(-1);
    assert.deepEqual([ended.kind, ended.payload.completed], ['session_ended', true]);
    const sets = events.filter((event) => event.kind === 'set_done').map((event) => event.payload);
    assert.ok(sets.every((set) => set.challenge === 4 && set.form_kept === true && set.form_seen_by === 'self'));
  }));

test('a sharp pain in the groin stops the session at once and says where to turn; the next day nothing is forgotten', () =>
  story({}, async (page, url, context) => {
    await settleIn(page, url);
    await button(page, 'Start').click();
    await oneSet(page);
    await button(page, 'Hurts').click();
    await button(page, 'Groin').click();
    await button(page, 'left').click();
    await button(page, '6').click();
    await button(page, 'Sharp').click();
    await page.getByRole('heading', { name: 'Stop here' }).waitFor();
    await page.getByText('Where to turn').waitFor();
    assert.equal(await page.locator('.player .digits').count(), 0);
    await button(page, 'Done').click();
    await arrived(url, ['hurt', 'session_ended']);

    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000);
    const next = await context.newPage();
    await next.clock.setFixedTime(tomorrow);
    await page.close();
    await next.goto(url);
    await button(next, 'As usual').click();
    const day = await next.evaluate(() => new Date().toISOString().slice(0, 10));
    await next.getByRole('heading', { name: /Your session is ready|Rest today|Stop here/ }).waitFor();
    const today = await (await fetch(`${url}api/v1/people/me/today?on=${day}`)).json();
    assert.ok(today.allowance.must_not.left.some((it) => it.what === 'end_range_loading'));
    const shown = await next.locator('main').innerText();
    assert.match(shown, /within two weeks/);
  }));

test('muscle soreness is told in three taps and stops nothing', () =>
  story({}, async (page, url, context) => {
    await settleIn(page, url);
    await button(page, 'Start').click();
    await oneSet(page);
    await button(page, 'End the session').click();
    await arrived(url, ['set_done', 'session_ended']);
    const next = await context.newPage();
    await next.clock.setFixedTime(new Date(Date.now() + 24 * 3600 * 1000));
    await page.close();
    await next.goto(url);
    await button(next, 'Sore muscles').click();
    await button(next, 'Buttock').click();
    await button(next, '2').click();
    await button(next, '24 hours').click();
    await next.getByRole('heading', { name: 'Your session is ready' }).waitFor();
    await button(next, 'Start').click();
    await next.getByRole('heading', { name: 'Anything new since last time?' }).waitFor();
    await button(next, 'Nothing new').click();
    await next.locator('.player .digits').waitFor();
  }));

test('a yes to a warning sign stops at once, before any other question', () =>
  story({}, async (page, url) => {
    await page.goto(url);
    await button(page, 'Start').click();
    await button(page, 'Continue').click();
    await page.getByText('Are you unable to put your full weight on the leg?').waitFor();
    await page.getByRole('group', { name: 'Are you unable to put your full weight on the leg?' }).getByRole('button', { name: 'Yes' }).click();
    await button(page, 'No to all others').click();
    await page.getByRole('heading', { name: 'Stop here' }).waitFor();
    await page.getByText('emergency department, today').waitFor();
    await saved(page);
    assert.deepEqual((await journal(url)).map((event) => event.kind), ['symptom_reported']);
    await page.reload();
    await page.getByRole('heading', { name: 'Stop here' }).waitFor();
  }));

test('a whole session works without a network, closed and opened in the middle, and goes to the server later', () =>
  story({}, async (page, url, context) => {
    await settleIn(page, url);
    await saved(page);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await page.waitForFunction(() => caches.keys().then((names) => names.length > 0));
    const before = (await journal(url)).length;
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Your session is ready' }).waitFor();
    await button(page, 'Start').click();
    await oneSet(page);
    await page.close();
    const again = await context.newPage();
    await again.goto(url);
    await button(again, 'Go on with the session').click();
    await again.getByText('Set 2 of').waitFor();
    await oneSet(again);
    await button(again, 'End the session').click();
    await again.getByRole('heading', { name: 'Session done' }).waitFor();
    await again.getByText('Saved on this device').waitFor();
    assert.equal((await journal(url)).length, before);
    await context.setOffline(false);
    const events = await arrived(url, ['session_started', 'set_done', 'set_done', 'session_ended']);
    assert.equal(events.length, before + 4);
    await saved(again);
  }));

test('a second tab does not write until it is asked to', () =>
  story({}, async (page, url, context) => {
    await settleIn(page, url);
    const second = await context.newPage();
    await second.goto(url);
    await button(second, 'Use it here').click();
    await second.getByRole('heading', { name: 'Your session is ready' }).waitFor();
    await button(page, 'Use it here').waitFor();
  }));

test('no screen of the way to the first drill has a barrier that WCAG 2.2 AA names, light or dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await story({ colorScheme }, async (page, url) => {
      const check = async (screen) => assert.deepEqual(await barriers(page), [], `${screen}, ${colorScheme}`);
      await page.goto(url);
      await button(page, 'Start').waitFor();
      await check('welcome');
      await button(page, 'Start').click();
      await check('about');
      await button(page, 'Continue').click();
      await page.getByRole('button', { name: 'Not sure' }).first().click();
      await check('safety');
      await settleIn(page, url);
      await check('today');
      await button(page, 'Plan').click();
      await check('plan');
      await button(page, 'Today').click();
      await button(page, 'Start').click();
      await page.locator('.player .digits').waitFor();
      await check('ready');
      await button(page, 'I am in position').click();
      await check('work');
      await page.getByRole('button', { name: /^I did/ }).click();
      await check('rest');
      await button(page, 'Hurts').click();
      await check('hurt');
    });
  }
});

test('the way to the first set goes by keyboard alone', () =>
  story({}, async (page, url) => {
    const press = async (name) => {
      for (let tabs = 0; tabs < 120; tabs += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim());
        if (name.test(focused ?? '')) return page.keyboard.press('Enter');
      }
      throw new Error(`the keyboard does not reach ${name}`);
    };
    await page.goto(url);
    await button(page, 'Start').waitFor();
    await press(/^Start$/);
    await press(/^Continue$/);
    await page.getByRole('heading', { name: 'Injury' }).waitFor();
    while ((await button(page, 'No to all of these').count()) > 0) await press(/^No to all of these$/);
    await press(/^No pain on ordinary days$/);
    await press(/^Deep squat$/);
    await press(/^Continue$/);
    await press(/^Make my first session$/);
    await page.getByRole('heading', { name: 'Your session is ready' }).waitFor();
    await press(/^Start$/);
    await page.locator('.player .digits').waitFor();
    await press(/^I am in position$/);
    await press(/^I did/);
    await page.getByRole('group', { name: 'How challenging was it?' }).waitFor();
  }));

test('a browser in German is spoken to in German', () =>
  story({ locale: 'de-DE' }, async (page, url) => {
    await page.goto(url);
    await button(page, 'Beginnen').click();
    await page.getByRole('heading', { name: 'Über dich' }).waitFor();
    await button(page, 'Weiter').click();
    await page.getByText('das Bein mit deinem ganzen Gewicht zu belasten').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  }));

test('a second device of somebody known finds the journal and asks nothing again', async () => {
  const app = await serve();
  const first = await phone(browser, app.url);
  const second = await phone(browser, app.url);
  try {
    await settleIn(first.page, app.url);
    await arrived(app.url, ['programme_issued']);
    await second.page.goto(app.url);
    await second.page.getByRole('heading', { name: 'Your session is ready' }).waitFor();
    await button(second.page, 'Start').click();
    await oneSet(second.page);
    await arrived(app.url, ['session_started', 'set_done']);
    const devices = new Set((await journal(app.url)).map((event) => event.device));
    assert.equal(devices.size, 2);
    await first.page.reload();
    await button(first.page, 'Go on with the session').waitFor();
  } finally {
    await first.context.close();
    await second.context.close();
    await app.close();
  }
});
