// A page to write queries in that needs no library: two texts in, the answer out.

import { config, firstQuery, firstVariables, onChoice } from "./examples.js";

const form = document.getElementById("console");
const { query, variables } = form.elements;
const answer = document.getElementById("answer");
const status = document.getElementById("status");

async function run() {
  status.textContent = "Waiting…";
  const started = performance.now();
  try {
    const written = variables.value.trim();
    const response = await fetch(config.endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body: JSON.stringify({
        query: query.value,
        variables: written ? JSON.parse(written) : null,
      }),
    });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
    status.textContent = `${response.status} in ${Math.round(performance.now() - started)} ms`;
  } catch (error) {
    answer.textContent = "";
    status.textContent = error.message;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
query.value = firstQuery();
variables.value = firstVariables();
onChoice((text) => {
  query.value = text;
  variables.value = "";
  run();
});
