import type { ErrorCode, ErrorKind } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';
import { keepingErrors } from './keeping-errors.ts';
import { staffErrors } from './staff-errors.ts';

export const kinds: Readonly<Record<ErrorKind, string>> = {
  failed: 'failed',
  usage: 'usage or configuration',
  refused: 'refused by a rule',
  card: 'recorder or card',
  storage: 'storage or database',
  busy: 'busy',
  integrity: 'integrity',
  runtime: 'unsupported runtime',
  defect: 'a defect of sealdock',
  interrupted: 'interrupted',
};

export const errors: Readonly<Record<ErrorCode, ErrorWords>> = {
  ...keepingErrors,
  ...staffErrors,
  failed: {
    message: 'This failed, for a reason that has no name of its own[: {about}]',
    hint: 'Try again. If it fails the same way, send the whole output to whoever looks after this machine.',
  },
  usage: {
    message: 'The command line cannot be understood[: {about}]',
    hint: '"sealdock --help" lists the commands, "sealdock <command> --help" their options.',
  },
  'config-invalid': {
    message: 'The configuration cannot be used[: {about}]',
    hint: 'Correct the lines listed, then run "sealdock config check". Nothing starts before that.',
  },
  'config-missing': {
    message: 'There is no configuration file[ at {about}]',
    hint: 'Check --config and SEALDOCK_CONFIG; config/sealdock.yaml of the project holds every setting.',
  },
  'not-initialised': {
    message: 'There is no station yet[ in {about}]',
    hint: 'If there was a station here, check that the data disk is mounted; else run "sealdock init" once. --data names another data folder.',
  },
  'already-initialised': {
    message: 'There is a station already[ in {about}]',
    hint: 'Nothing was changed. A second station needs a data folder of its own (--data).',
  },
  'not-a-folder': {
    message: 'This is not a folder that can be read[: {about}]',
    hint: 'Give the folder where the card is mounted, for example /media/DSJ0001, and check its permissions.',
  },
  'recording-unknown': {
    message: 'The catalogue has no recording[ {about}]',
    hint: '"sealdock recording list" shows the ids.',
  },
  'dock-unknown': {
    message: 'The catalogue has no dock[ {about}]',
    hint: 'List docks with "sealdock dock list".',
  },
  'recorder-models-invalid': {
    message: 'The recorder models cannot be used[: {about}]',
    hint: 'Correct the files in config/recorders; each problem is listed with its file and line.',
  },
  'model-unknown': {
    message: 'There is no recorder model[ {about}]',
    hint: 'Nothing was taken. Use one of the ids in config/recorders, or describe the model there.',
  },
  'ffprobe-missing': {
    message: 'ffprobe, which looks into the recordings, cannot be started[: {about}]',
    hint: 'Install ffmpeg, or set probe.ffprobe. What is sealed is not affected; it is probed later.',
  },
  'recorder-unknown': {
    message: 'The register has no recorder[ {about}]',
    hint: '"sealdock recorder list" shows the numbers; "sealdock recorder register" enters a new one.',
  },
  'recorder-known': {
    message: 'The register has this recorder already[: {about}]',
    hint: 'Nothing was changed. "sealdock recorder change" corrects it.',
  },
  'register-invalid': {
    message: 'The register cannot take this[: {about}]',
    hint: 'Correct what is listed and try again. Nothing was changed, not even in part.',
  },
  'log-not-set-back': {
    message: 'The audit log leads through every head that is remembered here[: {about}]',
    hint: 'Nothing was changed: there is no branch to give up.',
  },
  'export-exists': {
    message: 'The folder for the export is there already[: {about}]',
    hint: 'Nothing was changed. Name another folder; one that ends in .part was interrupted and may be removed by hand.',
  },
  'difference-unknown': {
    message: 'There is no open difference of this number[: {about}]',
    hint: 'Nothing was changed. Run "sealdock reconcile" for the numbers.',
  },
  'differences-open': {
    message:
      'What was seen on cards is not all sealed, or what was sealed is not all in the vault[: {about}]',
    hint: 'Run "sealdock reconcile", look into each difference, and explain it with "sealdock reconcile explain <id> --reason <text>".',
  },
  'recorder-unregistered': {
    message: 'This recorder is not in the register[: {about}]',
    hint: 'No file on it was opened. "sealdock recorder list" shows what was met; enter it with "sealdock recorder register <number> --dock <dock>" and it is docked.',
  },
  'recorder-out-of-service': {
    message: 'This recorder is out of service[: {about}]',
    hint: 'No file on it was opened. If it may be used again, say "sealdock recorder state <number> in-service", then dock it again.',
  },
  'recorder-lost': {
    message: 'A recorder that was reported lost is here[: {about}]',
    hint: 'No file on it was opened. Ask who brought it, then say "sealdock recorder state <number> in-service" and dock it again.',
  },
  'identity-changed': {
    message: 'A recorder is not the device that the register knows[: {about}]',
    hint: 'Its footage was taken and marked. "sealdock recorder list" names it, "sealdock recorder show <number>" tells what changed; find out who changed it, then say "sealdock recorder confirm <number>".',
  },
  'card-is-our-own': {
    message: 'This folder belongs to the station itself[: {about}]',
    hint: 'A card, or a folder outside the data folder, can be docked; the vault cannot.',
  },
  'card-not-mounted': {
    message: 'Something is plugged in, and no medium of it was mounted[: {about}]',
    hint: 'A recorder may have to be unlocked or switched to disk mode first. If it is no recorder, take it out.',
  },
  'card-unrecognised': {
    message: 'The card fits no recorder model[: {about}]',
    hint: "Nothing was taken. If it is a recorder's card, dock it with --model and --recorder, or describe it in config/recorders. An empty folder is often a mount point with nothing mounted.",
  },
  'card-ambiguous': {
    message: 'The card fits more than one recorder or model[: {about}]',
    hint: 'Nothing was taken. Say which it is with --model or --recorder.',
  },
  'recorder-number-missing': {
    message: "The card does not tell its recorder's number[: {about}]",
    hint: 'Nothing was taken. Give the number with --recorder, for example --recorder DSJ0001.',
  },
  'card-gone': {
    message: 'The card went away[: {about}]',
    hint: 'Put it back and dock it again: what is sealed stays sealed, and the rest is taken then.',
  },
  'card-read-failed': {
    message: 'The card could not be read[: {about}]',
    hint: 'Clean the contacts, try another port or reader, and dock it again. Keep the card: nothing on it was changed.',
  },
  'card-stalled': {
    message: 'The card stopped answering[: {about}]',
    hint: 'Take it out, put it back and dock it again; if it stalls again, try another port or reader.',
  },
  'card-file-changed': {
    message: 'The file changed while it was copied[: {about}]',
    hint: 'Somebody is still writing to it. Stop the recorder and dock the card again.',
  },
  'card-file-shrank': {
    message: 'The file ended before its listed size[: {about}]',
    hint: 'The card may be failing. Dock it again; if it stays, keep the card and have it examined.',
  },
  'card-path-escapes': {
    message: 'A path on the card leads out of it[: {about}]',
    hint: 'The file was not followed. Have the card examined: a recorder does not write such paths.',
  },
  'card-file-too-large': {
    message: 'The file claims to be larger than the whole vault[: {about}]',
    hint: "The card's directory is probably damaged. The other files are taken; have this card examined.",
  },
  'card-too-many-files': {
    message: 'The card holds more files than a card can[: {about}]',
    hint: "Check that this is a recorder's card and not a whole disk.",
  },
  'clear-refused': {
    message: 'The card could not be cleared, or not all of it[: {about}]',
    hint: 'Nothing unsealed was touched. "sealdock audit list" tells why; take the card out and put it in again.',
  },
  'clear-unanswered': {
    message: 'Nobody carried out the order to clear a card[: {about}]',
    hint: 'Check that sealdock-clear.path is enabled (systemctl status sealdock-clear.path). Nothing is lost; the next dock looks at the card again.',
  },
  'unlock-failed': {
    message: 'A recorder could not be switched to disk mode[: {about}]',
    hint: 'Check the hook in recorders.unlock and its password file, then plug the recorder in again; or set the recorder to "always disk".',
  },
  'vault-full': {
    message: 'There is no room left for more recordings[: {about}]',
    hint: "Add room to the data folder's file system, then dock again. Nothing is ever removed to make room.",
  },
  'vault-write-failed': {
    message: 'The vault could not be written[: {about}]',
    hint: "Check the disk (dmesg, smartctl) and the folder's owner and permissions. What is sealed is not affected.",
  },
  'vault-read-failed': {
    message: 'The vault could not be read[: {about}]',
    hint: 'Check the disk (dmesg, smartctl), then run "sealdock inspect".',
  },
  'staging-crowded': {
    message: 'Too many torn copies wait in staging[: {about}]',
    hint: 'Dock the cards again that were pulled out early; "sealdock inspect" lists the torn copies.',
  },
  'catalogue-failed': {
    message: 'The catalogue (SQLite) failed[: {about}]',
    hint: 'Check the disk and the permissions of the data folder. The vault itself is complete without the catalogue.',
  },
  'catalogue-newer': {
    message: 'A newer sealdock has written this catalogue[: {about}]',
    hint: 'Use the newer version; an older one does not touch it.',
  },
  busy: {
    message: 'The station is in use[: {about}]',
    hint: 'Another sealdock holds this station or all of its docks are taken. Try again in a moment; "sealdock status" shows who.',
  },
  'catalogue-busy': {
    message: 'The catalogue was locked for too long[: {about}]',
    hint: 'Try again. If it stays, look for a program that holds the database open.',
  },
  'read-back-differs': {
    message: 'What the disk gives back is not what was written[: {about}]',
    hint: 'The file was not sealed and the card still has it. Stop using this disk or cable and have the disk checked.',
  },
  'recording-id-taken': {
    message: 'Another recording already has this id[: {about}]',
    hint: 'Nothing was overwritten. Run "sealdock inspect" and have it investigated.',
  },
  'sealed-differs': {
    message: 'A sealed recording is not what was sealed[: {about}]',
    hint: 'Change nothing. Run "sealdock inspect", keep its output, and inform the investigator.',
  },
  'audit-differs': {
    message: 'The audit log is not what was published[: {about}]',
    hint: 'Change nothing. Run "sealdock audit verify", keep its output, and compare with a checkpoint kept elsewhere.',
  },
  'log-set-back': {
    message: 'The audit log is shorter than a head that was signed before[: {about}]',
    hint: 'Nothing is taken in. Was a backup restored? Bring the newest catalogue back, or run "sealdock audit restored --reason <text>" as administrator: the log then goes on as a branch, which every verification tells.',
  },
  'log-forked': {
    message: 'Two heads of the audit log contradict each other[: {about}]',
    hint: 'Nothing is taken in. Keep both heads and the output of "sealdock audit verify" for the investigation; only when it is known what happened, run "sealdock audit restored --reason <text>".',
  },
  'anchor-unreachable': {
    message: 'The head of the audit log could not be anchored outside[: {about}]',
    hint: 'Intake goes on. It is tried again by itself; check the network, and the address under audit.anchors.',
  },
  'anchor-differs': {
    message: 'An anchor of the audit log does not hold[: {about}]',
    hint: 'It does not count. Check that audit.anchors names the right certificate or witness key; if it does, keep the file for the investigation.',
  },
  'key-missing': {
    message: 'A signing key is missing[: {about}]',
    hint: 'Put it back from its backup. Do not make a new station over the old data.',
  },
  'key-differs': {
    message: 'A signing key is not the one of this station[: {about}]',
    hint: 'Put the right key back from its backup, or point --data at the right station.',
  },
  'unsupported-runtime': {
    message: 'This Node.js cannot run sealdock[: {about}]',
    hint: 'Start it with bin/sealdock, which brings its own Node.js 24; run "npm ci" if that is missing.',
  },
  defect: {
    message: 'This is a defect of sealdock[: {about}]',
    hint: 'What is sealed is not affected. Please report it with the lines below.',
  },
  interrupted: {
    message: 'Interrupted[: {about}]',
    hint: 'What was sealed before stays sealed. Dock the card again for the rest.',
  },
};
