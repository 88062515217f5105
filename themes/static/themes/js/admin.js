// Starts Wagtail's pickers and inline panels, which would start themselves from inline script (themes/admin_scripts.py).

import "./one-save.js";
import "./robot-program-field.js";

function start(marker) {
  const { start: name, id, options } = marker.dataset;
  const parts = id ? [id, JSON.parse(options)] : [JSON.parse(options)];
  const starter = window[name];
  marker.remove();
  // As in all of Wagtail's scripts: a class has a capital.
  if (/^[A-Z]/.test(name)) new starter(...parts);
  else starter(...parts);
}

function startAll(root) {
  for (const marker of root.querySelectorAll("[data-start]")) start(marker);
}

startAll(document);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE || !node.isConnected) continue;
      if (node.matches("[data-start]")) start(node);
      else startAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
