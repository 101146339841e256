/** What was plugged in, how the recorder was found, and what a person should know of the card: JSON, null before. */
export const DOCK_FACTS = `
ALTER TABLE dock ADD COLUMN medium TEXT;
ALTER TABLE dock ADD COLUMN marks TEXT;
ALTER TABLE dock ADD COLUMN device_check TEXT;
`;
