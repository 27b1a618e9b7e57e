// Follows the server: the bar on top is fetched anew at every change, the page below when it was built again.
"use strict";
(() => {
  const frame = document.getElementById("page");
  const part = (id, from = document) => from.getElementById(id);
  let latest = 0;

  const update = async () => {
    const turn = ++latest;
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = part("state", fresh);
    if (!answer.ok || !state || turn !== latest) return;
    const old = part("state");
    const [before, after] = [part("findings"), part("findings", fresh)];
    if (before && after) after.open = before.open;
    old.replaceWith(document.adoptNode(state));
    if (state.dataset.edition !== old.dataset.edition) frame.contentWindow.location.reload();
  };

  const events = new EventSource("events");
  events.onmessage = () => update().catch(() => {});
  events.onerror = () => {
    const state = part("state");
    state.className = "ended";
    state.querySelector(".busy").textContent = "预览已经停止，页面不再更新。";
  };
})();
