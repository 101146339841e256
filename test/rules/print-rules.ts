import { clauses, titledTests } from './clause-tests.ts';

/* `npm run rules`: each clause of the five regulations, and the tests whose titles carry its id. */
const tests = titledTests();
let proved = 0;
for (const { id, features, phrase } of clauses()) {
  const of = tests.filter(({ ids }) => ids.includes(id));
  proved += of.length > 0 ? 1 : 0;
  process.stdout.write(`${id.padEnd(9)} ${features.join(' ').padEnd(14)} ${phrase}\n`);
  for (const { file, title } of of) process.stdout.write(`            ${file}: ${title}\n`);
}
process.stdout.write(`${proved} of ${clauses().length} clauses have a test that carries their id\n`);
