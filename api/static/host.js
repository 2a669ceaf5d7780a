// For a page that shows callboard's frames: gives each the height that its page tells.
// No module: another site could load that only where callboard names its origin (CORS).
(() => {
  const own = new URL(document.currentScript.src).origin;

  window.addEventListener("message", (event) => {
    if (event.origin !== own || event.data?.type !== "callboard:height") return;
    const height = Math.min(Math.max(Number(event.data.height) || 0, 0), 20000);
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.style.height = `${height}px`;
    }
  });
})();
