import { SealdockError } from '../../evidence/errors.ts';
import type { DestructionLedger } from '../../ports/destruction-ledger.ts';
import { needRecording } from './recordings.ts';
import type { Runner } from './runner.ts';

type TurnMethods = Pick<DestructionLedger, 'leaseRecording' | 'endLeases' | 'takeTurn' | 'endTurn'>;

/** Who is at what at this moment. It says nothing of evidence, and has no entries; a time ends each of them. */
export function turnMethods(run: Runner): TurnMethods {
  return {
    leaseRecording: (recording, holder, until) =>
      run.write(async (transaction) => {
        await needRecording(transaction, recording);
        const going = await transaction
          .selectFrom('destruction_item')
          .select('batch')
          .where('recording', '=', recording)
          .where('state', '=', 'destroying')
          .executeTakeFirst();
        if (going !== undefined) throw new SealdockError('being-destroyed', { about: recording });
        await transaction
          .insertInto('recording_lease')
          .values({ recording, holder, until_at: until })
          .onConflict((conflict) =>
            conflict.columns(['recording', 'holder']).doUpdateSet({ until_at: until }),
          )
          .execute();
      }),
    endLeases: (holder) =>
      run.write(async (transaction) => {
        await transaction.deleteFrom('recording_lease').where('holder', '=', holder).execute();
      }),
    takeTurn: (work, holder, now, until) =>
      run.write(async (transaction) => {
        const row = { holder, until_at: until };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('work_turn')
          .values({ work, ...row })
          .onConflict((conflict) =>
            conflict
              .column('work')
              .doUpdateSet(row)
              .where(({ eb, or }) =>
                or([eb('work_turn.holder', '=', holder), eb('work_turn.until_at', '<=', now)]),
              ),
          )
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }),
    endTurn: (work, holder) =>
      run.write(async (transaction) => {
        await transaction
          .deleteFrom('work_turn')
          .where('work', '=', work)
          .where('holder', '=', holder)
          .execute();
      }),
  };
}
