// The journal's way to the server and back; everything works without it.
import type { Keeping, Line } from './lines';

export type Link = 'unknown' | 'synced' | 'waiting' | 'offline' | 'refused';

const LINES_A_REQUEST = 500;

/** The note of the server's arrival number up to which this device has everything. */
const ARRIVED = 'arrived';

async function person(): Promise<string> {
  const answer = await fetch('/api/v1/me');
  if (!answer.ok) throw new Error(`me: ${answer.status}`);
  return ((await answer.json()) as { person: string }).person;
}

/** The place a line says it has. */
export function placed(text: string): Line {
  const { device, seq, id } = JSON.parse(text) as { device: string; seq: number; id: string };
  return { device, seq, id, line: text, sent: 1 };
}

/** Sends what the server lacks, takes what this device lacks; answers how many lines came. */
export async function exchange(keeping: Keeping): Promise<{ came: number; refused: number }> {
  const at = `/api/v1/people/${encodeURIComponent(await person())}/journal`;
  let refused = 0;
  const unsent = (await keeping.unsent()).sort((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : a.seq - b.seq));
  for (let from = 0; from < unsent.length; from += LINES_A_REQUEST) {
    const part = unsent.slice(from, from + LINES_A_REQUEST);
    const answer = await fetch(at, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: part.map((line) => line.line).join('\n'),
    });
    if (!answer.ok) throw new Error(`journal: ${answer.status}`);
    const kept = (await answer.json()) as { id: string; outcome: string }[];
    const safe = new Set(kept.filter((it) => it.outcome === 'accepted' || it.outcome === 'duplicate').map((it) => it.id));
    refused += kept.length - safe.size;
    await keeping.keep(part.filter((line) => safe.has(line.id)).map((line) => ({ ...line, sent: 1 })));
  }
  const known = new Set((await keeping.lines()).map((line) => line.id));
  const seen = (await keeping.note<number>(ARRIVED)) ?? 0;
  const answer = await fetch(`${at}?after=${seen}`);
  if (!answer.ok) throw new Error(`journal: ${answer.status}`);
  const arrived = Number(answer.headers.get('coxa-arrived'));
  if (arrived < seen) {
    // The server's store was replaced by an older or another one: what it may lack is sent again, which is harmless.
    await keeping.keep((await keeping.lines()).map((line) => ({ ...line, sent: 0 })), ARRIVED);
    return exchange(keeping);
  }
  const came = (await answer.text()).split('\n').filter(Boolean).map(placed).filter((line) => !known.has(line.id));
  if (came.length > 0) await keeping.keep(came);
  await keeping.setNote(ARRIVED, arrived);
  return { came: came.length, refused };
}
