"""What must hold between the demo's texts: references exist, no college says more than it has members."""

from __future__ import annotations

from collections.abc import Iterable

from forum.demo.claims import Consultation, Content, Demand, FollowUp, Map, Petition
from forum.demo.shapes import COLLEGES, Counts


class ContentError(ValueError):
    """A demo file says something wrong; the message names the file and the key."""


def check(content: Content) -> None:
    _check_grievances(content)
    _check_challenges(content)
    for demand in content.demands:
        _check_demand(content, demand)
    for consultation in content.consultations:
        _check_consultation(content, consultation)
    for one in content.maps:
        _check_map(content, one)
    for petition in content.petitions:
        _check_petition(content, petition)
    for followup in content.followups:
        _check_followup(content, followup)
    _check_platforms(content)
    _check_decisions(content)


def _fail(content: Content, item: str, message: str) -> None:
    room, _, rest = item.partition(".")
    key = rest.partition(".")[0]
    raise ContentError(f"{content.files.get(f'{room}.{key}', '?')}: {item}: {message}")


def _known(content: Content, item: str, room: str, keys: Iterable[str]) -> None:
    for key in keys:
        if f"{room}.{key}" not in content.files:
            _fail(content, item, f"« {key} » is not among the {room}")


def _within(content: Content, item: str, counts: Counts) -> None:
    for college in COLLEGES:
        if counts.of(college) > content.collective.grants.of(college):
            _fail(content, item, f"more {college} than there are grants")


def _check_grievances(content: Content) -> None:
    for grievance in content.grievances:
        item = f"grievances.{grievance.key}"
        _known(content, f"{item}.territory", "territories", [grievance.territory])
        _known(content, f"{item}.mechanisms", "mechanisms", grievance.mechanisms)
        _within(content, f"{item}.echoes", grievance.echoes)
        for college in COLLEGES:
            said = sum(testimony.college == college for testimony in grievance.testimonies)
            if said > grievance.echoes.of(college):
                _fail(content, f"{item}.testimonies", f"more {college} testimonies than echoes")


def _check_challenges(content: Content) -> None:
    for challenge in content.challenges:
        item = f"challenges.{challenge.key}"
        _known(content, f"{item}.mechanism", "mechanisms", [challenge.mechanism])
        _known(content, f"{item}.grievances", "grievances", challenge.grievances)
        _within(content, f"{item}.joins", challenge.joins)
        asked = [answer.institution for answer in challenge.answers]
        _known(content, f"{item}.answers", "institutions", asked)
        for synthesis in challenge.syntheses:
            there = {
                a.key
                for a in challenge.arguments
                if a.question == synthesis.question
                if a.day <= synthesis.day
            }
            if missing := sorted(set(synthesis.takes) - there):
                _fail(content, f"{item}.syntheses", f"no argument « {missing[0]} » was there")


def _check_demand(content: Content, demand: Demand) -> None:
    item = f"demands.{demand.key}"
    _known(content, f"{item}.institution", "institutions", [demand.institution])
    _known(content, f"{item}.grievances", "grievances", demand.grievances)
    _known(content, f"{item}.mechanisms", "mechanisms", demand.mechanisms)
    _known(content, f"{item}.objectives", "objectives", demand.objectives)
    if not demand.criteria:
        _fail(content, f"{item}.criteria", "a demand has at least one criterion")
    if demand.ballot:
        votes = demand.ballot.votes
        cast = Counts(votes.professional.cast, votes.concerned.cast, votes.ally.cast)
        _within(content, f"{item}.ballot.votes", cast)


def _check_consultation(content: Content, one: Consultation) -> None:
    item = f"consultations.{one.key}"
    _known(content, f"{item}.demands", "demands", one.demands)
    if any(len(opinion.grades) != len(one.demands) for opinion in one.opinions):
        _fail(content, f"{item}.opinions", "as many grades as demands")
    said = {c: sum(o.count for o in one.opinions if o.college == c) for c in COLLEGES}
    _within(content, f"{item}.opinions", Counts(**said))


def _check_map(content: Content, one: Map) -> None:
    item = f"maps.{one.key}"
    if any(len(camp.answers) != len(one.phrases) or set(camp.answers) - set("+-0.") for camp in one.camps):
        _fail(content, f"{item}.camps", "one sign for each phrase: + - 0 .")
    said = {c: sum(camp.count for camp in one.camps if camp.college == c) for c in COLLEGES}
    _within(content, f"{item}.camps", Counts(**said))


def _shared(content: Content, item: str, keys: Iterable[str]) -> None:
    states = {demand.key: demand.expected_state for demand in content.demands}
    for key in keys:
        if states[key] != "shared":
            _fail(content, item, f"« {key} » was not adopted by both colleges")


def _check_platforms(content: Content) -> None:
    for platform in content.platforms:
        item = f"platforms.{platform.key}.demands"
        _known(content, item, "demands", platform.demands)
        _shared(content, item, platform.demands)


def _check_petition(content: Content, petition: Petition) -> None:
    item = f"petitions.{petition.key}"
    _known(content, f"{item}.institution", "institutions", [petition.institution])
    _known(content, f"{item}.demands", "demands", petition.demands)
    if petition.adopted:
        _shared(content, f"{item}.demands", petition.demands)
    if petition.adopted is bool(petition.organisation):
        _fail(content, f"{item}.organisation", "named when, and only when, the text is an organisation's own")
    carnets = dict.fromkeys(COLLEGES, 0)
    for batch in petition.signatures:
        carnets[batch.college] += batch.count if batch.tier == "carnet" else 0
    _within(content, f"{item}.signatures", Counts(**carnets))


def _check_followup(content: Content, followup: FollowUp) -> None:
    item = f"followups.{followup.key}"
    _known(content, f"{item}.institution", "institutions", [followup.institution])
    _known(content, f"{item}.subject_key", f"{followup.subject}s", [followup.subject_key])
    for commitment in followup.commitments:
        place = f"{item}.commitments.{commitment.key}"
        _known(content, f"{place}.demand", "demands", [commitment.demand])
        answered = next(d for d in content.demands if d.key == commitment.demand)
        if not 0 <= commitment.criterion <= len(answered.criteria):
            _fail(content, f"{place}.criterion", f"« {commitment.demand} » has no such criterion")
        for judged in commitment.assessments:
            if judged.kept + judged.not_kept > content.collective.grants.of(judged.college):
                _fail(content, f"{place}.assessments", f"more {judged.college} than there are grants")


def _check_decisions(content: Content) -> None:
    testimonies = {t.key for g in content.grievances for t in g.testimonies if t.key}
    arguments = {a.key for c in content.challenges for a in c.arguments if a.key}
    targets = {"testimony": testimonies, "argument": arguments}
    for decision in content.decisions:
        item = f"decisions.{decision.key}"
        if decision.target_key not in targets[decision.target]:
            _fail(
                content, f"{item}.target_key", f"no {decision.target} has the key « {decision.target_key} »"
            )
        _known(content, f"{item}.after", "decisions", [decision.after] if decision.after else [])
    for report in content.reports:
        _known(content, f"reports.{report.key}.grievance", "grievances", [report.grievance])
