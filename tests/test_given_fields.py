"""What a form or a serializer gives is what its verb takes: a field or a parameter with another name is found here and
not by who fills it in.

Found are all calls of a verb by `**` in the doors; the rest names its arguments, and mypy holds those.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django import forms

from api.advice.views import GiveAdviceSerializer
from api.agreements import serializers as agreement_shapes
from api.customers.views import ContactChangeSerializer, ContactCreateSerializer
from api.tickets.serializers import TicketCreateSerializer
from api.time.views import ExportTimeSerializer
from contracts.agreements.actions import OF_THE_VERSION, TERMS
from contracts.customers.actions import CONTACT_FIELDS
from contracts.models import ClauseKind
from contracts.planned.actions import FIELDS as RECURRING_FIELDS
from desk.advice.forms import AdviceForm, RecordedDecisionForm
from desk.agreements.forms import AgreementForm, EndForm, NewAgreementForm, OfferForm, WithdrawOfferForm
from desk.connections.forms import NewWebhookForm, TokenForm, WebhookForm
from desk.customers.forms import ContactForm, SiteForm
from desk.dap.forms import ClauseForm
from desk.escalation.forms import AcknowledgeForm
from desk.evaluations.forms import BreachForm
from desk.monitoring.forms import HostForm
from desk.planned.forms import ReasonForm, RecurringForm, VisitForm, VisitItemForm
from desk.planned.rhythm import Every, Weekday, Which
from desk.routing.forms import RoutingRuleForm
from desk.satisfaction.forms import CallBackForm
from desk.tickets.forms import ComposerForm
from desk.tickets.verb import Passing
from desk.tickets.verbs import VERBS
from desk.time.forms import CorrectForm, StopForm, TimeForm
from portal.advice.forms import AdviceDecisionForm
from portal.escalation.forms import EscalationRequestForm
from portal.planned.forms import PointForm
from portal.satisfaction.forms import RatingForm
from portal.tickets.forms import CloseForm, ReplyForm
from tickets.forms import SecretForm
from tickets.intake.report import Door, Report, WorkFacts

ROOT = Path(__file__).parents[1]
DOORS = ("desk", "portal", "api")
OF_VERBS = ("accounts", "sla", "contracts", "tickets", "mail", "integrations", "reviews")


@dataclass(frozen=True)
class Given:
    """What fills a call: all the names that may come along, and those that always do."""

    source: str
    always: frozenset[str]
    sometimes: frozenset[str] = frozenset()


def filled_in(
    form: type[forms.Form],
    takes: Callable[[Any], Mapping[str, Any]] = lambda form: form.cleaned_data,
    *,
    sometimes: Collection[str] = (),
    **values: Any,
) -> Given:
    """By a form that was right: cleaned_data has all of its fields, but those that are `sometimes` taken out.

    `takes` is how the view reads it, `values` what it needs for that, of fields and else of the form itself.
    """
    cleaned = dict.fromkeys(form.base_fields)
    stub: Any = form.__new__(form)
    stub.cleaned_data = cleaned | {name: value for name, value in values.items() if name in cleaned}
    vars(stub).update({name: value for name, value in values.items() if name not in cleaned})
    names = frozenset(takes(stub))
    return Given(form.__name__, names - set(sometimes), names & set(sometimes))


def sent(serializer: Any, *, partial: bool = False) -> Given:
    """By REST: validated_data has what was sent, and what has a default."""
    known = {each.source or name: each for name, each in serializer().fields.items() if not each.read_only}
    always = frozenset(name for name, each in known.items() if each.required and not partial)
    return Given(serializer.__name__, always, frozenset(known) - always)


def _message(form: ComposerForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text", "files", "form_token")} | {"by": None, "now": None}


_RHYTHM = {"every": Every.values[0], "day": Weekday.values[0], "which": Which.values[0], "own_rule": ""}
_MESSAGE = filled_in(ComposerForm, _message)

# What fills the calls by `**`. REST's acts say themselves which serializer they read.
FILLED_BY: dict[str, Given] = {
    "api/advice/views.py: give_advice": sent(GiveAdviceSerializer),
    "api/agreements/views.py: draft_agreement": sent(agreement_shapes.DraftSerializer),
    "api/agreements/views.py: change_agreement": sent(agreement_shapes.ChangeSerializer, partial=True),
    "api/agreements/views.py: set_clause": sent(agreement_shapes.SetClauseSerializer),
    "api/customers/views.py: add_contact": sent(ContactCreateSerializer),
    "api/customers/views.py: change_contact": sent(ContactChangeSerializer, partial=True),
    "api/time/views.py: export_time": sent(ExportTimeSerializer),
    "desk/connections/token_mapping.py: save_mapping": Given(
        "MappingForm", frozenset({"is_on", "zone", "paths", "recovered", "ignored"})
    ),
    "desk/advice/views.py: give_advice": filled_in(AdviceForm),
    "desk/advice/views.py: decide_advice": filled_in(RecordedDecisionForm),
    "desk/evaluations/breaches.py: explain_breach": filled_in(BreachForm),
    "desk/agreements/views.py: draft_agreement": filled_in(NewAgreementForm),
    "desk/agreements/views.py: offer": filled_in(OfferForm),
    "desk/agreements/views.py: withdraw": filled_in(WithdrawOfferForm),
    "desk/agreements/views.py: end_agreement": filled_in(EndForm),
    "desk/agreements/views.py: change_agreement": filled_in(AgreementForm, lambda form: form.terms),
    "desk/connections/tokens.py: issue_token": filled_in(TokenForm, lambda form: form.fields_of_verb()),
    "desk/connections/webhooks.py: make_webhook": filled_in(NewWebhookForm, lambda form: form.fields_of_verb()),
    "desk/connections/webhooks.py: change_webhook": filled_in(WebhookForm),
    "desk/customers/views.py: add_contact": filled_in(ContactForm, sometimes=["is_active", "asks_satisfaction"]),
    "desk/customers/views.py: change_contact": filled_in(ContactForm),
    "desk/customers/places.py: save_site": filled_in(SiteForm),
    "desk/routing/views.py: save_rule": filled_in(RoutingRuleForm),
    "desk/satisfaction/views.py: finish_call_back": filled_in(CallBackForm),
    "desk/dap/views.py: set_clause": filled_in(ClauseForm, lambda form: form.clause, kind=ClauseKind.TEXT),
    "desk/escalation/views.py: acknowledge": filled_in(AcknowledgeForm),
    "desk/monitoring/views.py: save_host": filled_in(HostForm),
    "desk/planned/views.py: add_recurring": filled_in(RecurringForm, lambda form: form.given, **_RHYTHM),
    "desk/planned/views.py: change_recurring": filled_in(RecurringForm, lambda form: form.given, **_RHYTHM),
    "desk/planned/views.py: hold_recurring": filled_in(ReasonForm),
    "desk/planned/views.py: skip_recurring": filled_in(ReasonForm),
    "desk/planned/views.py: plan_visit": filled_in(VisitForm, sometimes=["site"]),
    "desk/planned/views.py: save_for_visit": filled_in(VisitItemForm),
    "desk/tickets/views.py: note": _MESSAGE,
    "desk/tickets/views.py: wait": _MESSAGE,
    "desk/tickets/views.py: resolve": _MESSAGE,
    "desk/tickets/views.py: reply": _MESSAGE,
    "desk/time/views.py: log_time": filled_in(TimeForm),
    "desk/time/views.py: stop_timer": filled_in(StopForm),
    "desk/time/views.py: correct_time": filled_in(CorrectForm, sometimes=["started_at"]),
    "portal/advice/views.py: decide_advice": filled_in(AdviceDecisionForm),
    "portal/escalation/views.py: escalate": filled_in(EscalationRequestForm),
    "portal/planned/views.py: save_for_visit": filled_in(PointForm),
    "portal/satisfaction/views.py: answer_satisfaction": filled_in(RatingForm),
    "portal/secrets/views.py: hand_over": filled_in(SecretForm),
    "portal/tickets/views.py: reply": filled_in(ReplyForm),
    "portal/tickets/views.py: close": filled_in(CloseForm),
}

# What the verbs take that take `**fields` themselves: they refuse the rest, so a signature says nothing.
OPEN_VERBS: dict[str, frozenset[str]] = {
    "draft_agreement": frozenset({*TERMS, *OF_THE_VERSION}),
    "change_agreement": frozenset({*TERMS, *OF_THE_VERSION}),
    "add_contact": frozenset(CONTACT_FIELDS),
    "change_contact": frozenset(CONTACT_FIELDS),
    "add_recurring": RECURRING_FIELDS,
    "change_recurring": RECURRING_FIELDS,
}


@dataclass(frozen=True)
class Call:
    """A call of a verb by `**`, and what it names beside; `given` where REST says it itself."""

    path: str
    line: int
    verb: Callable[..., Any]
    positional: int
    named: frozenset[str] = field(default_factory=frozenset)
    given: Given | None = None

    @property
    def where(self) -> str:
        return f"{self.path}: {self.verb.__name__}"

    def problem(self, given: Given) -> str | None:
        """Why the verb would not take this, in a sentence; None when it takes it."""
        wrong = [self._refusal(names) for names in (given.always, given.always | given.sometimes)]
        what = next((each for each in wrong if each), None)
        return what and f"{self.path}:{self.line}: {given.source} does not fit {self.verb.__name__}: {what}"

    def _refusal(self, names: frozenset[str]) -> str | None:
        signature, beside = inspect.signature(self.verb), dict.fromkeys(self.named)
        try:
            bound = signature.bind(*[None] * self.positional, **beside, **dict.fromkeys(names))
        except TypeError as error:
            return str(error)
        caught = next((p.name for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD), "")
        unknown = bound.arguments.get(caught, {}).keys() - OPEN_VERBS.get(self.verb.__name__, frozenset())
        return f"it does not know {', '.join(sorted(unknown))}" if unknown else None


def _meant(node: ast.expr, module: ModuleType) -> Any:
    """What a dotted name stands for at the top of a module; None for what is made on the way."""
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    return getattr(_meant(node.value, module), node.attr, None) if isinstance(node, ast.Attribute) else None


def _is_verb(thing: Any) -> bool:
    if not inspect.isfunction(thing) or thing.__module__.split(".")[0] not in OF_VERBS:
        return False
    return bool({"by", "now"} & inspect.signature(thing).parameters.keys())


def _acted(node: ast.Call) -> bool:
    """REST's `self._act(verb, ...)`, which adds who, when and the body."""
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("_act", "_act_beside") and bool(node.args)


