// Validates GLB files: node validate.mjs FILE...
// Prints every message, one a line; exits with 1 when there is any, 2 when called wrongly. Only that
// the validator does not know an extension is no message; read.mjs reads such files.
import { readFile } from "node:fs/promises";
import { validateBytes } from "gltf-validator";

const SEVERITIES = ["error", "warning", "info", "hint"];
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node validate.mjs FILE...");
  process.exit(2);
}
let messages = 0;
for (const file of files) {
  const bytes = new Uint8Array(await readFile(file));
  const report = await validateBytes(bytes, { uri: file, ignoredIssues: ["UNSUPPORTED_EXTENSION"] });
  for (const { severity, code, message, pointer } of report.issues.messages) {
    console.log(`${file}: ${SEVERITIES[severity]} ${code} at ${pointer ?? "?"}: ${message}`);
    messages++;
  }
}
process.exit(messages === 0 ? 0 : 1);
