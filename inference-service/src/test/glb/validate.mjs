// Validates GLB files: node validate.mjs FILE...
// Prints every message, one a line; exits with 1 when there is any, 2 when called wrongly.
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
  const report = await validateBytes(new Uint8Array(await readFile(file)), { uri: file });
  for (const { severity, code, message, pointer } of report.issues.messages) {
    console.log(`${file}: ${SEVERITIES[severity]} ${code} at ${pointer ?? "?"}: ${message}`);
    messages++;
  }
}
process.exit(messages === 0 ? 0 : 1);