def _named(node: ast.Call) -> frozenset[str]:
    return frozenset(each.arg for each in node.keywords if each.arg is not None)


def _reads_own_body(node: ast.Call) -> bool:
    return any(each.arg is None and ast.unparse(each.value) == "self.body()" for each in node.keywords)


def _call(node: ast.Call, path: str, module: ModuleType, serializer: Any) -> Call | None:
    if _acted(node) and _is_verb(verb := _meant(node.args[0], module)):
        return Call(path, node.lineno, verb, 1, _named(node) | {"by", "now"}, sent(serializer))
    if any(each.arg is None for each in node.keywords) and _is_verb(verb := _meant(node.func, module)):
        given = sent(serializer) if serializer and _reads_own_body(node) else None
        return Call(path, node.lineno, verb, len(node.args), _named(node), given)
    return None


def _serializers(tree: ast.Module, module: ModuleType) -> dict[ast.AST, Any]:
    """Of each node in an act of a view set, the serializer that the act was declared with."""
    found: dict[ast.AST, Any] = {}
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for method in (node for node in owner.body if isinstance(node, ast.FunctionDef)):
            declared = getattr(getattr(getattr(module, owner.name), method.name), "kwargs", {})
            found |= dict.fromkeys(ast.walk(method), declared.get("serializer_class"))
    return found


