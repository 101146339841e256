/** What is destroyed is never read again: looking for what is to be read next does not step over all of it. */
export const PROVED_OF_WHAT_IS_THERE = `
DROP INDEX recording_least_proved;
CREATE INDEX recording_least_proved ON recording(destroyed, coalesce(read_at, sealed_at), id);
`;
