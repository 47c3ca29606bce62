// What the desk has besides, after app.js; delivered whole (infra/static_bundles.py), in this order.
import "./desk-action.js";
import "./desk-split.js";
import "./desk-place.js";
import "./desk-callers.js";
import "./desk-failed.js";
import "./draft-store.js";
import "./desk-draft.js";
import "./desk-draft-restore.js";
import "./desk-compose.js";
import "./desk-reading.js";
import "./desk-news.js";
import "./desk-live.js";
import "./desk-stale.js";
import "./citation.js";
import "./desk-bell.js";
import "./timer.js";
import "./add-row.js";
