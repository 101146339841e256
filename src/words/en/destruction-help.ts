import type { DestructionHelp } from '../destruction-help-words.ts';

export const destructionHelp: DestructionHelp = {
  commands: {
    'retention sweep': 'find what is due now, as the station does every night; nothing is destroyed',
    'retention due': 'list what is due, or will be soon, and what somebody has to look at',
    'retention confirm-clock':
      'say that the station clock is right after it was doubted (system administrator)',
    destruction: 'batches of recordings whose time is over, from the draft to the register',
    'destruction list': 'list batches, the newest first',
    'destruction show': 'show one batch: its state, who decides, and its recordings',
    'destruction strike': 'take a recording out of a batch, with a reason',
    'destruction submit': 'propose a draft to those who decide; its list is fixed by that (custodian)',
    'destruction withdraw': 'take a batch back; possible until it is executed, and costs nothing',
    'destruction execute':
      'show what would be destroyed; with --execute, destroy it in the presence of two witnesses (custodian)',
    'destruction register': 'check the register of a batch and tell where it lies',
    'destruction reapply':
      'show what was destroyed and was brought back by an old backup; with --execute, destroy it again (custodian)',
    'destruction settle':
      'say what became of a recording that was not what was sealed when it should have been destroyed (custodian, legal affairs)',
  },
  options: {
    within: 'also what will be due within so many days, such as 30d',
    batchState: 'only batches in this state, such as draft or approved',
    afterPlace: 'only what stands after this place in the list',
    execute: 'really destroy; without it nothing is done',
    executeAgain: 'really destroy it again; without it nothing is done',
    lost: 'its bytes will not come back; without it, only what is whole again is settled',
    confirmBatch: 'the id of the batch, typed again',
    witness: 'account of a witness; twice, for two people',
    witnessPasswordFile: "file with the witnesses' passwords, one on each line, in the order of --witness",
    witnessPasswordStdin: "read the witnesses' passwords from standard input, one on each line",
  },
  arguments: { batchId: 'id of a batch, as "destruction list" shows it' },
};
