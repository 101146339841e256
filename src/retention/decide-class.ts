import type { Keeping, KeepingFacts, RetentionClass } from '../evidence/retention.ts';

/**
 * What a recording is kept as: what a person decided, else what its links say. A link as evidence counts whatever a
 * person says of the class: see `decideKeeping`, which lets the longest rule win.
 */
export function decideClass({
  classByPerson,
  cases,
}: Pick<KeepingFacts, 'classByPerson' | 'cases'>): Pick<Keeping, 'class' | 'classFrom'> {
  if (classByPerson !== null) return { class: classByPerson, classFrom: 'person' };
  if (cases.some(({ isEvidence }) => isEvidence)) return { class: 'evidence', classFrom: 'evidence-link' };
  if (cases.some(({ enforcement }) => enforcement !== 'licence'))
    return { class: 'case', classFrom: 'case-link' };
  if (cases.length > 0) return { class: 'permit', classFrom: 'permit-link' };
  return { class: 'unclassified', classFrom: 'nothing' };
}

/** Every class whose rule applies: the one it has, and those that its links give it beside that. */
export function applicableClasses(
  ofRecording: RetentionClass,
  { cases }: Pick<KeepingFacts, 'cases'>,
): readonly RetentionClass[] {
  if (cases.length === 0) return [ofRecording];
  const classes = new Set<RetentionClass>([ofRecording]);
  for (const { isEvidence, enforcement } of cases) {
    classes.add(isEvidence ? 'evidence' : enforcement === 'licence' ? 'permit' : 'case');
  }
  return [...classes];
}
