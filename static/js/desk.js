// What the desk has besides, after app.js; delivered whole (infra/static_bundles.py), in this order.
import "./desk-action.js";
import "./desk-split.js";
import "./desk-place.js";
import "./queue-tabs.js";
import "./queue-select.js";
import "./desk-callers.js";
import "./desk-find-here.js";
import "./desk-find.js";
import "./desk-failed.js";
import "./desk-draft.js";
import "./desk-live.js";
import "./desk-undo.js";
import "./desk-macros.js";
import "./citation.js";
import "./desk-bell.js";
import "./timer.js";
import "./add-row.js";
