import type { RetentionHelp } from '../retention-help-words.ts';

export const retentionHelp: RetentionHelp = {
  commands: {
    retention: 'how long recordings are kept, and why',
    'retention explain': 'tell until when one recording is kept, with every reason, clause and hold',
    'retention simulate': 'tell what would be due on a day, and change nothing',
    'recording class': 'say what recordings are kept as (custodian, legal affairs)',
    'recording day': 'say on which day one was really recorded, where its clock was wrong',
    policy: "the bureaus' rules on how long recordings are kept",
    'policy list': 'list the policies of the folder, those adopted, and which unit goes by which',
    'policy check': 'check the policy files and tell every problem with its line',
    'policy show': 'show every rule of a policy with its clauses and sentence',
    'policy diff': 'show which rules of a policy file differ from the adopted version, or from another file',
    'policy adopt':
      'adopt a policy file: shows what would be due sooner and later; shortening needs a second person and waits',
    'policy assign': 'say by which policy a unit goes',
    'policy gaps': 'list what a policy leaves open and the bureau must decide; exit code 3 when it blocks',
  },
  options: {
    explainAt: 'as it would be at the end of this day: 2027-03-01',
    simulateAt: 'the day, for example 2027-03-01',
    simulatePolicy:
      'as if this policy file were in force: for the units that go by its id, or for all when none does',
    simulateCsv: 'write every recording that would be due as CSV',
    clearDecision: 'take back what was decided',
    everybody: 'everybody whose unit has no policy of its own, instead of one unit',
    adopted: 'the adopted version that is in force, instead of the file',
    differenceLimit: 'at most this many recordings of each kind',
    onlyBlocking: 'only what keeps something from being done',
  },
  arguments: {
    idsAndClass: 'recording ids, and then patrol, evidence, case, permit or unclassified',
    trueDay: 'the day on which it was recorded',
    policyId: 'id of a policy, as "policy list" shows it',
    otherPolicy: 'id of another policy file to compare with',
    policyIds: 'ids of policies; without any, those that are used',
    unitName: 'the unit, as the register of recorders or of staff names it',
  },
};
