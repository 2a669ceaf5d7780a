// The examples of both pages: the menu above the editor, and `?example=` in the address.

export const config = JSON.parse(document.getElementById("config").textContent);

const address = new URL(window.location.href);
const byName = new Map(config.examples.map((example) => [example.slug, example]));
const menu = document.getElementById("examples");

// The query to begin with: the one in the address, else the first example.
export function firstQuery() {
  const asked = byName.get(address.searchParams.get("example"));
  if (asked) menu.value = asked.slug;
  return address.searchParams.get("q") ?? (asked ?? config.examples[0])?.query ?? "{ __typename }";
}

// The variables that the address gives beside its query, as text.
export function firstVariables() {
  return address.searchParams.get("variables") ?? "";
}

// Whether the address asks for a query, so that what the editor remembers gives way to it.
export function isQueryAsked() {
  return address.searchParams.has("q") || byName.has(address.searchParams.get("example"));
}

export function onChoice(show) {
  menu.addEventListener("change", () => {
    const chosen = byName.get(menu.value);
    if (!chosen) return;
    address.search = `?example=${encodeURIComponent(chosen.slug)}`;
    history.replaceState(null, "", address);
    show(chosen.query);
  });
}
