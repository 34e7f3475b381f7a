// Drills and doses in words.
import { knowledge } from '../core/core';
import type { CatalogueDrill, Dose, Side } from '../core/documents';
import { t, words } from '../words/words.svelte';

let rows: Map<string, CatalogueDrill> | undefined;

export function drillRow(id: string): CatalogueDrill | undefined {
  rows ??= new Map(knowledge().drills.map((drill) => [drill.id, drill]));
  return rows.get(id);
}

export function drillName(id: string): string {
  return words.texts.drills?.[id]?.name ?? drillRow(id)?.name ?? id;
}

/** How to do it, one sentence a line. */
export function drillCues(id: string): string[] {
  return words.texts.drills?.[id]?.cues ?? drillRow(id)?.cues ?? [];
}

export function sideName(side: Side | null): string {
  return t(side ? `side.${side}` : 'side.both');
}

/** A dose as one reads it aloud. */
export function doseText(dose: Dose): string {
  const work = dose.work;
  const text =
    'hold_seconds' in work
      ? `${work.hold_seconds} ${t('play.seconds')}`
      : 'reps' in work
        ? t('play.reps', { count: work.reps })
        : `${work.contract_relax.contract_s} + ${work.contract_relax.stretch_s} ${t('play.seconds')}`;
  return `${dose.sets} × ${text}`;
}
