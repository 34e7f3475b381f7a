// Opening: one tab writes, the journal is read, the service worker keeps the app for the next time.
import { person } from './person.svelte';
import { words } from './words/words.svelte';

const LOCK = 'coxa-journal';

/** Two tabs that write would branch the device's chain, so only one may hold the journal. */
function alone(steal: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const held = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    };
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
    navigator.locks.request(LOCK, options, held).catch(() => {
      person.barred = 'other_tab';
    });
  });
}

export async function start(steal = false): Promise<void> {
  try {
    if (!(await alone(steal))) {
      person.barred = 'other_tab';
      return;
    }
    person.barred = undefined;
    await person.open();
    await words.use((await person.note<string>('language')) ?? navigator.language.slice(0, 2));
    void person.sync();
    addEventListener('online', () => void person.sync());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible') return;
      person.refresh();
      void person.sync();
    });
    if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/service-worker.js');
  } catch (error) {
    console.error(error);
    person.barred = 'failed';
  }
}
