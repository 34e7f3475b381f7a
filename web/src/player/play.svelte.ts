// The player: one set after another, by deadlines, hands-free. What may be done next is always the core's word.
import type { Session, SessionDrill, Step } from '../core/documents';
import { drillName, sideName } from '../parts/drills';
import { person } from '../person.svelte';
import { t, words } from '../words/words.svelte';
import { Clock } from './clock';
import { buzz, keepAwake, say, tone, wakeSound } from './signals';

export type Phase = 'ready' | 'hold' | 'reps' | 'contract' | 'stretch' | 'rest' | 'away' | 'stopped' | 'ended';

const READY_S = 10;
const TICK_MS = 100;

/** What was done in one set. */
interface Done {
  seconds?: number;
  reps?: number;
  contract_s?: number;
  stretch_s?: number;
}

class Play {
  phase = $state<Phase>('ready');
  paused = $state(false);
  /** Milliseconds left of the phase. */
  left = $state(0);
  /** Milliseconds credited to the running hold. */
  credited = $state(0);
  slept = $state(0);
  reps = $state(0);
  step = $state.raw<Step>();
  current = $state.raw<SessionDrill>();
  voice = $state(true);
  awake = $state(true);
  message = $state('');
  challenge = $state<number>();
  form = $state<boolean>();
  setsDone = $state(0);
  #skipped = new Set<string>();
  #clock = new Clock();
  #timer: ReturnType<typeof setInterval> | undefined;
  #lock: WakeLockSentinel | undefined;
  #pending: Record<string, unknown> | undefined;
  #before: Phase = 'hold';
  #contracted = 0;

  async enter(): Promise<void> {
    wakeSound();
    const session = person.today?.course.session;
    const kept = await person.note<{ session: string; drills: string[] }>('skipped');
    this.#skipped = new Set(kept && kept.session === session ? kept.drills : []);
    this.setsDone = person.today?.course.sets_done ?? 0;
    this.#lock = await keepAwake();
    this.awake = this.#lock !== undefined;
    document.addEventListener('visibilitychange', this.#seen);
    this.#clock = new Clock();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#advance(true);
  }

  leave(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    document.removeEventListener('visibilitychange', this.#seen);
    void this.#lock?.release();
  }

  #seen = async () => {
    if (document.visibilityState === 'visible' && this.#lock?.released) this.#lock = await keepAwake();
  };

  /** Takes the next set that is not skipped; without one the session is over. */
  #advance(first = false): void {
    const today = person.today;
    const session = today?.session;
    if (!session || session.verdict !== 'train') return this.#over('stopped');
    const key = (step: Step) => this.#key(session, step);
    const next = today.course.steps.find((step) => !this.#skipped.has(key(step)));
    if (!next) return this.#over();
    const before = this.current;
    this.step = next;
    this.current = session.drills[next.drill];
    [this.credited, this.#contracted, this.challenge, this.form] = [0, 0, undefined, undefined];
    this.reps = this.current && 'reps' in this.current.dose.work ? this.current.dose.work.reps : 0;
    this.phase = 'ready';
    this.left = READY_S * 1000;
    const switched = before && this.current && before.drill === this.current.drill && before.side !== this.current.side;
    const said = switched ? t('play.switch', { side: sideName(this.current?.side ?? null) }) : `${drillName(this.current?.drill ?? '')}, ${sideName(this.current?.side ?? null)}`;
    if (first || switched || before?.drill !== this.current?.drill) this.#say(said);
    else this.#say(t('play.ready'));
  }

  #key(session: Session, step: Step): string {
    const drill = session.drills[step.drill];
    return `${drill?.drill}|${step.side ?? ''}`;
  }

  #over(phase: 'stopped' | 'ended' = 'ended'): void {
    this.phase = phase;
    this.step = undefined;
    this.current = undefined;
    clearInterval(this.#timer);
  }

  #say(text: string): void {
    say(text, words.language, this.voice);
  }

  #tick(): void {
    const { awake, slept } = this.#clock.tick();
    if (this.paused || ['ended', 'stopped', 'away'].includes(this.phase)) return;
    const holding = this.phase === 'hold' || this.phase === 'contract' || this.phase === 'stretch';
    if (slept > 0 && holding) {
      this.slept = slept;
      this.#before = this.phase;
      this.phase = 'away';
      return;
    }
    if (this.phase === 'reps') return;
    const passed = awake + slept;
    const before = Math.ceil(this.left / 1000);
    this.left = Math.max(0, this.left - passed);
    if (holding) this.credited += awake;
    const after = Math.ceil(this.left / 1000);
    if (after < before && after > 0 && after <= 3) tone(440, 0.12);
    if (this.left === 0) void this.#due();
  }

