// The journal's lines on this device: written before anything is shown as done, sent when there is a network.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface Line {
  device: string;
  seq: number;
  id: string;
  /** The journal line, without its line break. */
  line: string;
  /** 1 once the server has it; IndexedDB cannot index booleans. */
  sent: 0 | 1;
}

interface Kept extends DBSchema {
  line: { key: [string, number]; value: Line; indexes: { sent: number; id: string } };
  note: { key: string; value: unknown };
}

/** Everything this device keeps. */
export class Keeping {
  #db: IDBPDatabase<Kept>;

  private constructor(db: IDBPDatabase<Kept>) {
    this.#db = db;
  }

  static async open(): Promise<Keeping> {
    const db = await openDB<Kept>('coxa', 1, {
      upgrade(db) {
        const lines = db.createObjectStore('line', { keyPath: ['device', 'seq'] });
        lines.createIndex('sent', 'sent');
        lines.createIndex('id', 'id');
        db.createObjectStore('note');
      },
    });
    // Without this the browser may throw the journal away when the disk gets full.
    await navigator.storage?.persist?.();
    return new Keeping(db);
  }

  async lines(): Promise<Line[]> {
    return this.#db.getAll('line');
  }

  /**
   * Keeps lines, all or none; resolves once they are on disk. `settles` names a note that the lines take the place of: it goes
   * in the same moment, so that closing the page in between neither loses nor doubles it.
   */
  async keep(lines: Line[], settles?: string): Promise<void> {
    const change = this.#db.transaction(['line', 'note'], 'readwrite', { durability: 'strict' });
    for (const line of lines) void change.objectStore('line').put(line);
    if (settles) void change.objectStore('note').delete(settles);
    await change.done;
  }

  async unsent(): Promise<Line[]> {
    return this.#db.getAllFromIndex('line', 'sent', 0);
  }

  async note<T>(name: string): Promise<T | undefined> {
    return (await this.#db.get('note', name)) as T | undefined;
  }

  async setNote(name: string, value: unknown): Promise<void> {
    await this.#db.put('note', value, name);
  }

  async forgetAll(): Promise<void> {
    const change = this.#db.transaction(['line', 'note'], 'readwrite');
    void change.objectStore('line').clear();
    void change.objectStore('note').clear();
    await change.done;
  }
}
