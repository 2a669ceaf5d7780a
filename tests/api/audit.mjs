// Runs graphql-http's audits against a server: node audit.mjs ADDRESS FOLDER-WITH-NODE_MODULES
import { createRequire } from "node:module";

const [address, folder] = process.argv.slice(2);
const { serverAudits } = createRequire(`${folder}/`)("graphql-http");
for (const audit of serverAudits({ url: address })) {
  const result = await audit.fn();
  console.log(result.status, audit.id, audit.name, result.reason ?? "");
}
