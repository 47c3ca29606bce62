"""Every change of a ticket's state, one verb each: check, change, one line on the timeline, in one transaction.

All doors (portal, desk, REST, mail) call these. `now` is read once at the door. Verbs that a person can click
twice do nothing the second time. Errors: Refused (Dutch, for the person), PermissionDenied, Http404 never.
"""

from tickets.approvals.actions import (
    ask_estimate,
    ask_remote_viewing,
    begin_viewing,
    decide,
    end_viewing,
    mark_authorisation,
    record_spoken_yes,
    use_mandate,
    withdraw_approval,
)
from tickets.coverage.actions import describe_work, link_advice, override_coverage, recheck
from tickets.escalation.actions import acknowledge, end_escalation, escalate
from tickets.intake.actions import open_ticket
from tickets.lifecycle.classifying import (
    answer_questions,
    change_details,
    classify,
    move_to_calendar,
    raise_priority,
)
from tickets.lifecycle.ending import cancel, close, reopen, resolve, take_back_reopening
from tickets.lifecycle.handling import assign, entrust, plan, resume, start_work, take, wait
from tickets.lifecycle.joining import is_joinable, join
from tickets.lifecycle.quiet import cancel_quietly, revive
from tickets.lifecycle.referring import set_reference
from tickets.lifecycle.talking import note, reply
from tickets.links.actions import declare_outage, link, report_outage, tell_all, unlink
from tickets.merging.actions import merge, unmerge
from tickets.merging.queries import survivor
from tickets.monitoring.actions import add_alert, fire_again, is_untouched, recover
from tickets.moving.actions import move_to_contact, move_to_customer
from tickets.planned.actions import drop_visit_item, finish_visit, plan_visit, save_for_visit
from tickets.planned.checking import record_checks, start_recurring
from tickets.projects.actions import evaluate_agreement, mark_project
from tickets.reading.actions import see, waive_answer
from tickets.satisfaction.actions import answer_satisfaction, ask_satisfaction, finish_call_back
from tickets.secrets.actions import hand_over, open_secret, send_secret, withdraw_secret
from tickets.splitting.actions import put_back, split
from tickets.suppliers.actions import add_extra_costs, chase_supplier
from tickets.suppliers.mailing import mail_supplier, supplier_answered
from tickets.time.actions import correct_time, log_time
from tickets.time.exporting import export_time, lock_reviewed
from tickets.time.timers import TimerElsewhere, discard_timer, start_timer, stop_timer
from tickets.timeline import act
from tickets.verb import locked

__all__ = [
    "TimerElsewhere",
    "acknowledge",
    "act",
    "add_alert",
    "add_extra_costs",
    "answer_questions",
    "answer_satisfaction",
    "ask_estimate",
    "ask_remote_viewing",
    "ask_satisfaction",
    "assign",
    "begin_viewing",
    "cancel",
    "cancel_quietly",
    "change_details",
    "chase_supplier",
    "classify",
    "close",
    "decide",
    "declare_outage",
    "describe_work",
    "correct_time",
    "discard_timer",
    "drop_visit_item",
    "end_escalation",
    "entrust",
    "escalate",
    "evaluate_agreement",
    "export_time",
    "finish_call_back",
    "finish_visit",
    "hand_over",
    "lock_reviewed",
    "end_viewing",
    "fire_again",
    "is_joinable",
    "is_untouched",
    "join",
    "link",
    "link_advice",
    "locked",
    "log_time",
    "mail_supplier",
    "mark_authorisation",
    "merge",
    "mark_project",
    "move_to_calendar",
    "move_to_contact",
    "move_to_customer",
    "note",
    "open_secret",
    "open_ticket",
    "override_coverage",
    "plan",
    "raise_priority",
    "recheck",
    "plan_visit",
    "put_back",
    "record_checks",
    "record_spoken_yes",
    "recover",
    "reopen",
    "reply",
    "report_outage",
    "resolve",
    "resume",
    "revive",
    "save_for_visit",
    "send_secret",
    "see",
    "set_reference",
    "split",
    "start_recurring",
    "start_timer",
    "start_work",
    "stop_timer",
    "supplier_answered",
    "survivor",
    "take",
    "take_back_reopening",
    "tell_all",
    "unlink",
    "unmerge",
    "use_mandate",
    "waive_answer",
    "wait",
    "withdraw_approval",
    "withdraw_secret",
]
