// Which of many files a JSON Schema validator that is not ours accepts.
//   node validate.cjs SCHEMA_FOLDER LIST      LIST: lines "schema id<TAB>file"; prints the same
//   lines with "ok" or the place in the schema of the first rule that is broken.
const fs = require("fs");
const path = require("path");
const Ajv = require("ajv/dist/2020").default;
const formats = require("ajv-formats").default;

const [folder, list] = process.argv.slice(2);
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
formats(ajv);
for (const name of fs.readdirSync(folder)) {
  if (name.endsWith(".schema.json")) {
    ajv.addSchema(JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
  }
}
for (const line of fs.readFileSync(list, "utf8").split("\n").filter(Boolean)) {
  const [id, file] = line.split("\t");
  const validate = ajv.getSchema(id);
  const ok = validate(JSON.parse(fs.readFileSync(file, "utf8")));
  process.stdout.write(`${file}\t${ok ? "ok" : validate.errors[0].schemaPath}\n`);
}
