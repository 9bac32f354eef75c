#!/usr/bin/env python3
"""Makes hau-giang-2024.jsonl, hoa-binh-2024.jsonl, ho-chi-minh-2024.jsonl and ben-tre-2024.jsonl: a year of invented reports of
four provinces, 200 each, one act a line.

    python3 examples/data/generate_province_reports.py                 writes the four files beside this one
    python3 examples/data/generate_province_reports.py --folder D      writes them to D; --seed N draws others;
                                                                       --only NAME is for one province
    python3 examples/data/generate_province_reports.py --coverage      what the reports exercise; fails where something is missing

The reports are received in 2024, many of them about Tết (8 to 14 February off), the swap of Monday 29 April for Saturday 4 May,
and the end of the year, and told until 2025-01-15 08:00; what would come later is left out, so that some are still open. All
people, streets, telephone numbers and matters are invented. None of the acts is one that the pack refuses.

A line of a plan says how many reports go so, when they come, and their steps: `event@role:timing(fact=value,...)*times`, of which
only the event is needed. Timings: early, which is meant without one; last, the last second in time; first_late; late; over, after
all limits that run. What a step leaves open is drawn: who acts, when, what the pack's rule needs; first what no report did before.
Every act is checked by pack_model.py against the pack itself; nothing here uses the engine.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

from pack_model import SECOND, Rules, holds
from report_words import WORDS_OF, reports_on, results_on
from storyteller import ROOT, Cut, Draw, Storyteller, receipt, text_of, write_lines

FOLDER = Path(__file__).resolve().parent
SEED = 1022
REPORTS = 200
END = datetime(2025, 1, 15, 8)

# When reports come: the days that a calendar must get right, more than others.
PERIODS = {"any": ("2024-01-02", "2024-12-31"), "tet": ("2024-02-05", "2024-02-16"), "april": ("2024-04-24", "2024-05-07"),
           "december": ("2024-12-23", "2024-12-31")}
OFTEN = {"any": 45, "tet": 20, "april": 20, "december": 15}
MOMENTS = ["2024-02-07T16:59:59", "2024-02-07T17:00:00", "2024-02-10T09:00:00", "2024-02-14T23:59:59", "2024-02-15T07:30:00",
           "2024-04-18T10:00:00", "2024-04-26T16:30:00", "2024-04-29T09:00:00", "2024-05-01T23:59:59", "2024-05-04T07:29:59",
           "2024-05-04T16:30:00", "2024-08-30T16:45:00", "2024-09-03T12:00:00", "2024-12-31T16:50:00", "2024-12-31T23:59:59"]

OFFICERS = {
    "operator": "tdv", "receiver": "tdv", "province_ioc": "ioc", "ben-tre.center": "ioc", "operating_unit": "vh",
    "operating_center": "vh", "authority": "cb", "authority_leader": "ld", "one_stop": "mc", "service": "dv", "sub_unit": "tt",
    "supporting_authority": "ph", "consulted": "cq", "department": "so", "center": "ttpv", "leader": "ld-ttpv", "office": "vp",
    "committee": "ubnd", "people_committee": "ubnd"}
# How often, in a hundred, people and officers tell what the pack lets them tell and does not ask for.
TOLD = {"attachments": 40, "workplace": 20, "public_content": 50, "happened_at": 70}
MAY = {"feedback": 60, "reminder": 60, "response": 100, "verification": 50, "pictures": 40, "site_pictures": 50,
       "measures": 60, "evidence": 40, "result_document": 50, "result_pictures": 50, "handled_at": 50, "direction_note": 60}


class Province:
    """A pack and its plan: how its reports end (`finish`, each step with how often in a hundred), small acts that may come in between
    (`asides`), what is done within the hour though the pack has no limit for it (`quick`), which fields no district or commune
    handles (`central`), on which fields a kind of report is (`kinds`), and how often in a hundred an act outside office hours is
    recorded later (`dated`)."""

    def __init__(self, name, prefix, plan, finish, asides=(), districts=None, central="", kinds=None, dated=30, quick=""):
        self.name, self.prefix, self.finish, self.asides, self.kinds, self.dated = name, prefix, finish, asides, kinds or {}, dated
        self.rules = Rules(ROOT, f"province/{name}")
        facts, self.rows_on = self.rules.pack["facts"], defaultdict(list)
        for number, row in enumerate(self.rules.pack["transitions"]):
            self.rows_on[row["on"]].append((number, row, {*row.get("needs", []), *row.get("takes", [])}))
        self.districts = districts or {name: label["vi"] for name, label in facts["district"]["values"].items()}
        self.central, self.quick = central.split(), quick.split()
        rows = [line.split(None, 2) for line in plan.strip().splitlines()]
        left = REPORTS - sum(int(count) for count, *_ in rows if count != "rest")
        self.plan = [(left if count == "rest" else int(count), period, steps.split()) for count, period, steps in rows]
        self.by_kind, self.targets = {}, [(row, facts) for row in self.rules.pack["routing"] for facts in self.chosen_by(row)]

    def chosen_by(self, row):
        """The facts with which a row of the routing table is chosen: one set for each field that it takes."""
        chosen = [{}]
        wanted = {name: value for name, value in row["when"].items() if name != "not"}
        if "level" in wanted and "field" not in wanted:
            wanted["field"] = [field for field in self.rules.pack["facts"]["field"]["values"] if field not in self.central]
        for name, values in wanted.items():
            chosen = [{**facts, name: value} for facts in chosen for value in (values if isinstance(values, list) else [values])]
        return [facts for facts in chosen if holds(row["when"], facts)]

    def targets_for(self, kind):
        """The rows of the routing table for a kind of report, with the facts that choose them."""
        if kind not in self.by_kind:
            self.by_kind[kind] = [target for target in self.targets if self.fits(target[1], kind)]
        return self.by_kind[kind]

    def fits(self, facts, kind):
        """Whether a report of a kind may be on what these facts say; without a kind, on whatever people report."""
        if "unclear" in facts.values() or self.kinds and facts["field"] not in self.kinds[kind]:
            return False
        return facts.get("kind", kind) == kind if kind else facts.get("kind") not in SERVICES


HAU_GIANG = """
rest any receive forward approve_result send_result finish
5 any receive forward:late approve_result send_result finish
6 any receive forward approve_result:late send_result finish
5 any receive forward approve_result send_result:late finish
1 any receive forward:last approve_result:first_late send_result:last finish
1 any receive forward:first_late approve_result:last send_result:first_late finish
5 night receive@receiver(on_shift=true) forward approve_result send_result finish
2 night receive@receiver(on_shift=true) forward:late approve_result send_result finish
2 night receive@receiver(on_shift=true) consult respond forward approve_result send_result finish
5 any receive declare_urgent forward start_handling approve_result send_result finish
2 any receive declare_urgent forward:late start_handling:late approve_result send_result finish
1 any receive declare_urgent forward approve_result send_result finish
6 any receive(lacks=any) supplement forward approve_result send_result finish
2 any receive(vietnamese=false) supplement(vietnamese=true) forward approve_result send_result finish
2 any receive call_unanswered*4 refuse(refusal_ground=unreachable)
1 any receive call_unanswered*5 refuse(refusal_ground=unreachable)
1 any receive consult respond call_unanswered*5 refuse(refusal_ground=unreachable)
1 any receive forward return call_unanswered*5 refuse(refusal_ground=unreachable)
2 any receive call_unanswered*2 supplement forward approve_result send_result finish
5 any receive refuse(refusal_ground=untrue)
1 any receive consult respond refuse(refusal_ground=untrue)
1 any receive forward return refuse(refusal_ground=untrue)
3 any receive(lacks=phone) refuse(refusal_ground=incomplete)
1 any receive consult supplement refuse(refusal_ground=incomplete)
1 any receive forward return supplement refuse(refusal_ground=incomplete)
6 any receive consult respond forward approve_result send_result finish
2 any receive consult respond forward:late approve_result send_result finish
1 any receive consult declare_urgent forward start_handling approve_result send_result finish
2 any receive forward return consult respond forward approve_result send_result finish
2 any receive consult respond escalate direct forward approve_result send_result finish
2 any receive forward escalate direct forward approve_result send_result finish
1 any receive forward escalate direct forward:late approve_result send_result finish
1 any receive forward escalate direct declare_urgent forward start_handling approve_result send_result finish
1 any receive forward return declare_urgent forward start_handling:late approve_result send_result finish
2 any receive forward approve_result send_result escalate direct forward approve_result send_result finish
6 any receive forward return forward approve_result send_result finish
2 any receive forward return:late forward approve_result send_result finish
1 any receive forward return:last forward:last approve_result send_result finish
1 any receive forward return:first_late forward:late approve_result send_result finish
2 any receive forward(own_limit_days=1) approve_result send_result finish
2 any receive forward(own_limit_days=2) approve_result:late send_result finish
2 any receive forward(own_limit_days=3) approve_result send_result finish
2 any receive forward(own_limit_days=4) approve_result send_result finish
2 any receive forward(own_limit_days=5) approve_result:last send_result finish
3 any receive forward request_exemption tell_reporter confirm_exemption approve_result send_result finish
1 any receive forward request_exemption approve_result:late confirm_exemption send_result finish
1 any receive forward request_exemption approve_result:late send_result confirm_exemption finish
1 any receive forward request_exemption approve_result:late send_result ask_back confirm_exemption clarify finish
1 any receive forward request_exemption approve_result send_result finish
1 any receive forward(own_limit_days=3) request_exemption confirm_exemption tell_reporter approve_result send_back approve_result send_result finish
1 any receive forward request_exemption tell_reporter confirm_exemption return:late forward approve_result send_result finish
1 any receive forward approve_result send_back request_exemption tell_reporter confirm_exemption approve_result send_result finish
4 any receive forward approve_result send_back approve_result send_result finish
1 any receive forward approve_result send_back:late approve_result:late send_result finish
4 any receive(secrecy_requested=true) forward approve_result send_result finish
5 any receive forward approve_result send_result ask_back clarify finish
1 any receive move_to_secrecy
1 any receive consult move_to_secrecy
1 any receive consult respond escalate direct move_to_secrecy
1 any receive forward return move_to_secrecy
1 any receive forward approve_result move_to_secrecy
1 any receive forward approve_result send_result move_to_secrecy
2 any receive forward move_to_secrecy
2 any receive forward approve_result send_result ask_back move_to_secrecy
2 any receive forward escalate move_to_secrecy
1 december receive
1 december receive consult
4 december receive forward
2 any receive forward
2 december receive forward approve_result
2 december receive forward approve_result send_result ask_back
"""

HOA_BINH = """
rest any receive transfer send_to_authority enter_result answer finish
24 any receive transfer answer finish
10 any receive classify transfer answer finish
4 any receive transfer:late answer finish
1 any receive transfer:last send_to_authority:first_late enter_result:last answer finish
1 any receive transfer:first_late answer:last finish
4 any receive transfer answer:late finish
3 any receive transfer send_to_authority:late enter_result answer finish
6 any receive transfer send_to_authority enter_result:late answer finish
4 any receive transfer send_to_authority record_overdue:over enter_result answer finish
6 any receive transfer send_to_authority reappoint enter_result answer finish
2 any receive transfer send_to_authority reappoint enter_result:late answer finish
4 any receive(channel=phone,answerable=false,kind=question) transfer answer finish
2 any receive(channel=phone,answerable=false,kind=proposal) transfer:late answer finish
3 any receive(channel=phone) classify(answerable=false) transfer answer finish
14 any receive answer_at_once finish
2 any receive answer_at_once:late finish
4 any receive(kind=postal_service) forward_service finish_service update_status
4 any receive(kind=other_service) forward_service finish_service update_status
3 any receive classify(kind=other_service) forward_service finish_service update_status
3 any receive(kind=postal_service) forward_service:late finish_service update_status
2 any receive classify(kind=postal_service) forward_service finish_service update_status:late
6 any receive(lacks=any) request_completion complete transfer answer finish
2 any receive(vietnamese=false) request_completion complete(vietnamese=true) transfer answer finish
2 any receive(lacks=any) request_completion close
2 any receive(lacks=any) request_completion refuse tell_refusal
6 any receive refuse tell_refusal
2 any receive refuse tell_refusal:late
4 any receive send_to_leader decide(decision=authority) transfer tell_decision answer finish
3 any receive send_to_leader decide(decision=authority) tell_decision transfer send_to_authority enter_result answer finish
3 any receive send_to_leader decide(decision=elsewhere) tell_decision
2 any receive transfer refer_to_leader decide(decision=authority) transfer tell_decision answer finish
2 any receive transfer send_to_authority refer_to_leader decide(decision=authority) tell_decision transfer answer finish
1 any receive transfer refer_to_leader decide(decision=elsewhere) tell_decision
4 any receive(kind=conduct_report,about_official=true) pass_to_center notify_body replace_official enter_result answer_on_official finish
1 any receive(kind=conduct_report,about_official=true) pass_to_center notify_body enter_result replace_official answer_on_official finish
1 any receive(kind=conduct_report,about_official=true) pass_to_center notify_body enter_result answer_on_official replace_official finish
1 any receive(kind=conduct_report,about_official=true) pass_to_center notify_body replace_official enter_result:late answer_on_official finish
2 any receive(kind=conduct_report,about_official=true) pass_to_center notify_body record_overdue:over replace_official enter_result answer_on_official finish
2 any receive(kind=conduct_report) send_to_leader decide(decision=authority) pass_to_center notify_body replace_official enter_result answer_on_official finish
1 any receive transfer answer(state_secret=true) finish
1 any receive answer_at_once(state_secret=true) finish
1 any receive transfer send_to_authority enter_result(state_secret=true) answer finish
1 december receive
3 december receive transfer
4 december receive transfer send_to_authority
2 any receive transfer send_to_authority record_overdue:over
2 december receive(lacks=any) request_completion
1 december receive send_to_leader
"""

HO_CHI_MINH = """
rest any receive forward(kind=fault) confirm_real pass_down check_site enter_result send_result finish
4 any receive forward:late(kind=fault) confirm_real pass_down check_site enter_result send_result finish
2 any receive forward(kind=fault) confirm_real:late pass_down check_site enter_result send_result finish
2 any receive forward(kind=fault) confirm_real pass_down:late check_site enter_result send_result finish
3 any receive forward(kind=fault) confirm_real pass_down check_site:late enter_result send_result finish
4 any receive forward(kind=fault) confirm_real pass_down check_site enter_result:late send_result finish
1 any receive forward:last(kind=fault) confirm_real:first_late pass_down:last check_site:first_late enter_result:last send_result finish
3 any receive forward(kind=fault) confirm_real pass_down check_site enter_expected_completion enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site enter_expected_completion:late enter_result:late send_result finish
2 any receive forward(kind=fault) confirm_real pass_down check_site find_complex make_safe enter_result send_result finish
2 any receive forward(kind=fault) confirm_real pass_down check_site find_complex make_safe enter_expected_completion enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site find_complex make_safe:late enter_result:late send_result finish
2 any receive forward(kind=fault) confirm_real pass_down find_complex make_safe check_site enter_result send_result finish
2 any receive forward(kind=fault) confirm_real find_complex make_safe pass_down check_site enter_result send_result finish
2 any receive forward(kind=fault) find_complex make_safe confirm_real pass_down check_site enter_result send_result finish
4 any receive forward(kind=fault) end_false
2 any receive forward(kind=fault) confirm_real end_false
2 any receive forward(kind=fault) confirm_real pass_down end_false
1 any receive forward(kind=fault) confirm_real pass_down check_site end_false
3 any receive forward(kind=fault) return forward(kind=fault) confirm_real pass_down check_site enter_result send_result finish
1 any receive forward(kind=fault) return:late forward:late(kind=fault) confirm_real pass_down check_site enter_result send_result finish
1 any receive forward(kind=fault) confirm_real return forward(kind=fault) confirm_real pass_down check_site enter_result send_result finish
2 any receive forward(kind=fault) return forward(kind=matter) enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down propose_return approve_return forward(kind=fault) confirm_real pass_down check_site enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site propose_return:late approve_return forward(kind=fault) confirm_real pass_down check_site enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down propose_return reject_return check_site enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site propose_return reject_return enter_result send_result finish
2 any receive forward(kind=fault) treat_as_matter enter_result send_result finish
1 any receive forward(kind=fault) confirm_real treat_as_matter enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down treat_as_matter enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site treat_as_matter return forward(kind=matter) enter_result send_result finish
2 any receive forward(kind=fault) report_danger make_safe pass_danger make_safe enter_result send_result finish
1 any receive forward(kind=fault) confirm_real report_danger pass_danger enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down report_danger make_safe pass_danger enter_result send_result finish
1 any receive forward(kind=fault) confirm_real pass_down check_site report_danger pass_danger make_safe enter_result send_result finish
18 any receive forward(kind=matter) enter_result send_result finish
7 any receive forward(kind=matter) pass_down verify enter_result send_result finish
4 any receive forward(kind=matter) enter_result:late send_result finish
1 any receive forward(kind=matter) enter_result:last send_result finish
4 any receive forward(kind=matter) report_progress enter_result send_result finish
1 any receive forward(kind=matter) report_progress:late enter_result:late send_result finish
2 any receive forward(kind=matter) pass_down report_progress enter_result:late send_result finish
3 any receive forward(kind=matter) return forward(kind=matter) enter_result send_result finish
2 any receive forward(kind=matter) return(site_inspected=true) forward(kind=matter) enter_result send_result finish
1 any receive forward(kind=matter) return:late forward(kind=matter) enter_result send_result finish
2 any receive forward(kind=matter) pass_down return forward(kind=matter) pass_down enter_result send_result finish
4 any receive ask_guidance guide(kind=fault) forward confirm_real pass_down check_site enter_result send_result finish
2 any receive ask_guidance guide:late(kind=matter) forward enter_result send_result finish
1 any receive forward(kind=fault) return ask_guidance guide(kind=fault) forward confirm_real pass_down check_site enter_result send_result finish
1 any receive ask_guidance guide(kind=initiative) send_to_office(kind=initiative) forward enter_result send_result finish
1 any receive ask_guidance guide(kind=directed) send_to_office(kind=directed) forward enter_result send_result finish
5 any receive send_to_office(kind=initiative) forward enter_result send_result finish
4 any receive send_to_office(kind=directed) forward enter_result send_result finish
2 any receive send_to_office(kind=directed) forward:late enter_result send_result finish
2 any receive send_to_office(kind=initiative) forward enter_result:late send_result finish
2 any receive send_to_office(kind=directed) forward need_coordination enter_result send_result finish
1 any receive send_to_office(kind=initiative) forward(coordination=true) enter_result send_result finish
2 any receive send_to_office(kind=directed) forward return_to_office forward enter_result send_result finish
1 any receive forward(kind=matter) return send_to_office(kind=initiative) forward enter_result send_result finish
1 any receive forward(kind=matter) return send_to_office(kind=directed) forward enter_result send_result finish
7 any receive refuse
4 any receive ask_guidance refuse
3 any receive forward(kind=fault) return refuse
2 april receive link_duplicate relay_result finish
3 december receive link_duplicate relay_result finish
4 any receive(secrecy_wish=true) forward(kind=matter) enter_result send_result finish
1 december receive link_duplicate
2 december receive forward(kind=fault) confirm_real pass_down
3 december receive forward(kind=matter)
1 december receive send_to_office(kind=initiative) forward
1 december receive send_to_office(kind=initiative)
1 december receive send_to_office(kind=directed)
1 any receive forward(kind=matter) report_progress
"""

BEN_TRE = """
rest any receive distribute submit_result approve send_answer finish
3 any receive(center=province) distribute:late submit_result approve send_answer finish
3 any receive(center=district) distribute:late submit_result approve send_answer finish
5 any receive distribute submit_result:late approve send_answer finish
3 any receive distribute submit_result approve:late send_answer finish
2 any receive(center=province) distribute submit_result approve send_answer:late finish
2 any receive(center=district) distribute submit_result approve send_answer:late finish
1 any receive(center=province) distribute:last submit_result:first_late approve:last send_answer:first_late finish
1 any receive(center=district) distribute:first_late submit_result:last approve:first_late send_answer:last finish
2 any receive distribute(own_limit_days=1) submit_result approve send_answer finish
2 any receive distribute(own_limit_days=2) submit_result approve send_answer finish
2 any receive distribute(own_limit_days=3) submit_result:late approve send_answer finish
2 any receive distribute(own_limit_days=4) submit_result approve send_answer finish
4 any receive distribute(support=1) answer_support submit_result approve send_answer finish
3 any receive distribute(support=2) answer_support*2 submit_result approve send_answer finish
2 any receive distribute(support=3) answer_support*3 submit_result approve send_answer finish
1 any receive distribute(support=3) answer_support:late*3 submit_result approve send_answer finish
1 any receive distribute(support=3) return_support*2 return_support:late submit_result approve send_answer finish
1 any receive distribute(support=2) return_support:late*2 submit_result approve send_answer finish
4 any receive(center=district) hand_over distribute submit_result approve send_answer finish
1 any receive(center=district) hand_over:late distribute submit_result approve send_answer finish
1 any receive(center=district) distribute return hand_over distribute submit_result approve send_answer finish
9 any receive refuse
3 any receive(center=province) find_unclear report_to_office direct(direction=handle) tell_direction distribute submit_result approve send_answer finish
1 any receive(center=province) find_unclear:late report_to_office:late direct(direction=handle) distribute:late tell_direction submit_result approve send_answer finish
1 any receive(center=province) find_unclear report_to_office direct(direction=handle) distribute submit_result tell_direction approve send_answer finish
1 any receive(center=province) find_unclear report_to_office direct(direction=handle) distribute submit_result approve tell_direction send_answer finish
3 any receive(center=province) find_unclear report_to_office direct(direction=end) tell_direction
2 any receive distribute find_unclear report_to_office direct(direction=handle) distribute tell_direction submit_result approve send_answer finish
1 any receive(center=province) distribute return find_unclear report_to_office direct(direction=end) tell_direction
3 any receive(center=province) distribute return distribute submit_result approve send_answer finish
2 any receive(center=district) distribute return distribute submit_result approve send_answer finish
2 any receive distribute return:late distribute submit_result approve send_answer finish
5 any receive distribute commit_completion tell_completion submit_result approve send_answer finish
1 any receive distribute commit_completion submit_result:late tell_completion approve send_answer finish
1 any receive distribute commit_completion tell_completion submit_result:late approve send_answer finish
2 any receive distribute report_no_agreement report_to_pc pc_direct submit_result approve send_answer finish
1 any receive distribute(support=2) report_no_agreement report_to_pc pc_direct(support=1) answer_support submit_result approve send_answer finish
1 any receive distribute submit_result approve send_answer report_to_pc pc_direct submit_result approve send_answer finish
1 any receive distribute submit_result approve send_answer disagree report_to_pc pc_direct submit_result approve send_answer finish
4 any receive distribute submit_result send_back submit_result approve send_answer finish
1 any receive distribute submit_result send_back:late submit_result approve send_answer finish
6 any receive(secrecy_wish=true) distribute submit_result approve send_answer finish
1 any receive(center=province) distribute submit_result approve send_answer(withheld_by_pc=true) finish
1 any receive(center=district) distribute submit_result approve send_answer(withheld_by_pc=true) finish
3 any receive distribute submit_result approve send_answer rate(rating=not_satisfied) keep_result finish
2 any receive distribute submit_result approve send_answer rate(rating=not_satisfied) rehandle@authority submit_result approve send_answer finish
2 any receive(center=province) distribute submit_result approve send_answer disagree rehandle submit_result approve send_answer finish
2 any receive(center=district) distribute submit_result approve send_answer disagree rehandle submit_result approve send_answer finish
1 any receive distribute submit_result approve send_answer rate(rating=not_satisfied) disagree rehandle submit_result approve send_answer finish
1 any receive move_to_secrecy
1 any receive distribute return move_to_secrecy
1 any receive(center=province) find_unclear move_to_secrecy
1 any receive(center=province) find_unclear report_to_office direct(direction=handle) move_to_secrecy
1 any receive(center=province) find_unclear report_to_office direct(direction=end) move_to_secrecy
1 any receive distribute report_no_agreement move_to_secrecy
1 any receive distribute submit_result approve move_to_secrecy
1 any receive distribute submit_result approve send_answer move_to_secrecy
1 any receive distribute submit_result approve send_answer disagree move_to_secrecy
2 any receive distribute move_to_secrecy
2 any receive distribute submit_result move_to_secrecy
3 any receive(center=province) find_unclear report_to_office move_to_secrecy
3 any receive distribute report_no_agreement report_to_pc move_to_secrecy
1 december receive
4 december receive distribute
1 any receive distribute
1 december receive distribute(support=2) answer_support
2 december receive distribute submit_result
1 december receive distribute submit_result approve send_answer disagree
"""

HOA_BINH_DISTRICTS = ["Thành phố Hòa Bình", "Huyện Cao Phong", "Huyện Đà Bắc", "Huyện Kim Bôi", "Huyện Lạc Sơn", "Huyện Lạc Thủy",
                      "Huyện Lương Sơn", "Huyện Mai Châu", "Huyện Tân Lạc", "Huyện Yên Thủy"]
SERVICES = ["postal_service", "other_service"]
FAULTS = ["roads", "water_supply", "drainage", "trees", "lighting", "power", "telecoms"]
MATTERS = [*FAULTS, "economy", "culture", "society", "defence", "security"]


def provinces():
    return [
        Province("hau-giang", "HG", HAU_GIANG, [("rate", 40), ("close", 95)], dated=60,
                 asides=["request_secrecy", "decide_secrecy", "remind"],
                 central="power telecoms insurance trade administration"),
        Province("hoa-binh", "HB", HOA_BINH, [("post_result", 95), ("close", 95)], districts=dict(enumerate(HOA_BINH_DISTRICTS))),
        Province("ho-chi-minh", "HCM", HO_CHI_MINH, [("rate", 40), ("thank", 90), ("close", 95)], dated=5,
                 asides=["mark_secret", "enter_progress", "remind"], central="power telecoms economy defence",
                 quick="pass_danger make_safe send_result approve_return reject_return",
                 kinds={"fault": FAULTS, **dict.fromkeys([None, "matter", "initiative", "directed"], MATTERS)}),
        Province("ben-tre", "BT", BEN_TRE, [("rate(rating=satisfied)", 25), ("rate(rating=normal)", 10), ("close", 95)],
                 asides=["remind", "disclose_reporter"], central="power telecoms tax social_insurance market"),
    ]


class Step:
    """One step of a plan."""

    def __init__(self, text):
        self.event, self.role, self.timing, facts, times = re.fullmatch(
            r"(\w+)(?:@(\w+))?(?::(\w+))?(?:\(([^)]*)\))?(?:\*(\d+))?", text).groups()
        self.times, pairs = int(times or 1), dict(part.split("=") for part in (facts or "").split(",") if part)
        self.lacks, self.center = pairs.pop("lacks", None), pairs.pop("center", None)
        words = {"true": True, "false": False}
        self.facts = {name: words.get(value, int(value) if value.isdigit() else value) for name, value in pairs.items()}


class Book:
    """What the reports of a province have used so far."""

    def __init__(self):
        self.acts, self.routed, self.planned, self.stories = Counter(), Counter(), Counter(), []

    @staticmethod
    def marks(number, state, role):
        return [(number, "from", state), (number, "by", role)]

    def news(self, number, state, role):
        return sum(not self.acts[mark] for mark in self.marks(number, state, role))


def names_in(guard):
    """The facts that a guard asks about."""
    names = set()
    for name, wanted in guard.items():
        parts = wanted if isinstance(wanted, list) else [wanted]
        names |= set().union(*map(names_in, parts)) if name in ("any", "all", "not") else {name}
    return names


def by_the_hour(limit):
    """Whether a limit is counted by the clock: minutes, hours, at once."""
    amount = limit if isinstance(limit, str) else limit.get("amount", "")
    return amount == "now" or bool(re.match(r"\d+ (minute|hour)", amount))


class Story(Storyteller):
    """A report as a line of the plan tells it."""

    def __init__(self, province, book, number, moment, draw, plan):
        super().__init__(province.rules, f"{province.prefix}-2024-{number:06}", moment, draw, END, province.districts)
        self.province, self.book, self.plan, self.asides = province, book, [Step(text) for text in plan], 0
        self.kind = next((step.facts["kind"] for step in self.plan if "kind" in step.facts), None)
        self.about()
        self.home = self.district_of(self.row, self.route) or draw.pick(list(self.districts))

    def tell(self):
        try:
            for step in self.plan:
                for _ in range(step.times):
                    if step.event == "finish":
                        self.finish()
                    else:
                        self.wait_for(step)
                        self.go(self.ways(step), step)
                        self.aside()
        except Cut:
            pass

    def wait_for(self, step):
        """What several bodies owe and the step waits for is done first: its condition counts the rounds that run."""
        facts, duties = self.rules.pack["facts"], self.rules.pack["duties"]
        asked = {name for _, row, _ in self.province.rows_on[step.event] if self.case.state in row.get("from", [])
                 for name in names_in(row.get("when", {}))}
        for duty in sorted(facts[name]["counts"]["running"] for name in asked if "running" in facts[name].get("counts", {})):
            answer = Step(duties[duty]["met_by"][0])
            while any(one.name == duty and one.runs() for one in self.case.duties):
                self.go(self.ways(answer), answer)

    def finish(self):
        for text, percent in self.province.finish:
            step = Step(text)
            ways = [] if self.case.ended() else self.ways(step)
            if ways and self.draw.chance(percent):
                self.go(ways, step)

    def aside(self):
        """A small act in between: one that no report had yet, or any, now and then."""
        if self.case.ended() or self.asides >= 3:
            return
        for event in self.draw.shuffled(self.province.asides):
            step = Step(f"{event}:aside")
            ways = self.ways(step)
            if ways and (self.news(ways[0]) or self.draw.chance(4)):
                self.asides += 1
                self.go(ways, step)

    # What it is about, and where it goes.

    def about(self):
        """A row of the routing table that fits and was used least, and the facts that choose it; at best on the same field and in the
        same district as before."""
        fits = [target for target in self.province.targets_for(self.kind) if target[0]["lead"] not in self.tried]
        same = [target for target in fits if self.route.get("field") in (None, target[1].get("field"))]
        near = [target for target in same if self.home is None or self.district_of(*target) in (None, self.home)]
        routed, planned = self.book.routed, self.book.planned
        self.row, self.route = min(self.draw.shuffled(near or same or fits), key=lambda target: (
            routed[target[0]["id"]] > 0, planned[target[0]["id"]], planned[target[1].get("field")]))
        planned.update([self.row["id"], self.route.get("field")])

    def district_of(self, row, facts):
        """The district where a row of the routing table has its authority; None for one of the whole province."""
        above = self.rules.authorities[row["lead"]].get("parent", "") if "commune" in facts else ""
        return facts.get("district") or next((name for name in self.districts if above and above.endswith(str(name))), None)

    def is_assignment(self, row):
        """Whether a row of `transitions` names the authority for what the report is about."""
        names = row.get("route") or "lead" in row.get("needs", [])
        return names and not {"field", "level"} & row.get("sets", {}).keys()

    # Acts.

    def ways(self, step):
        """Each way in which a step may be possible now, what is new first: number of the row of `transitions`, role."""
        found = []
        for number, row, says in self.province.rows_on[step.event]:
            if self.case.state in row.get("from", [None]) and step.facts.keys() <= says:
                found += [(number, role) for role in row["by"] if step.role in (None, role) and self.may(row, step, says)]
        return sorted(self.draw.shuffled(found), key=lambda way: -self.news(way))

    def may(self, row, step, says):
        """Whether the row's condition can hold: with what is known, and with what the act itself will say."""
        known = {**self.case.facts, **step.facts}
        return all(names_in({name: wanted}) & (says - step.facts.keys()) or holds({name: wanted}, known)
                   for name, wanted in row.get("when", {}).items())

    def news(self, way):
        return self.book.news(way[0], self.case.state, way[1])

    def go(self, ways, step):
        for number, role in ways:
            row, before = self.rules.pack["transitions"][number], self.case.state
            at = self.time_of(row, step, role)
            facts = self.facts_of(row, step, at)
            if not holds(row.get("when", {}), {**self.case.facts, **facts}):
                continue
            self.act(step.event, at, role, self.recorded(row, role, at, step), **facts)
            self.book.acts.update(self.book.marks(number, before, role))
            self.book.routed.update([self.steps[-1][3]])
            if self.is_assignment(row):
                self.tried.append(self.row["lead"])
            return
        raise AssertionError(f"{self.id}: in state {self.case.state} there is no way for {step.event}")

    def officer(self, role, authority):
        prefix = {"reporter": None}.get(role, OFFICERS.get(f"{self.province.name}.{role}", OFFICERS.get(role)))
        if authority:
            return f"{prefix}-{authority}-{self.draw.between(1, 2)}"
        return prefix and f"{prefix}-{self.draw.between(1, 6)}"

    # Times.

    def limits(self):
        return [duty for duty in self.case.duties if duty.status == "running" and duty.late_from]

    def time_of(self, row, step, role):
        """When an act happens: in view of the limits that it meets, else before those that run, else after a while."""
        if "from" not in row:
            return self.now
        if step.timing == "over":
            return self.hours.add(max(duty.late_from for duty in self.limits()), self.draw.between(600, 9000))
        running = [(duty.late_from, by_the_hour(duty.limit)) for duty in self.limits() if duty.late_from > self.now]
        if step.timing == "aside":
            return self.against(*self.sooner(running + [(self.hours.add(self.now, 9000), False)], "early"))
        met = [(duty.late_from, by_the_hour(duty.limit)) for duty in self.limits()
               if step.event in self.rules.pack["duties"][duty.name]["met_by"]]
        bar = self.case.bar(row, {**self.case.facts, **step.facts})
        if bar:
            met.append((bar, all(by_the_hour(limit["limit"]) for limit in row["until"]["within"])))
        if met:
            return self.against(*self.sooner(met, step.timing or "early"), 40000)
        if step.timing:
            raise AssertionError(f"{self.id}: {step.event} has no limit for which it could be {step.timing}")
        if running:
            return self.against(*self.sooner(running, "early"))
        if step.event in self.province.quick:
            return self.soon(3, 60)
        return self.by_day(2, 40) if role == "reporter" else self.at_work(20, 900)

    @staticmethod
    def sooner(limits, timing):
        late_from, hourly = min(limits)
        return late_from, timing, hourly

    def recorded(self, row, role, at, step):
        """When the act is recorded: later, now and then, where the pack lets it be dated back and no step that is to come would then
        come too late for the pack."""
        barred = [event for other in self.rules.pack["transitions"] if other.get("until", {}).get("late") == "refuse"
                  for event in other["until"]["from"] if other["on"] in [planned.event for planned in self.plan]]
        on_the_spot = role == "reporter" or step.timing or step.facts.get("on_shift") or row["on"] in barred
        percent = self.province.dated // (4 if self.rules.received({"received": {"in": "session"}}, at) else 1)
        if on_the_spot or "dated_back" not in row or not self.draw.chance(percent):
            return None
        over = self.rules.late_from(row["dated_back"], at, self.case.facts)
        return min(over - SECOND, self.hours.add(at, self.draw.between(180, 3600)))

    # What is said.

    def report(self, channel, step):
        """What the reporter says of the matter and of himself: by fact."""
        self.channel = "phone" if channel.startswith("phone") else "email" if "email" in channel else channel
        self.matter = self.place("đường Thí Dụ")
        contents = reports_on(self.route.get("field"), self.route.get("kind") or self.kind)
        self.content = self.draw.pick(contents).replace("{p}", self.matter)
        person = self.person()
        person.setdefault("phone", f"0900 000 {self.draw.between(0, 999):03}")
        if self.channel in ("web", "email"):
            person.setdefault("email", f"nguoigui{self.draw.between(0, 999)}@example.vn")
        if any(other.event == "link_duplicate" for other in self.plan):
            self.first = self.draw.pick([story for story in self.book.stories if story.kind == "fault"][-20:])
            self.content, self.matter = self.first.content, self.first.matter
        more = {name: self.words(name) for name in ("happened_at", "occurred", "workplace", "public_content")}
        more["attachments"] = f"tep/{self.id}-1.jpg"
        more = {name: text for name, text in more.items() if self.draw.chance(TOLD.get(name, 100))}
        if self.channel == "phone":
            more = {**more, "recording": f"ghi-am/{self.id}.mp3", "attachments": None}
        self.lacking = {"any": self.draw.pick(["name", "address", "phone", "content"])}.get(step.lacks, step.lacks)
        return {"attachments": None, "workplace": None, "public_content": None, "happened_at": None, "recording": None, "email": None,
                "content": self.content, "place": self.matter, **person, **more}

    def facts_of(self, row, step, at):
        """The facts of an act: what the plan gives, what the reporter says, where it goes, and the rest as drawn."""
        needs, facts = row.get("needs", []), dict(step.facts)
        if "from" not in row:
            facts.setdefault("channel", self.value("channel", row, step, at, facts))
            self.said = self.report(facts["channel"], step)
        assigns = self.is_assignment(row)
        if assigns and self.row["lead"] in self.tried:
            self.about()
        said = {}
        for name in [*needs, *row.get("takes", [])]:
            if name in facts:
                several = self.rules.pack["facts"][name]["type"] == "authorities"
                said[name] = self.others(facts[name]) if several else facts[name]
            elif name in self.said:
                said[name] = self.personal(name, row, step)
            elif name in self.route and (assigns or name in needs):
                said[name] = self.route[name]
            elif name in needs or name != "lead" and self.draw.chance(self.chance_of(name, said)):
                said[name] = self.row["lead"] if name == "lead" else self.value(name, row, step, at, said)
        return {name: value for name, value in said.items() if value is not None}

    def chance_of(self, name, said):
        return 100 if name == "coordinating_bodies" and said.get("coordination") else MAY.get(name, 0)

    def personal(self, name, row, step):
        """What the reporter says, when nobody knows it yet, or says again in Vietnamese."""
        opens, vietnamese = "from" not in row, step.facts.get("vietnamese")
        if opens and name == self.lacking or not opens and name in self.case.facts and not (name == "content" and vietnamese):
            return None
        english = "The street light in front of my guest house is broken. Please repair it."
        return english if name == "content" and vietnamese is False else self.said[name]

    def value(self, name, row, step, at, said):
        wanted, declared = row.get("when", {}).get(name), self.rules.pack["facts"][name]
        if name == "center":
            level = step.center or self.draw.pick(["province", "district"])
            return next(center for center in wanted if center.endswith("-tinh" if level == "province" else self.home))
        if wanted is not None and not isinstance(wanted, dict):
            return self.draw.pick(wanted) if isinstance(wanted, list) else wanted
        if name == "duplicate_of":
            return self.first.id
        drawn = {"bool": lambda: True, "choice": lambda: self.draw.pick(list(declared["values"])), "date": self.day_later,
                 "instant": lambda: self.instant(name, at), "authorities": lambda: self.others(self.draw.between(1, 2)),
                 "document": lambda: self.document(name),
                 "text": lambda: self.words(name, step.event, said.get("rating"), said.get("refusal_ground"))}
        return drawn[declared["type"]]()

    def words(self, name, *about):
        """The words of a fact: for what the act says, or the event, or at all."""
        texts = next((WORDS_OF[f"{what}.{name}"] for what in reversed(about) if f"{what}.{name}" in WORDS_OF), None)
        if texts is None and name == "result":
            texts = results_on(self.route.get("field"), self.route.get("kind") or self.kind)
        return self.draw.pick(texts or WORDS_OF[name])

    def document(self, name):
        if "pictures" in name or name == "evidence":
            return f"tep/{self.id}-{len(self.lines) + 1}.jpg"
        return f"cong-van/2024/{self.case.facts.get('lead', self.province.name)}/{self.draw.between(100, 999)}"

    def day_later(self):
        """A date after the limits that run: when the work will be done."""
        late = max([self.now, *(duty.late_from for duty in self.limits())])
        return self.hours.day_end(late, self.draw.between(2, 6)).date().isoformat()

    def instant(self, name, at):
        """Shortly before the act, or after the limits that run: by the clock where those are, else at work."""
        if name == "handled_at":
            return text_of(max(self.now, at - timedelta(minutes=self.draw.between(5, 90))))
        late, seconds = max([at, *(duty.late_from for duty in self.limits())]), self.draw.between(3600, 40000)
        hourly = any(by_the_hour(duty.limit) for duty in self.limits())
        t = late + timedelta(seconds=seconds) if hourly else self.hours.add(late, seconds)
        return text_of(t.replace(minute=t.minute // 15 * 15, second=0) + timedelta(minutes=15))

    def others(self, count):
        """So many that support, or are asked: the routing table's, not the lead."""
        named = self.row.get("support", [])
        rest = [row["lead"] for row in self.rules.pack["routing"] if row["id"] != "unclear" and row["lead"] not in named]
        others = [*named, *self.draw.shuffled(sorted(set(rest)))]
        return [name for name in others if name not in (self.row["lead"], self.case.facts.get("lead"))][:count]


def moment_of(draw, hours, period):
    if period == "night":
        while True:
            moment = receipt(draw, hours, *map(date.fromisoformat, PERIODS["any"]))
            if moment.hour < 7 or moment.hour >= 17:
                return moment
    return receipt(draw, hours, *map(date.fromisoformat, PERIODS[period]))


def generate(province, seed):
    draw, book, planned = Draw(seed, *province.name.encode()), Book(), []
    for line, (count, period, steps) in enumerate(province.plan):
        for turn in range(count):
            # What is told once or twice is told to its end: it comes before December.
            often = OFTEN if count > 2 else {name: weight for name, weight in OFTEN.items() if name != "december"}
            moment = moment_of(draw, province.rules.hours, draw.weighted(often) if period == "any" else period)
            if line == 0 and turn < len(MOMENTS):
                moment = datetime.fromisoformat(MOMENTS[turn])
            planned.append((moment, len(planned), steps))
    for number, (moment, _, steps) in enumerate(sorted(planned), 1):
        story = Story(province, book, number, moment, Draw(seed, number, *province.name.encode()), steps)
        story.tell()
        book.stories.append(story)
    return book


def coverage(province, book):
    """What the reports should exercise, with how often they do."""
    pack, counts = province.rules.pack, Counter()
    wanted = [f"{number:2} {row['on']}, {mark} {who}" for number, row in enumerate(pack["transitions"])
              for mark, names in (("from", row.get("from", [None])), ("by", row["by"])) for who in names]
    counts.update({f"{number:2} {pack['transitions'][number]['on']}, {mark} {who}": count
                   for (number, mark, who), count in book.acts.items()})
    wanted += [f"routing {row['id']}" for row in pack["routing"]] + [f"state {state}" for state in pack["states"]]
    counts.update({f"routing {name}": count for name, count in book.routed.items()})
    for name, duty in pack["duties"].items():
        wanted += [f"{outcome} {name}" for outcome in (["met", "met_late"] if "within" in duty else ["met"])]
    wanted += [f"field {name}" for name in pack["facts"]["field"]["values"]] + ["dated back", "open at the end"]
    wanted += [f"late {number:2} {row['on']}" for number, row in enumerate(pack["transitions"])
               if row.get("until", {}).get("late") == "accept"]
    for story in book.stories:
        counts.update(f"{duty.status} {duty.name}" for duty in story.case.duties)
        for row, _, late, _, _ in story.steps:
            counts.update([f"state {row['to']}", f"field {row.get('sets', {}).get('field')}"])
            counts[f"late {pack['transitions'].index(row):2} {row['on']}"] += late
        counts.update(f"field {line['facts'].get('field')}" for *_, line in story.lines)
        counts["dated back"] += sum("recorded_at" in line for *_, line in story.lines)
        counts["open at the end"] += not story.case.ended()
    return {what: counts[what] for what in wanted}


def is_late(story):
    return any(duty.late_at(duty.end or END) for duty in story.case.duties)


def main():
    every = provinces()
    options = argparse.ArgumentParser(description="Makes the example data of four provinces.")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--folder", type=Path, default=FOLDER)
    options.add_argument("--only", choices=[province.name for province in every])
    options.add_argument("--coverage", action="store_true")
    asked = options.parse_args()
    missing = []
    for province in [province for province in every if asked.only in (None, province.name)]:
        book = generate(province, asked.seed)
        if not asked.coverage:
            write_lines(asked.folder / f"{province.name}-2024.jsonl", book.stories)
            continue
        counts = coverage(province, book)
        for what, count in counts.items():
            print(f"{count:6}  {province.name}: {what}")
        acts, late = sum(len(story.lines) for story in book.stories), sum(map(is_late, book.stories))
        print(f"{province.name}: {len(book.stories)} reports, {acts} acts, {late} late somewhere, {counts['open at the end']} open")
        missing += [f"{province.name}: {what}" for what, count in counts.items() if not count]
    for what in missing:
        print(f"never: {what}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
