import type { Json } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';
import { SealdockError } from './errors.ts';
import type { RetentionClock } from './retention-clock.ts';
import type { Role, StaffId } from './staff.ts';

/** C2SP tlog-tiles gives an entry a uint16 length; ours stay below it. */
export const ENTRY_BYTES_LIMIT = 65_535;

export const AUDIT_ACTS = [
  'log.created', // first entry: station, public keys
  'log.restored', // heads of another branch are given up, after a restore from backup
  'key.changed', // signed by the old key and the new one; public keys, and the head at the change
  'recorder.first-seen',
  'recorder.registered',
  'recorder.changed',
  'recorder.assigned',
  'recorder.learned', // the first serial or card of a registered recorder
  'recorder.identity-changed', // another serial or card than the register knows
  'recorder.confirmed', // a person has looked into that
  'recorder.refused', // not admitted, with all that was met of it
  'dock.started',
  'dock.listed', // a page of what lies on the card, by digest
  'dock.refused',
  'dock.finished',
  'dock.interrupted', // found unfinished at start
  'file.failed',
  'file.met-again', // a file already sealed, on the card under another name
  'recording.sealed',
  'recording.recovered', // sealed before a crash, catalogued after it
  'recording.probed',
  'card.clear-ordered', // the originals of sealed files are to be removed from a card
  'card.clear-kept', // nothing on the card may go yet
  'card.cleared', // what became of an order
  'recorder.unlock-tried', // a device that hides its card was told to show it
  'staging.removed', // torn bytes that are proved to be inside a sealed recording
  'inspection.finished',
  'case.added',
  'case.changed',
  'case.linked',
  'case.unlinked',
  'recording.class-decided', // by a person; corrections are new decisions
  'recording.day-decided', // when it was really recorded, where the recorder's clock was wrong
  'hold.placed',
  'hold.decided',
  'hold.release-requested',
  'hold.released',
  'hold.copy-made', // the offline copy that was owed exists
  'policy.adopted',
  'policy.assigned', // which unit goes by which policy
  'sweep.finished',
  'batch.drafted',
  'batch.added', // items that are due, by digest
  'batch.item-struck-out',
  'batch.submitted',
  'batch.approved',
  'batch.refused',
  'batch.withdrawn',
  'batch.execution-started',
  'batch.item-deferred',
  'batch.incident-settled', // a person says what became of a recording that could not be destroyed
  'recording.destruction-intended',
  'recording.destroyed',
  'recording.destruction-intended-again', // a backup has brought back what was destroyed
  'recording.destroyed-again', // with the digest of the line beside its register
  'recording.destruction-failed',
  'batch.executed', // with the digest of its register
  'recording.met-destroyed', // what was destroyed lies on a card again
  'clock.doubted',
  'clock.confirmed',
  'staff.added',
  'staff.changed',
  'staff.roles-changed',
  'staff.suspended',
  'staff.resumed',
  'staff.password-set', // by whom, and the digest of what is kept; never a password
  'staff.signed-in',
  'staff.sign-in-refused',
  'staff.locked', // too many of these
  'staff.signed-out',
  'approval.requested',
  'approval.decided', // one step of it
  'approval.withdrawn',
  'approval.executed',
  'reconciliation.finished', // seen on cards = sealed = in the vault = destroyed with a register, or what is not
  'difference.explained', // a person says why something does not add up
  'fixity.checked', // recordings whose bytes were read again, by digest of their list
  'fixity.finished', // the share of one night
  'recording.damaged', // not as it was sealed
  'audit.anchored', // a head is known outside this machine, and what proves it
  'audit.exported', // a head left this machine, with all entries
] as const;

export type AuditAct = (typeof AUDIT_ACTS)[number];

/** Who did it, and how that was established. */
export type Actor =
  | {
      readonly kind: 'system' | 'os-user';
      readonly id: string;
      readonly role: string;
      readonly established: 'process' | 'os-login';
    }
  | StaffActor;

/** A person with an account, and the role that permits what is done. */
export interface StaffActor {
  readonly kind: 'staff';
  readonly id: StaffId;
  /** `self`: what everybody does with an account of their own. */
  readonly role: Role | 'self';
  readonly established: 'password' | 'session';
}

/** The daemon, acting by itself. */
export const SYSTEM_ACTOR: Actor = {
  kind: 'system',
  id: 'sealdock',
  role: 'station',
  established: 'process',
};

/** What a step wants written down; the catalogue adds number and times inside the same transaction. */
export interface AuditDraft {
  readonly act: AuditAct;
  readonly actor: Actor;
  readonly object: {
    readonly kind:
      | 'log'
      | 'key'
      | 'recorder'
      | 'dock'
      | 'recording'
      | 'staging'
      | 'device'
      | 'case'
      | 'hold'
      | 'policy'
      | 'unit'
      | 'staff'
      | 'approval'
      | 'batch'
      | 'difference'
      | 'clock'
      | 'sweep';
    readonly id: string;
  };
  readonly reason: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly detail: { readonly [key: string]: Json };
}

/** A recorder is noted as met when its number is seen for the first time; the register is what people say. */
export function firstSeenDraft(actor: Actor, recorder: string, model: string, dock: string): AuditDraft {
  return {
    act: 'recorder.first-seen',
    actor,
    object: { kind: 'recorder', id: recorder },
    reason: null,
    before: null,
    after: 'known',
    detail: { model, dock },
  };
}

export interface AuditEntry extends AuditDraft {
  readonly v: 1;
  /** Gap-free from 0: the entry's index in the tree. */
  readonly seq: number;
  readonly at: string;
  readonly clock: RetentionClock;
}

/**
 * The entry's bytes as they enter the tree.
 * @throws SealdockError `defect` for an entry of 64 KiB or more: long lists go by digest.
 */
export function entryText(entry: AuditEntry): string {
  const text = canonicalJson(entry as unknown as Json);
  const size = Buffer.byteLength(text);
  if (size >= ENTRY_BYTES_LIMIT) {
    throw new SealdockError('defect', {
      about: `audit entry ${entry.act} of ${size} B; long lists go by digest`,
    });
  }
  return text;
}
