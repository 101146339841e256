/**
 * What a person should know about a sealed recording. A mark never keeps evidence out: what cannot be parsed,
 * compared or played is sealed all the same, and says so.
 */
export const MARKS = [
  'important', // the wearer marked it on the recorder
  'encrypted', // the recorder says that it encrypted the file
  'empty', // zero bytes on the card
  'name-not-recognised', // no time, recorder or officer could be read from the name
  'name-of-another-recorder', // the name carries another number than the rest of the card
  'unexpected-folder', // a media file outside the folders this model uses
  'time-disagrees', // name, container and file system do not tell the same time
  'time-implausible', // no source told a time that can be true
  'card-digest-missing', // the model writes a digest beside each file, and this one has none
  'card-digest-differs', // the recorder's own digest is not the one of what was read
  'read-back-cached', // the file system refused direct I/O: read back, but perhaps not from the medium
  'unplayable', // ffprobe could not make sense of it
] as const;

export type Mark = (typeof MARKS)[number];