def _calls() -> Iterator[Call]:
    for path in (each for door in DOORS for each in sorted((ROOT / door).rglob("*.py"))):
        inside = path.relative_to(ROOT)
        module = importlib.import_module(".".join(inside.with_suffix("").parts))
        tree = ast.parse(path.read_text())
        serializers = _serializers(tree, module)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (call := _call(node, str(inside), module, serializers.get(node))):
                yield call


CALLS = list(_calls())


def test_every_call_says_what_fills_it() -> None:
    silent = {call.where for call in CALLS if call.given is None}
    missing = sorted(silent - FILLED_BY.keys())
    assert not missing, f"Name the arguments, or say in FILLED_BY which form fills them: {', '.join(missing)}"
    assert not (idle := FILLED_BY.keys() - silent), f"No call any more; take it off FILLED_BY: {', '.join(idle)}"


def test_what_is_given_is_what_the_verb_takes() -> None:
    wrong = [call.problem(call.given or FILLED_BY[call.where]) for call in CALLS]
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert len(CALLS) > 50  # the search itself still finds them


def test_the_desks_verbs_take_what_their_forms_give(open_ticket: Any) -> None:
    ticket, wrong, passing = open_ticket(), [], 0
    for verb in VERBS.values():
        form = verb.form(None, ticket)
        given = Given(type(form).__name__, frozenset(form.fields))
        if isinstance(verb.do, Passing):
            passing += 1
            wrong.append(Call(f"desk, {verb.slug}", 0, verb.do.action, 1, frozenset({"by", "now"})).problem(given))
        elif unknown := _read_by(verb.do) - given.always:
            wrong.append(f"desk, {verb.slug}: {given.source} has no {', '.join(sorted(unknown))}, which its verb reads")
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert passing > 15


