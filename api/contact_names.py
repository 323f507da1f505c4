"""What the results of contacts and the next steps are called."""

from __future__ import annotations

from api.language import Translate
from api.outreach_names import channel_word
from matcher.outreach.attempts import FollowUp, Task
from matcher.records import ContactResult


def result_word(result: ContactResult, _: Translate) -> str:
    """Name what came of a contact in the language of *_*."""
    words = {
        ContactResult.SENT: _("sent, no answer yet"),
        ContactResult.REACHED: _("reached"),
        ContactResult.NOT_REACHED: _("not reached"),
        ContactResult.CALL_BACK: _("wants to be called back"),
        ContactResult.INTERESTED: _("interested in a post"),
        ContactResult.DECLINED: _("declined"),
        ContactResult.WRONG_NUMBER: _("wrong number"),
        ContactResult.STARTED: _("started somewhere"),
        ContactResult.OPTED_OUT: _("wants no contact"),
    }
    return words[result]


def task_word(task: Task, _: Translate) -> str:
    """Say what an open task is about; what no task follows from has no word."""
    words = {
        Task.CALL_BACK: _("call back"),
        Task.INTRODUCE: _("introduce the person to the employer"),
        Task.PROPOSE_PLACEMENT: _("see whether a traineeship began, and record it"),
        Task.ASK_OTHER_SOURCE: _("ask another source for the phone number"),
        Task.TELL_DISTRICT_HEAD: _("tell the head of the district: nobody reaches the person"),
        Task.ASK_INVITED: _("an employer wishes to meet the person: ask whether the person agrees"),
        Task.ASK_FACT: _("ask the person for what decides about eligibility"),
    }
    return words[task]


def next_step(follow_up: FollowUp, _: Translate) -> str:
    """Say what is to be done next, with the day where there is one."""
    words = {
        Task.WAIT: _("wait for an answer until {day}"),
        Task.OFFER: _("offer posts at the next contact, from {day}"),
        Task.RETRY: _("try again from {day}"),
        Task.NEXT_CHANNEL: _("try another way from {day}: {channel}"),
        Task.VISIT: _("visit the person, from {day}"),
        Task.TELL_DISTRICT_HEAD: _("every way was tried in vain: tell the head of the district"),
        Task.CALL_BACK: _("call back on {day}, before everybody else"),
        Task.INTRODUCE: _("introduce the person to the employer by {day}"),
        Task.OFFER_OTHERS: _("offer other posts from {day}; a post that was declined is not offered again"),
        Task.ASK_OTHER_SOURCE: _("the number is in doubt: ask another source for it, and go by {channel} until then"),
        Task.PROPOSE_PLACEMENT: _("see whether a traineeship began, and record it by {day}"),
        Task.LEAVE_ALONE: _("leave the person alone until {day}"),
        Task.ASK_FACT: _("ask for what is not known yet and decides about eligibility"),
    }
    if follow_up.withdraws_consent:
        return _("nothing: the person is not contacted any more, and nothing is pushed")
    channel = "" if follow_up.channel is None else channel_word(follow_up.channel, _)
    return words[follow_up.task].format(day=follow_up.on, channel=channel)