  async #due(): Promise<void> {
    if (this.phase === 'ready') return this.begin();
    if (this.phase === 'contract') {
      this.#contracted = this.credited;
      this.credited = 0;
      this.#hold('stretch', this.#work('stretch_s'));
      this.#say(t('play.stretch'));
      return;
    }
    if (this.phase === 'hold' || this.phase === 'stretch') return this.finishSet();
    if (this.phase === 'rest') return this.next();
  }

  #work(part: 'contract_s' | 'stretch_s'): number {
    const work = this.current?.dose.work;
    return work && 'contract_relax' in work ? work.contract_relax[part] : 0;
  }

  #hold(phase: Phase, seconds: number): void {
    this.phase = phase;
    this.left = seconds * 1000;
  }

  begin(): void {
    const work = this.current?.dose.work;
    if (!work) return;
    buzz([200]);
    this.credited = 0;
    if ('hold_seconds' in work) this.#hold('hold', work.hold_seconds);
    else if ('reps' in work) this.phase = 'reps';
    else this.#hold('contract', work.contract_relax.contract_s);
    this.#say(t(this.phase === 'contract' ? 'play.contract' : this.phase === 'hold' ? 'play.hold' : 'play.move'));
  }

  /** Ends the running set with what was done of it; nothing done is no set. */
  async finishSet(): Promise<void> {
    const { step, current } = this;
    const session = person.today?.course.session;
    if (!step || !current || !session) return;
    const whole = (ms: number) => Math.floor(ms / 1000 + 0.05);
    const work = current.dose.work;
    const did: Done =
      'hold_seconds' in work
        ? { seconds: Math.min(work.hold_seconds, whole(this.credited)) }
        : 'reps' in work
          ? { reps: this.reps }
          : { contract_s: whole(this.#contracted), stretch_s: Math.min(work.contract_relax.stretch_s, whole(this.credited)) };
    const nothing = Object.values(did).every((amount) => amount === 0);
    if (nothing) return this.#advance();
    this.#pending = {
      session,
      drill: current.drill,
      side: current.side,
      set: step.set,
      did: { ...did, level: current.dose.level, load: current.dose.load_grade },
      challenge: null,
      form_kept: null,
      form_seen_by: 'self',
    };
    await person.setPending(this.#pending);
    this.phase = 'rest';
    this.left = Math.max(current.dose.rest_s, 15) * 1000;
    tone(880, 0.4);
    buzz([100, 80, 100]);
    this.#say(t('play.rest'));
  }

  /** Writes the set down with what was said of it, and goes on. */
  async next(): Promise<void> {
    if (!this.#pending) return this.#advance();
    const set = { ...this.#pending, challenge: this.challenge ?? null, form_kept: this.form ?? null };
    this.#pending = undefined;
    const before = this.current;
    const today = await person.settle(set);
    this.setsDone = today.course.sets_done;
    this.#explain(before);
    this.#advance();
  }

  /** What the guard made of it, in a word. */
  #explain(before: SessionDrill | undefined): void {
    const session = person.today?.session;
    if (!before || !session) return;
    const still = session.drills.some((drill) => drill.drill === before.drill && drill.side === before.side);
    this.message = still ? '' : t('play.over');
  }

  /** Tells a hurt; the running set ends and is written down first, because it belongs to it. */
  async hurt(payload: object): Promise<void> {
    const before = this.current;
    if (this.#pending) await this.next();
    await person.append('hurt', payload);
    if (!person.today?.course.session) return;
    this.#explain(before);
    this.message ||= t('play.noted');
    this.#advance();
  }

  async skip(): Promise<void> {
    const session = person.today?.session;
    if (!session || !this.step) return;
    this.#skipped.add(this.#key(session, this.step));
    await person.setNote('skipped', { session: person.today?.course.session, drills: [...this.#skipped] });
    if (this.#pending) return this.next();
    this.#advance();
  }

  async tooHard(): Promise<void> {
    if (!this.current) return;
    const before = this.current;
    await person.append('preference', { too_hard: { drill: before.drill } });
    this.#explain(before);
    this.#advance();
  }

  pause(): void {
    this.paused = !this.paused;
  }

  /** After sleep: what ran meanwhile counts only when the person says so. */
  awakeAgain(held: boolean): void {
    this.phase = this.#before;
    if (held) {
      const ran = Math.min(this.slept, this.left);
      this.left -= ran;
      this.credited += ran;
    } else {
      this.#advance();
    }
    this.slept = 0;
  }

  async end(): Promise<void> {
    if (this.#pending) await this.next();
    const today = person.today;
    const session = today?.course.session;
    if (session) {
      // After a stop nothing is left to do, which is not the same as all of it done.
      const completed = today.session?.verdict === 'train' && today.course.steps.length === 0;
      await person.append('session_ended', completed ? { session, completed } : { session, completed, why_not: 'ended early' });
    }
    this.#over();
  }
}

export const play = new Play();