def _read_by(do: Callable[..., Any]) -> set[str]:
    reads = (node for node in ast.walk(ast.parse(inspect.getsource(do))) if isinstance(node, ast.Subscript))
    return {ast.literal_eval(node.slice) for node in reads if ast.unparse(node.value) == "given"}


def test_a_melding_by_rest_has_a_place_for_each_field() -> None:
    parts = [{each.name for each in fields(part)} for part in (Report, WorkFacts, Door)]
    names = sent(TicketCreateSerializer)
    unknown = (names.always | names.sometimes) - set().union(*parts)
    assert not unknown, f"TicketCreateSerializer gives {', '.join(sorted(unknown))}; no part of a melding has that"
    assert sum(map(len, parts)) == len(set().union(*parts)), "One name in two parts: sorted_out would give it to both"


def _verb(ticket: Any, *, by: Any, now: Any, text: str, party: str = "") -> None: ...


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Given("WaitForm", frozenset({"text"}), frozenset({"party"})), None),
        (Given("WaitForm", frozenset({"words"})), "got an unexpected keyword argument 'words'|missing a required"),
        (Given("WaitForm", frozenset({"text"}), frozenset({"partij"})), "unexpected keyword argument 'partij'"),
        (Given("WaitSerializer", frozenset(), frozenset({"text"})), "missing a required .*argument: 'text'"),
    ],
)
def test_another_name_is_said_with_form_and_verb(given: Given, says: str | None) -> None:
    problem = Call("desk/x.py", 7, _verb, 1, frozenset({"by", "now"})).problem(given)
    if says is None:
        assert problem is None
    else:
        with pytest.raises(AssertionError, match=rf"desk/x.py:7: {given.source} does not fit _verb: .*({says})"):
            raise AssertionError(problem)
