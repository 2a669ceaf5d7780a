// GraphiQL from our own origin, with the examples; its scripts have been loaded before this one.

import { config, firstQuery, firstVariables, isQueryAsked, onChoice } from "./examples.js";

const { createElement, useEffect, useState } = React;
const fetcher = GraphiQL.createFetcher({ url: config.endpoint });
const plugins = [GraphiQLPluginExplorer.explorerPlugin()];

function Page() {
  const first = firstQuery();
  const [query, setQuery] = useState(isQueryAsked() ? first : undefined);
  useEffect(() => onChoice(setQuery), []);
  return createElement(GraphiQL, {
    fetcher,
    plugins,
    query,
    variables: isQueryAsked() ? firstVariables() : undefined,
    defaultQuery: first,
    onEditQuery: setQuery,
    defaultEditorToolsVisibility: true,
    inputValueDeprecation: true,
  });
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(createElement(Page));
