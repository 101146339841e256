import type { Command } from 'commander';
import { holdList } from './commands/hold-list.ts';
import { holdComplain, holdPlace, recordingIncident } from './commands/hold-place.ts';
import { holdCopyMade, holdRelease } from './commands/hold-release.ts';
import { holdGrounds, holdShow } from './commands/hold-show.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { caseParsers } from './usage/case-parsers.ts';
import { holdParsers } from './usage/hold-parsers.ts';
import { argumentParsers } from './usage/parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock hold`. */
export function addHoldCommands(program: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = {
    ...argumentParsers(words.cli, words.register),
    ...caseParsers(words),
    ...holdParsers(words),
  };
  const { reason, filled } = staffParsers(words);
  const hold = under(program, 'hold', 'hold');
  const onOne = (command: Command) =>
    command
      .option('--recording <id>', help.options.holdRecording, parse.recording('--recording'))
      .option('--case <number>', help.options.holdCase, parse.caseNo('--case'))
      .option('--party <name>', help.options.holdParty, parse.party);

  onOne(under(hold, 'hold place', 'place'))
    .option('--recorder <number>', help.options.recorder, parse.recorder)
    .option('--dock <id>', help.options.dock, parse.dock('--dock'))
    .option('--mark <mark>', help.options.mark, parse.mark)
    .option('--from <time>', help.options.from)
    .option('--to <time>', help.options.to)
    .requiredOption('--ground <id>', help.options.ground, parse.ground)
    .option('--reason <text>', help.options.holdReason, reason)
    .action(does(holdPlace));
  onOne(under(hold, 'hold complain', 'complain'))
    .option('--as <kind>', help.options.complaintAs, parse.complaint)
    .requiredOption('--text <text>', help.options.complaintText, parse.text)
    .action(does(holdComplain));
  under(hold, 'hold list', 'list')
    .option('--state <state>', help.options.holdState, parse.state)
    .option('--all', help.options.endedToo)
    .option('--open-copies', help.options.openCopies)
    .option('--recording <id>', help.options.holdRecording, parse.recording('--recording'))
    .option('--limit <n>', help.options.limit, parse.limit)
    .option('--after <id>', help.options.afterHold, parse.hold('--after'))
    .action(does(holdList));
  under(hold, 'hold show', 'show')
    .argument('<id>', help.arguments.holdId, parse.hold('<id>'))
    .action(does(holdShow));
  under(hold, 'hold grounds', 'grounds').action(does(holdGrounds));
  under(hold, 'hold release', 'release')
    .argument('<id>', help.arguments.holdId, parse.hold('<id>'))
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .action(does(holdRelease));
  under(hold, 'hold copy-made', 'copy-made')
    .argument('<id>', help.arguments.holdId, parse.hold('<id>'))
    .requiredOption('--reference <text>', help.options.copyReference, filled('--reference'))
    .action(does(holdCopyMade));
}

/** The verb of `sealdock recording` that proposes a hold. */
export function addIncidentCommand(recording: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = { ...argumentParsers(words.cli, words.register), ...holdParsers(words) };
  under(recording, 'recording incident', 'incident')
    .argument('<id>', help.arguments.recordingId, parse.recording('<id>'))
    .argument('<incident>', help.arguments.incident, parse.incident)
    .option('--text <text>', help.options.incidentText, parse.text)
    .action(does(recordingIncident));
}
