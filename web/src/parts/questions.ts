// Safety questions and goals in the person's language.
import { words } from '../words/words.svelte';

interface Asked {
  id: string;
  ask: string;
  if_unknown: string;
}

export const ask = (question: Asked): string => words.texts.questions?.[question.id]?.ask ?? question.ask;

export const ifUnknown = (question: Asked): string => words.texts.questions?.[question.id]?.if_unknown ?? question.if_unknown;

export const goalName = (goal: { id: string; name: string }): string => words.texts.goals?.[goal.id] ?? goal.name;
