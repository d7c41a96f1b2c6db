// TypeScript types of the files of a release, made of its JSON Schemas:
//   node tests/web/types.cjs directory/publishing/release/schema > directory/publishing/release/schema/types.d.ts
const fs = require("fs");
const os = require("os");
const path = require("path");
const { compile } = require("json-schema-to-typescript");

const [folder] = process.argv.slice(2);
//: What each file's type is called.
const NAMES = { directory: "Directory", health: "HealthFile", changes: "Changes", manifest: "Manifest" };
const BANNER = `// Types of the JSON files of a release, made of the schemas beside this file.
// In versions 1.x fields may be added: a program must ignore those that it does not know.`;

// Types are named for the definitions in the schemas, not for their titles.
function named(schema, name) {
  const isObject = [schema.type].flat().includes("object");
  return isObject ? { ...schema, title: name } : schema;
}

function nameOf(definition) {
  return definition.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
}

// The same without what is beside a reference to an object: else each would get a type of its own.
function plain(part, definitions) {
  if (Array.isArray(part)) return part.map((one) => plain(one, definitions));
  if (part === null || typeof part !== "object") return part;
  const name = typeof part.$ref === "string" && part.$ref.match(/^#\/\$defs\/(.*)$/)?.[1];
  if (name && [definitions[name].type].flat().includes("object")) return { $ref: part.$ref };
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, plain(one, definitions)]));
}

async function main() {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "types-"));
  try {
    for (const [file, name] of Object.entries(NAMES)) {
      const read = JSON.parse(fs.readFileSync(path.join(folder, `${file}.schema.json`), "utf8"));
      const schema = plain(read, read.$defs ?? {});
      delete schema.$id;
      const definitions = Object.entries(schema.$defs ?? {});
      schema.$defs = Object.fromEntries(definitions.map(([key, one]) => [key, named(one, nameOf(key))]));
      fs.writeFileSync(path.join(temporary, `${file}.schema.json`), JSON.stringify(named(schema, name)));
    }
    const files = Object.keys(NAMES);
    const whole = {
      title: "Release",
      description: "The JSON files of a release that have a schema.",
      type: "object",
      required: files.filter((file) => file !== "changes"),
      properties: Object.fromEntries(files.map((file) => [file, { $ref: `${file}.schema.json` }])),
    };
    const types = await compile(whole, "Release", {
      cwd: temporary + path.sep,
      additionalProperties: false,
      bannerComment: BANNER,
      ignoreMinAndMaxItems: true,
      style: { printWidth: 100, singleQuote: true },
    });
    process.stdout.write(types);
  } finally {
    fs.rmSync(temporary, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
