// Writes build.json beside the bundle: a hash of these sources, which a test compares where no Node is at hand.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LEFT_OUT = new Set(["node_modules", ".detente"]);

/** Every source file below a folder, by relative path with forward slashes, in order of code points. */
function sources(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => {
      const path = below ? `${below}/${entry.name}` : entry.name;
      return entry.isDirectory() ? sources(folder, path) : [path];
    })
    .sort((a, b) => (a < b ? -1 : 1));
}

/** SHA-256 over path, length and bytes of every source. */
export function digest(folder) {
  const hash = createHash("sha256");
  for (const path of sources(folder)) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path}\0${bytes.length}\0`);
    hash.update(bytes);
  }
  return hash.digest("hex");
}

/** A plugin of the build that writes the hash at its end. */
export function stamp(into) {
  let root = "";
  return {
    name: "stamp",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    closeBundle() {
      writeFileSync(join(root, into, "build.json"), `${JSON.stringify({ sources: digest(root) }, null, 2)}\n`);
    },
  };
}
