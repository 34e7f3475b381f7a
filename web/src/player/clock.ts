// Time that counts: what passed while the page was awake. Credited seconds never exceed wall seconds.

/** A pause between two looks longer than this means that the page slept. */
const SLEPT_MS = 2500;

export interface Tick {
  /** Milliseconds that certainly passed while the page was awake. */
  awake: number;
  /** Milliseconds during which it slept; 0 when it did not. */
  slept: number;
}

/** Looks at both clocks: one may stand still while the machine sleeps, the other may be set by hand. */
export class Clock {
  #steady = performance.now();
  #wall = Date.now();

  tick(): Tick {
    const [steady, wall] = [performance.now(), Date.now()];
    const passed = Math.max(0, steady - this.#steady);
    const onWall = Math.max(0, wall - this.#wall);
    [this.#steady, this.#wall] = [steady, wall];
    // A wall clock that jumped while the steady one ran on was set, not slept.
    const longest = passed > SLEPT_MS || onWall > SLEPT_MS ? Math.max(passed, onWall) : passed;
    return longest > SLEPT_MS ? { awake: 0, slept: longest } : { awake: passed, slept: 0 };
  }
}
