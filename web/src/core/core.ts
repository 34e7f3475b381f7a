// The core, loaded once: every decision the page shows comes from here.
import init, { Coxa, catalogue, figure } from './pkg/coxa.js';
import compiled from './pkg/coxa_bg.wasm?url';
import type { Catalogue, Today } from './documents';

/** What the core refused, with its stable code. */
export class CoreError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function refused(thrown: unknown): Error {
  if (typeof thrown !== 'string') return thrown instanceof Error ? thrown : new Error(String(thrown));
  try {
    const told = JSON.parse(thrown) as { code: string; found: string; needed: string; do: string };
    return new CoreError(told.code, `${told.code}: found ${told.found}, needed ${told.needed}`);
  } catch {
    return new Error(thrown);
  }
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    throw refused(thrown);
  }
}

/** One person's journal in the core. */
export class Core {
  #coxa: Coxa;

  private constructor(coxa: Coxa) {
    this.#coxa = coxa;
  }

  static async load(): Promise<void> {
    await init({ module_or_path: compiled });
  }

  static open(lines: string, day: string): Core {
    return new Core(guarded(() => new Coxa(new TextEncoder().encode(lines), day)));
  }

  append(event: object, day: string): string {
    return guarded(() => this.#coxa.append(JSON.stringify(event), day));
  }

  today(day: string): Today {
    return JSON.parse(guarded(() => this.#coxa.today(day))) as Today;
  }

  plan(assessment: object, day: string): { kind: string; payload: unknown }[] {
    return JSON.parse(guarded(() => this.#coxa.plan(JSON.stringify(assessment), day))) as { kind: string; payload: unknown }[];
  }

  devices(): { device: string; events: number; next: number; whole: boolean; last_at_ms: number }[] {
    return JSON.parse(this.#coxa.devices());
  }

  setUnsynced(unsynced: boolean): void {
    this.#coxa.set_unsynced(unsynced);
  }

  close(): void {
    this.#coxa.free();
  }
}

let told: Catalogue | undefined;

/** Questions, goals, drills, rules and references. */
export function knowledge(): Catalogue {
  return (told ??= JSON.parse(catalogue()) as Catalogue);
}

/** The figure of a drill as SVG. */
export function drawn(drill: string, side: string, labels: string[]): string {
  return figure(drill, side, labels);
}
