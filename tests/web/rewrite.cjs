// Writes a directory anew from its values alone, by the rules of docs/website.md and the order of the
// properties in its schema: what it prints is the file, byte for byte, if both tell all there is to know.
//   node rewrite.cjs directory.schema.json directory.json
const fs = require("fs");

const [schemaFile, file] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const LISTS = ["categories", "notices", "withheld", "withdrawn", "links"];
const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// The same value with the fields of each object in another order.
function shuffled(value) {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner)]);
  return Object.fromEntries(entries.reverse());
}

// The rules for a value: what the schema refers to, and of two kinds the one that is not null.
function rules(part) {
  if (part.$ref) return { ...rules(part.$ref.split("/").slice(1).reduce((at, key) => at[key], schema)) };
  if (part.anyOf) return rules(part.anyOf.find((one) => one.type !== "null"));
  return part;
}

function ordered(value, part) {
  const { properties, additionalProperties, items } = rules(part);
  if (Array.isArray(value)) return value.map((one) => (items ? ordered(one, items) : one));
  if (value === null || typeof value !== "object") return value;
  const names = properties
    ? Object.keys(properties).filter((name) => name in value)
    : Object.keys(value).sort(byCodePoint);
  if (names.length !== Object.keys(value).length) throw new Error("a field is not in the schema");
  return Object.fromEntries(
    names.map((name) => [name, ordered(value[name], properties ? properties[name] : additionalProperties)]),
  );
}

function string(text) {
  const short = { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\" };
  const signs = [...text].map((sign) => {
    const code = sign.codePointAt(0);
    if (short[code]) return short[code];
    const escaped = code < 0x20 || "<>&\u2028\u2029".includes(sign);
    return escaped ? "\\u" + code.toString(16).padStart(4, "0") : sign;
  });
  return `"${signs.join("")}"`;
}

function written(value) {
  if (typeof value === "string") return string(value);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  return `{${Object.entries(value).map(([name, inner]) => `${string(name)}:${written(inner)}`).join(",")}}`;
}

const whole = ordered(shuffled(JSON.parse(fs.readFileSync(file, "utf8"))), schema);
const { serial, updated_on, ...rest } = whole;
const header = Object.fromEntries(Object.entries(rest).filter(([name]) => !LISTS.includes(name)));
const key = (entry) => (typeof entry === "object" ? entry.slug ?? entry.id : entry);
let text = written(header).slice(0, -1);
for (const list of LISTS) {
  const entries = [...whole[list]].sort((a, b) =>
    typeof key(a) === "string" ? byCodePoint(key(a), key(b)) : key(a) - key(b),
  );
  text += `,"${list}":[` + entries.map((entry) => "\n" + written(entry)).join(",") + "\n]";
}
process.stdout.write(`${text},"serial":${serial},"updated_on":"${updated_on}"}\n`);
