// Every word the page says, from message files; numbers and dates by the language.
import english from './en.json';

type Messages = Record<string, string>;

export const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' };

/** Texts of the tables in another language, by id; English comes with the core. */
interface Texts {
  questions: Record<string, { ask: string; if_unknown: string }>;
  drills: Record<string, { name: string; cues: string[]; watch_for: string[] }>;
  goals: Record<string, string>;
}

const TEXTS: Record<string, () => Promise<Texts>> = {
  de: async () => {
    const [questions, drills, goals] = await Promise.all([import('./de/questions.json'), import('./de/drills.json'), import('./de/goals.json')]);
    return { questions: questions.default, drills: drills.default, goals: goals.default };
  },
};

const LANGUAGES: Record<string, () => Promise<Messages>> = {
  en: async () => english,
  de: async () => (await import('./de.json')).default,
};

class Words {
  language = $state('en');
  /** Texts of the tables in this language; what it lacks is said in English. */
  texts = $state.raw<Partial<Texts>>({});
  #messages = $state.raw<Messages>(english);

  async use(language: string): Promise<void> {
    const load = LANGUAGES[language] ?? LANGUAGES.en;
    this.#messages = (await load?.()) ?? english;
    this.texts = (await TEXTS[language]?.()) ?? {};
    this.language = LANGUAGES[language] ? language : 'en';
    document.documentElement.lang = this.language;
  }

  /** The message of a key with its blanks filled; with `count`, the form for that number (`key.one`, `key.other`). */
  say(key: string, blanks: Record<string, string | number> = {}): string {
    const count = blanks.count;
    const form = typeof count === 'number' ? new Intl.PluralRules(this.language).select(count) : undefined;
    const found =
      (form && (this.#messages[`${key}.${form}`] ?? this.#messages[`${key}.other`])) ??
      this.#messages[key] ??
      (english as Messages)[key] ??
      key;
    return found.replace(/\{(\w+)\}/g, (blank, name: string) => {
      const value = blanks[name];
      return value === undefined ? blank : typeof value === 'number' ? this.number(value) : value;
    });
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.language, { maximumFractionDigits: digits }).format(value);
  }

  date(day: string): string {
    const at = new Date(`${day}T12:00:00`);
    return new Intl.DateTimeFormat(this.language, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  }
}

export const words = new Words();
export const t = (key: string, blanks?: Record<string, string | number>) => words.say(key, blanks);
