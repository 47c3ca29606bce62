"""Every change of a ticket's state, one verb each: check, change, one line on the timeline, in one transaction.

All doors (portal, desk, REST, later mail) call these. `now` is read once at the door. Verbs that a person can click
twice do nothing the second time. Errors: ActionRefused (Dutch, for the person), PermissionDenied, Http404 never.
"""

from tickets.actions.alerting import add_alert, fire_again, is_untouched, recover
from tickets.actions.approving import (
    ask_estimate,
    ask_remote_viewing,
    begin_viewing,
    decide,
    end_viewing,
    mark_authorisation,
    use_mandate,
    withdraw_approval,
)
from tickets.actions.checking import record_checks, start_recurring
from tickets.actions.classifying import change_details, classify, move_to_calendar
from tickets.actions.covering import describe_work, link_advice, override_coverage, recheck
from tickets.actions.ending import cancel, close, reopen, resolve
from tickets.actions.escalating import acknowledge, end_escalation, escalate
from tickets.actions.exporting import export_time, lock_reviewed
from tickets.actions.handling import assign, plan, resume, start_work, take, wait
from tickets.actions.opening import open_ticket
from tickets.actions.planning import drop_visit_item, finish_visit, plan_visit, save_for_visit
from tickets.actions.referring import set_reference
from tickets.actions.secrets import hand_over, open_secret, send_secret, withdraw_secret
from tickets.actions.supplying import add_extra_costs, chase_supplier
from tickets.actions.talking import note, reply
from tickets.actions.timekeeping import correct_time, log_time
from tickets.actions.timers import TimerElsewhere, discard_timer, start_timer, stop_timer
from tickets.actions.verb import ANNOUNCED, locked
from tickets.errors import ActionRefused

__all__ = [
    "ANNOUNCED",
    "ActionRefused",
    "TimerElsewhere",
    "acknowledge",
    "add_alert",
    "add_extra_costs",
    "ask_estimate",
    "ask_remote_viewing",
    "assign",
    "begin_viewing",
    "cancel",
    "change_details",
    "chase_supplier",
    "classify",
    "close",
    "decide",
    "describe_work",
    "correct_time",
    "discard_timer",
    "drop_visit_item",
    "end_escalation",
    "escalate",
    "export_time",
    "finish_visit",
    "hand_over",
    "lock_reviewed",
    "end_viewing",
    "fire_again",
    "is_untouched",
    "link_advice",
    "locked",
    "log_time",
    "mark_authorisation",
    "move_to_calendar",
    "note",
    "open_secret",
    "open_ticket",
    "override_coverage",
    "plan",
    "recheck",
    "plan_visit",
    "record_checks",
    "recover",
    "reopen",
    "reply",
    "resolve",
    "resume",
    "save_for_visit",
    "send_secret",
    "set_reference",
    "start_recurring",
    "start_timer",
    "start_work",
    "stop_timer",
    "take",
    "use_mandate",
    "wait",
    "withdraw_approval",
    "withdraw_secret",
]
