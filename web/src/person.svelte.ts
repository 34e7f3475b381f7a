// The person on this device: journal, core, and where they stand today. Everything the screens show hangs on this.
import { Core } from './core/core';
import type { Assessment, Today } from './core/documents';
import { Keeping, type Line } from './keep/lines';
import { dayOf, stampOf, uuid } from './keep/moment';
import { exchange, placed, type Link } from './keep/sync';

/** A session begun before midnight goes on under its own day for so long. */
const LATE_MS = 4 * 3600 * 1000;

/** How long until a failed exchange is tried again; doubled each time up to the most. */
const RETRY_FIRST_MS = 3_000;
const RETRY_MOST_MS = 60_000;

/** How long a device without a journal waits for the server before it takes the person for new. */
const FIRST_LOOK_MS = 3_000;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The note of a set that is done and not yet rated. */
const PENDING = 'pending';

class Person {
  today = $state<Today>();
  link = $state<Link>('unknown');
  unsent = $state(0);
  /** Why nothing can be done here, such as another tab that writes. */
  barred = $state<string>();
  #core!: Core;
  #keeping!: Keeping;
  #device = '';
  #lastMs = 0;
  #syncing: Promise<void> | undefined;
  #retryMs = RETRY_FIRST_MS;

  async open(): Promise<void> {
    const [keeping] = await Promise.all([Keeping.open(), Core.load()]);
    this.#keeping = keeping;
    let device = await keeping.note<string>('device');
    if (!device) {
      device = `browser-${uuid(Date.now())}`;
      await keeping.setNote('device', device);
    }
    this.#device = device;
    await this.#read();
    // A set that was done before the page was closed is written down before anything is shown; what was not said of it
    // counts as not said.
    const set = await keeping.note<object>(PENDING);
    if (set) await this.#write([{ kind: 'set_done', payload: set }], PENDING);
    // A new device of somebody known must not ask everything again: the server may hold their journal.
    if (this.#core.devices().length === 0) await Promise.race([this.sync(), wait(FIRST_LOOK_MS)]);
    this.refresh();
  }

  async #read(): Promise<void> {
    const lines = await this.#keeping.lines();
    const day = dayOf(Date.now());
    this.#core?.close();
    this.#core = Core.open(lines.map((line) => line.line).join('\n'), day);
    const chains = this.#core.devices();
    const own = chains.find((chain) => chain.device === this.#device);
    // A copy of the browser's data that was put back would branch the chain: from here on this is another device.
    if (own && !own.whole) {
      this.#device = `browser-${uuid(Date.now())}`;
      await this.#keeping.setNote('device', this.#device);
    }
    this.#lastMs = own?.last_at_ms ?? 0;
    this.unsent = lines.filter((line) => line.sent === 0).length;
  }

  /** Now, never before what this device has already written: a clock set back must not break the journal. */
  now(): number {
    return Math.max(Date.now(), this.#lastMs);
  }

  /** The day that counts: a session under way keeps the day it began on. */
  day(): string {
    const now = this.now();
    const begun = this.today?.course.session ? this.today.day : undefined;
    return begun && dayOf(now - LATE_MS) <= begun ? begun : dayOf(now);
  }

  refresh(): Today {
    const today = this.#core.today(this.day());
    this.today = today;
    return today;
  }

  /** Writes one event: first to disk, then it counts. */
  async append(kind: string, payload: object): Promise<Today> {
    return this.appendAll([{ kind, payload }]);
  }

  async appendAll(events: { kind: string; payload: unknown }[], settles?: string): Promise<Today> {
    await this.#write(events, settles);
    const today = this.refresh();
    void this.sync();
    return today;
  }

  async #write(events: { kind: string; payload: unknown }[], settles?: string): Promise<void> {
    const day = this.day();
    const lines: Line[] = [];
    try {
      for (const { kind, payload } of events) {
        const ms = this.now();
        const event = { schema: 'coxa.event/1', id: uuid(ms), device: this.#device, seq: 0, at: stampOf(ms), day, kind, payload };
        const line = this.#core.append(event, day).trimEnd();
        this.#lastMs = ms;
        if (line) lines.push({ ...placed(line), sent: 0 });
      }
      await this.#keeping.keep(lines, settles);
    } catch (error) {
      // What is not on disk must not count: the core forgets it again.
      await this.#read();
      this.refresh();
      throw error;
    }
    this.unsent += lines.length;
    if (this.link === 'synced') this.link = 'waiting';
  }

  /** Records an assessment and the plan made from it. */
  async assess(assessment: Assessment): Promise<Today> {
    return this.appendAll(this.#core.plan(assessment, this.day()));
  }

  /** Exchanges lines with the server, once at a time; without a network everything goes on. */
  sync(): Promise<void> {
    this.#syncing ??= this.#exchange().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #exchange(): Promise<void> {
    if (!navigator.onLine) {
      this.link = 'offline';
      return;
    }
    try {
      // What is written while an exchange runs goes with the next one.
      for (;;) {
        const { came, refused } = await exchange(this.#keeping);
        this.unsent = (await this.#keeping.unsent()).length;
        this.link = refused > 0 ? 'refused' : this.unsent > 0 ? 'waiting' : 'synced';
        if (came > 0) {
          await this.#read();
          this.refresh();
        }
        if (this.link !== 'waiting') break;
      }
      this.#retryMs = RETRY_FIRST_MS;
    } catch {
      this.link = 'offline';
      // The network may be there and only the server away, which nothing announces.
      setTimeout(() => void this.sync(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MOST_MS);
    }
  }

  async note<T>(name: string): Promise<T | undefined> {
    return this.#keeping.note<T>(name);
  }

  async setNote(name: string, value: unknown): Promise<void> {
    await this.#keeping.setNote(name, value);
  }

  /** Keeps a set that is done but not yet rated, so that closing the page loses only the rating. */
  async setPending(set: object): Promise<void> {
    await this.setNote(PENDING, set);
  }

  /** Writes down the set that was pending, with what was said of it. */
  async settle(set: object): Promise<Today> {
    return this.appendAll([{ kind: 'set_done', payload: set }], PENDING);
  }

  newId(): string {
    return uuid(this.now());
  }
}

export const person = new Person();
