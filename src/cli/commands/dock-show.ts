import { SealdockError } from '../../evidence/errors.ts';
import type { DockId } from '../../evidence/ids.ts';
import { dockFacts } from '../dock/dock-facts.ts';
import { unsealedTable } from '../dock/outcome-text.ts';
import { factsText } from '../output/facts.ts';
import { type Session, withStation } from '../session.ts';

/** Files named in one answer; a card of 20,000 is not for reading. */
const FILES_SHOWN = 500;

export async function dockShow(session: Session, id: DockId): Promise<number> {
  return withStation(session, 'look', async ({ catalog, config }) => {
    const dock = await catalog.dock(id);
    if (dock === null) throw new SealdockError('dock-unknown', { about: id });
    const unsealed = await catalog.failedFiles(id, FILES_SHOWN);
    session.result({ dock, unsealed }, () =>
      [
        factsText(dockFacts(session, dock, config)),
        ...(unsealed.length === 0 ? [] : [unsealedTable(session, unsealed)]),
      ].join('\n'),
    );
    return 0;
  });
}
