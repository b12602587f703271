"""The life of one export as small programs. How to search them: see check.py.

A program ends with DONE (the message is deleted), BACK (it is received again later) or goes on as another one. The comments
are the rules of docs/life-of-an-export.md.

Every interleaving of two receives at once is gone through (`three`: of three), with as many faults of each kind as a
scenario allows: crashes, duplicate deliveries and lost deletes, calls that are refused, not answered or answered late,
lost answers of the ledger's writes, failing exports, passed deadlines, invalid input, repeated invocations, messages
moved back.

Must hold in every state that can be reached:

I1  One accepted export for each ARN, generation and attempt; none while Lightsail lists one that is Started or Succeeded,
    unless forced. Each generation was opened by a request, no request opens two, and none that had its answer opens one.
I2  No request is lost: in the end its export has ended, or it lies in the dead-letter queue. One that is newer than a failed
    end has started something or was parked.
I3  ExportStarted and the end of each generation are published, always with the same content; members of runs are written.
I4  Who is Claimed or Started holds a slot, nobody else does, and never more than there may be.
I5  From every state, steps without faults can lead to rest: no message and no receive is left (check.py).
I6  A forced request opens a generation or is parked; one without an id of its own may also be answered by the end of a forced
    generation that came after it was sent. A forced generation takes no record older than itself.
I7  No export that Lightsail has accepted is told as failed by a park of the same attempt.
I8  A forced request without an id of its own is not rejected because of a forced generation.
I9  A job is given up for a brief trouble only after it has come back for that, with nothing else in between.
I10 A job that has claimed is not rejected, and one that is rejected claims nothing.

Where Lightsail may list a record late (`late`), the first two of I1 and I7 are not checked: that is the one window which
cannot be closed from outside.

Not modelled: validation, batches, failing looks (the same as a crash), what runs do, own copies, the minute of tolerance for
createdAt, names that are used again for another ARN. Times are abstract: a record is as old as its attempt, "newer than the
last end" is kept with each message, a lease ends only after its owner is gone and the calls made under it have arrived.
The job's item, with its phases and its end, takes part only where a scenario says `jobs`.
"""
import sys
from collections import namedtuple

import check
from check import go, rule

# Each rule, and a scenario in which it is missed. The order is that of the programs below.
RULES = {
    'a repetition is the same request': 'repeat',
    'a claim answers its job': 'repeat, crash',
    'an answered job is noted': 'repeat, force',
    'rejected: no claim': 'one job',
    'claimed: no rejection': 'one job',
    'moved back is newer': 'park, redrive at once',
    'the first end stays': 'park, redrive at once',
    'parked stays parked': 'park, redrive at once',
    'a brief phase ends': 'gone',
    'a brief phase begins anew': 'brief',
    'any other wait ends a brief phase': 'brief, lease',
    'giving up ends the own export': 'gone',
    'force waits for nobody': 'force, named',
    'force joins force': 'force, twice',
    'force older than the end': 'force',
    'an older force is answered': 'force, twice',
    'an older pair is done': 'retry, older',
    'only the next attempt': 'retry again',
    'missing effects, then the rows': 'retry, final',
    'a takeover uses its own write': 'retry',
    'look before giving up': 'deadline',
    'a takeover looks first': 'one',
    'look after a failed end': 'abandon',
    'runs subscribe in the same write': 'run',
    'look before the first export': 'by hand',
    'callStartedAt cleared': 'late, force',
    'ExportStarted per generation': 'retry',
    'its own record counts': 'abandoned twice',
    'a forced one takes nothing older': 'by hand, force',
    'a failed record ends the attempt': 'retry',
    'callStartedAt before the call': 'force',
    'the lease is kept in doubt': 'one',
    'in doubt, come back': 'one',
    'a park ends the export': 'park',
    'a refused tracker reads again': 'retry, lost',
    'a tracker that gives up ends it': 'given up',
    'a deadline for Started records': 'stuck',
    'effect before mark': 'one',
    'a tracker proves the start is told': 'retry',
    'the dead-letter copy is marked': 'park',
}

DONE, BACK, PARKED = 'DONE', 'BACK', 'PARKED'
IN_PROGRESS = ('Claimed', 'Started', 'Retrying')
ENDED = ('Succeeded', 'Failed', 'Abandoned')
BRIEF = ('VANISHED', 'DENIED')

# named: whether it has a requestId of its own. Without one, `id` is that of the invocation: the same when Lambda delivers it
# again, and another one when a client asks again.
Message = namedtuple('Message', 'kind arn id force named run generation attempt')
Answer = namedtuple('Answer', 'ok item')  # of a ledger write; a refused one shows the item as it is
Item = namedtuple('Item', (
    'status',  # 'none' or one of the six above
    'owner',  # of the lease: None (no lease, or over), 'ME', 'OTHER', 'GONE' (its receive has ended, and it is not over yet)
    'generation', 'attempt',
    'called_at',  # callStartedAt, as moment(); 0: not set. Set and Claimed: a call may be in doubt
    'forced',  # whether this generation was opened by force
    'record', 'operation',  # the record booked; the record that the returned operation works on
    'booked',  # records of earlier attempts
    'handed_over', 'started_published', 'end_published', 'members_written',  # marks
    'request_ids',  # of the forced requests that have opened a generation
    'runs',  # that want to know the end
    'parked_by', 'copied'))  # the job that gave it up; mark: its message is in the dead-letter queue
NO_ITEM = Item('none', None, 0, 0, 0, False, None, None, (), False, False, True, True, (), (), None, True)
# What the ledger holds of a job: the generation that it has claimed, the phase that it waits in and for how many receives it
# was in each; for the checker, how often in a row it has come back for the same trouble.
Job = namedtuple('Job', 'claimed rejected ended phase since in_a_row')
NO_JOB = Job(0, False, False, None, (), 0)


def export_request(arn, id, force=False, named=True, run=False):
    return Message('ExportRequest', arn, id, force, named, run, None, None)


def pair(kind, arn, generation, attempt):
    """TrackExport and RetryExport belong to one attempt."""
    return Message(kind, arn, None, False, False, False, generation, attempt)


def moment(generation, attempt):
    """The abstract time of an attempt: "createdAt >= callStartedAt" is a comparison of these."""
    return 10 * generation + attempt


# ---- writes of the ledger

MINE, FREE = ('owner', 'ME'), ('owner', None)


def at(it, *more):
    """Each transition is conditional on generation, attempt and status: writes decide, not earlier reads."""
    return (('generation', it.generation), ('attempt', it.attempt), ('status', it.status)) + more


def put(condition, slot=None, opener=None, subscribe=None, returns=False, claimer=None, **values):
    """slot: 'take' or 'free' one in the same transaction. subscribe: a run joins in the same write. returns: the answer has
    the new item. claimer: the job that notes the generation in the same transaction. opener: who wanted the generation."""
    return 'put', condition, tuple(sorted(values.items())), slot, opener, subscribe, returns, claimer


def won(answer):
    """A refused write that shows this receive's own lease is a success: the first answer was lost."""
    return answer.ok or answer.item.owner == 'ME'


def opened(it, generation, attempt, m, force):
    """What the write that claims an attempt puts in the item."""
    new = dict(
        status='Claimed', owner='ME', generation=generation, attempt=attempt, called_at=0, record=None, operation=None,
        booked=books(it), handed_over=False, end_published=False, members_written=False, parked_by=None, copied=True)
    if not rule('callStartedAt cleared'):
        del new['called_at']
    if not rule('ExportStarted per generation'):
        new.update(started_published=False)
    if generation != it.generation:
        new.update(started_published=False, forced=force, runs=(m.id,) if m.run else ())
    if force:
        new.update(request_ids=it.request_ids + (m.id,))
    return new


def books(it, keep=None):
    return it.booked + ((it.record,) if it.record is not None and it.record != keep else ())


# ---- a request and its job


def request(m):
    """RequestStep.load: what is known of the job comes first."""
    if m.kind != 'ExportRequest' or not SCENARIO['jobs']:
        return go(answer, m, 0)
    job, asked_again = yield 'job',
    if job.ended:
        if not asked_again or (is_repetition(m, asked_again) and rule('a repetition is the same request')):
            return DONE
        yield 'restart',
        job = NO_JOB
    if job.rejected:
        return go(reject, m)
    said = yield 'describe',
    if said != 'ready':
        return go(wait, m, said, None)
    return go(answer, m, job.claimed if is_repetition(m, asked_again) else 0)


def is_repetition(m, asked_again):
    """Lambda repeats an invocation without asking again; what a person moves back is the same job, asked again."""
    return not m.named and asked_again != MOVED_BACK


def wait(m, trouble, mine):
    """Waits.in: comes back, or gives up where a brief trouble has lasted too long. mine: the item that this receive holds."""
    over = yield 'enter', trouble
    if not over:
        if mine:  # the call certainly did not start
            yield put(at(mine, MINE), owner=None)
        return trouble
    return go(park, m, mine) if mine else go(give_up, m)


def come_back(m):
    """A job that comes back for anything else waits no longer for what was brief. To have seen the snapshot is not enough:
    Lightsail may show it for ever and deny its export."""
    yield 'wait no longer',
    return 'BACK, for something else'


def give_up(m):
    """GivingUp.giveUp: a job that gives up, at whatever step, first ends the export that it belongs to."""
    job, _ = yield 'job',
    if not job.claimed or not rule('giving up ends the own export'):
        return go(reject, m)
    it, _ = yield 'read',
    if job.claimed != it.generation:
        return DONE
    if it.status == 'Claimed':
        if it.owner is not None:
            return BACK
        taken = yield put(at(it, FREE), returns=True, owner='ME')
        if not won(taken):
            return BACK
        return go(look_export, m, taken.item, True) if taken.item.called_at else go(park, m, taken.item)
    if it.status == 'Started' and not it.handed_over:
        if it.owner is not None:
            return BACK
        taken = yield put(at(it, FREE), returns=True, owner='ME')
        return go(publish, m, taken.item) if won(taken) else BACK
    if it.status in ENDED:
        return go(finish, m, it.generation, it.attempt, None)
    return DONE


def reject(m):
    """Rejections.reject: parks a request without touching the item, which belongs to somebody else."""
    if SCENARIO['jobs'] and not (yield 'store rejection',):
        return BACK
    yield 'publish', 'RequestRejected', m, 0
    yield 'dead-letter',
    return PARKED


def end_job(m, parked):
    """The end of a job is noted last. One whose message was parked ends before it was, whichever receive notes that: moved
    back at once, it is newer."""
    yield 'end job', parked
    return 'DONE, noted'


# ---- what a request finds in the ledger


def answer(m, claimed):
    """Claims.forRequest, forRetry, and inProgress"""
    it, newer = yield 'read',  # newer: m was sent after the last end
    if claimed and claimed == it.generation and rule('a claim answers its job'):
        newer = False  # a job that is received once more has its answer in what it has claimed itself
    run_id = m.id if m.run and rule('runs subscribe in the same write') else None
    force = m.force and m.id not in it.request_ids
    # Clients repeat what takes long, and without an id of its own nobody can tell: one forced export is enough then.
    joins = it.forced and not m.named
    if m.kind == 'RetryExport':
        wanted, there = (m.generation, m.attempt), (it.generation, it.attempt)
        if wanted < there and rule('an older pair is done'):
            return DONE
        if it.status == 'Retrying':  # only the retry request claims, and only the attempt that follows
            if wanted == there and rule('only the next attempt'):
                return go(finish, m, it.generation, it.attempt, None)
            return go(claim, m, it, m.generation, m.attempt, False)
        if it.status in ENDED:
            return go(finish, m, it.generation, it.attempt, None)
    if it.status == 'none':
        return go(claim, m, it, 1, 1, force)
    if it.status in ENDED + ('Retrying',):  # some effect of the end unmarked: do it, then go on with the rows below
        uncopied = it.parked_by == m and not it.copied and rule('the dead-letter copy is marked')
        if not (it.end_published and it.members_written) or uncopied:
            then = claimed if rule('missing effects, then the rows') else None
            return go(finish, m, it.generation, it.attempt, then)
    if it.status in IN_PROGRESS and force and not (joins and rule('force joins force')):
        if rule('force waits for nobody'):
            return go(reject, m)
    if it.status == 'Claimed':
        if it.owner is not None:
            return BACK
        expired = (yield 'clock',) if has('deadline') else False
        taken = yield put(at(it, FREE), subscribe=run_id, returns=True, claimer=job_of(m), owner='ME')
        if not won(taken):
            return BACK
        it = taken.item if rule('a takeover uses its own write') else it._replace(owner='ME')
        if expired and not (it.called_at and rule('look before giving up')):
            return go(park, m, it)
        if not rule('a takeover looks first'):
            return go(export, m, it)
        return go(look_export, m, it, expired)
    if it.status == 'Started' and not it.handed_over:
        if it.owner is not None:
            return BACK
        taken = yield put(at(it, FREE), subscribe=run_id, returns=True, claimer=job_of(m), owner='ME')
        return go(publish, m, taken.item) if won(taken) else BACK
    if it.status in ('Started', 'Retrying'):  # only a run has something to do: to subscribe itself
        if run_id and m.id not in it.runs:
            joined = yield put(at(it), subscribe=m.id)
            if not joined.ok and m.id not in joined.item.runs:
                return BACK
        return DONE
    if force and not newer:
        if not rule('force older than the end'):
            return go(claim, m, it, it.generation + 1, 1, True)
        if not (joins and rule('an older force is answered')):  # it was sent while one was in progress
            return go(reject, m)
        force = False
    if force:
        return go(claim, m, it, it.generation + 1, 1, True)
    if it.status != 'Succeeded' and newer:  # asked again after a failure: the old export may still have come through
        found = (yield 'look', it) if rule('look after a failed end') else None
        if found is None:
            return go(claim, m, it, it.generation + 1, 1, False)
        return go(claim_started, m, it, found[0], it.generation + 1)
    if m.run:
        yield 'members', (m.id,)
    return PARKED if it.parked_by == m and rule('parked stays parked') else DONE


def job_of(m):
    return m.id if SCENARIO['jobs'] and m.kind == 'ExportRequest' else None


def claim(m, it, generation, attempt, force):
    """Claims.claim: callStartedAt is stored in the claim itself. What was exported by hand is looked for before that."""
    new = opened(it, generation, attempt, m, force)
    if generation == 1 and attempt == 1 and not force and rule('look before the first export'):
        found = yield 'look', it._replace(generation=1, called_at=0)
        if found is not None and found[1] != 'Failed':
            return go(claim_started, m, it, found[0], generation)
    if rule('callStartedAt before the call'):
        new.update(called_at=moment(generation, attempt))
    opener = m if generation != it.generation else None
    claimed = yield put(at(it), slot='take', opener=opener, claimer=job_of(m), **new)
    if not won(claimed):
        return BACK
    return go(export, m, it._replace(**new))  # a fresh attempt has not called yet


def claim_started(m, it, record, generation):
    """The generation opens as Started with an export that is there, the slot in the same write."""
    new = opened(it, generation, 1, m, False)
    new.update(status='Started', record=record, booked=books(it, keep=record), called_at=moment(generation, 1))
    adopted = yield put(at(it), slot='take', opener=m, claimer=job_of(m), **new)
    return go(publish, m, it._replace(**new)) if won(adopted) else BACK


def look_export(m, it, expired):
    found = yield 'look', it
    if found is not None:
        return go(adopt, m, it, *found)
    return go(park, m, it) if expired else go(export, m, it)


def match(it, records):
    """RecordMatch: what the item takes for its own out of the listed (number, moment, state); (number, state) or None."""
    if it.status in ENDED and rule('its own record counts'):
        for number, _, state in records:
            if number == it.record and state != 'Failed':
                return number, state
    records = [r for r in records if r[0] not in it.booked]
    ever = it.generation == 1 and not (it.forced and rule('a forced one takes nothing older'))
    for number, created, state in records:
        if state == 'Started' and (created >= it.called_at if it.called_at else ever):
            return number, state
        if state == 'Succeeded' and (ever or created >= moment(it.generation, 1)):
            return number, state
    if it.status == 'Claimed' and it.called_at and rule('a failed record ends the attempt'):
        for number, created, state in records:
            if state == 'Failed' and created >= it.called_at:
                return number, state
    return None


def adopt(m, it, record, state):
    if state == 'Failed':  # never adopted, but booked, and it ends the attempt
        status = 'Retrying' if it.attempt < SCENARIO['attempts'] else 'Failed'
        ended = yield put(at(it, MINE), slot='free', status=status, record=record, owner=None, end_published=False,
                          members_written=False)
        return go(finish, m, it.generation, it.attempt, None) if ended.ok else BACK
    adopted = yield put(at(it, MINE), status='Started', record=record)
    return go(publish, m, it._replace(status='Started', record=record)) if won(adopted) else BACK


def export(m, it):
    """Whoever comes after a crash or a doubtful answer finds callStartedAt in the item, and looks first."""
    said, operation = yield 'export', it.generation, it.attempt
    if said == 'in doubt' and not rule('in doubt, come back'):
        found = yield 'look', it
        if found is not None:
            return go(adopt, m, it, *found)
        said, operation = yield 'export', it.generation, it.attempt
    if said == 'accepted':
        started = yield put(at(it, MINE), status='Started', operation=operation)
        return go(publish, m, it._replace(status='Started', operation=operation)) if won(started) else BACK
    if said == 'throttled':
        if SCENARIO['jobs']:
            return go(wait, m, 'RETRY', it)
        yield put(at(it, MINE), owner=None)  # the lease is given back where the call certainly did not start
        return BACK
    if said == 'invalid':
        return go(park, m, it)
    if said in BRIEF:
        return go(wait, m, said, it)
    if not rule('the lease is kept in doubt'):
        yield put(at(it, MINE), owner=None)
    return BACK  # in doubt: the lease is kept until it ends, so that the next one looks after the call has arrived


def publish(m, it):
    """HandOver.toTracker"""
    if not it.started_published:
        if not rule('effect before mark') and not won((yield put(at(it), started_published=True))):
            return BACK
        yield 'publish', 'ExportStarted', it.generation, it.attempt
    yield 'send', pair('TrackExport', m.arn, it.generation, it.attempt)
    handed_over = yield put(at(it, MINE), started_published=True, handed_over=True, owner=None)
    return DONE if won(handed_over) else BACK


def park(m, it):
    """The job that holds the claim gives up: Failed with the job's id, and the slot given back, in one transaction."""
    if not rule('a park ends the export'):
        return go(reject, m)
    parked = yield put(at(it, MINE), slot='free', status='Failed', parked_by=m, owner=None, end_published=False,
                       members_written=False, copied=False)
    if not parked.ok and not (parked.item.status == 'Failed' and parked.item.parked_by == m):
        return BACK
    return go(finish, m, it.generation, it.attempt, None)


# ---- the tracker


def track(m):
    """TrackerStep.advance"""
    it, _ = yield 'read',
    if (it.generation, it.attempt) != (m.generation, m.attempt):
        return DONE
    if it.status in ENDED + ('Retrying',):
        return go(finish, m, m.generation, m.attempt, None)
    if it.status != 'Started':
        return BACK
    status, record = yield 'follow', it
    if status is None:
        return BACK
    if status == 'gave up':
        if not rule('a tracker that gives up ends it'):
            return go(reject, m)
        status = 'Abandoned'
    if status == 'Failed' and m.attempt < SCENARIO['attempts']:
        status = 'Retrying'
    new = dict(status=status, record=it.record if record is None else record, end_published=False, members_written=False,
               parked_by=None, copied=True)
    if rule('a tracker proves the start is told'):  # it is sent after that, and the mark may be missing
        new.update(started_published=True)
    # Nobody can join after the end: where the runs are those that were read, the effects need no other read.
    ended = yield put(at(it, ('runs', it.runs)), slot='free', **new)
    if ended.ok:
        return go(effects, m, it._replace(**new), None)
    if not rule('a refused tracker reads again'):
        return DONE
    return go(finish, m, m.generation, m.attempt, None)


def how_it_ends(record, operation, expired):
    """ExportVerdict: from the states of the matching record and of the operation; None: follow on."""
    if record in ('Succeeded', 'Failed'):
        return record
    if record is None and operation == 'Failed':
        return 'Failed'
    if not expired or record == 'Started' and not rule('a deadline for Started records'):
        return None
    return 'Succeeded' if record is None and operation == 'Succeeded' else 'Abandoned'


def finish(m, generation, attempt, claimed):
    """EndEffects.finish: what is not marked yet, each effect before its mark. claimed: where the request goes on then."""
    it, _ = yield 'read',
    if (it.generation, it.attempt) != (generation, attempt) or it.status not in ENDED + ('Retrying',):
        return BACK if claimed is not None or it.status == 'Started' else DONE
    return go(effects, m, it, claimed)


def effects(m, it, claimed):
    """EndEffects.doUnmarked, from the item as it is at its end."""
    generation, attempt = it.generation, it.attempt
    if not it.end_published:  # only the last failure is published; before it, the next attempt is asked for
        if it.status == 'Retrying':
            yield 'send', pair('RetryExport', m.arn, generation, attempt + 1)
        else:
            yield 'publish', 'Export' + it.status, generation, attempt
    if not it.members_written and it.status != 'Retrying':
        yield 'members', it.runs  # as the item is after the end was written: later runs do it themselves
    if not (it.end_published and it.members_written):
        yield put(at(it), end_published=True, members_written=True)
    if it.parked_by == m and not it.copied:  # only the job that gave up makes the dead-letter copy
        yield 'dead-letter',
        yield put(at(it), copied=True)
    if claimed is not None:
        return go(answer, m, claimed)
    return PARKED if it.parked_by == m else DONE


def ended_as(m, outcome):
    """What a receive does after its program has ended."""
    if outcome == BACK and job_of(m) and rule('any other wait ends a brief phase'):
        return go(come_back, m)
    if outcome in (DONE, PARKED):
        return go(end_job, m, outcome == PARKED) if job_of(m) else DONE
    return outcome


# ---- the world

programs = check.Programs([request, wait, come_back, give_up, reject, end_job, answer, claim, claim_started, look_export, adopt, export,
                           publish, park, track, finish, effects], ended_as)

# messages: (content, newer than the last end, whether the job was asked for since its own end). receives: (message, program,
# args, answers, effect). records: of each snapshot (moment, state, listed). flying: calls that nobody waits for any more and
# that have not arrived. fresh: requests sent since the last end. For the checker: requests still unsent, who opened which
# generation, which ones were Started, who had the end of a forced one, which requests had their answer.
State = namedtuple('State', 'messages receives items records flying slots jobs dead published fresh members unsent openers '
                            'begun served answered budget bad')
BUDGET = ('crash', 'dup', 'fault', 'lost', 'fail', 'deadline', 'redrive', 'invalid', 'repeat', 'brief', 'gone', 'denied')
ASKED, MOVED_BACK = 1, 2
SHOWN = ('status', 'owner', 'generation', 'attempt', 'record')
SCENARIO = {}


def has(kind):
    return SCENARIO['budget'].get(kind, 0) > 0


def plus(values, *more):
    return tuple(sorted(set(values) | set(more), key=repr))


def key_of(m):
    return m.id or m


class Draft(check.Draft):
    kinds = BUDGET

    def __init__(self, state, cost=None):
        super().__init__(state, cost)
        self.receives, self.items, self.records = list(state.receives), list(state.items), list(state.records)
        self.jobs = dict(state.jobs)
        self.fault = cost is not None and not (cost == 'deadline' and SCENARIO['stuck'])

    def freeze(self):
        self.receives, self.items, self.records = tuple(self.receives), tuple(self.items), tuple(self.records)
        self.jobs = tuple(sorted(self.jobs.items(), key=repr))
        return super().freeze()

    def send(self, content, asked=ASKED):
        if sum(1 for m in self.messages if m[0] == content) < 2:  # A third of the same adds nothing.
            self.messages = tuple(sorted(self.messages + ((content, True, asked),), key=repr))

    def delete(self, message):
        if message in self.messages:
            at = self.messages.index(message)
            self.messages = self.messages[:at] + self.messages[at + 1:]

    def change_messages(self, change):
        """Messages know what they are newer than, received or not."""
        self.messages = tuple(sorted((change(m) for m in self.messages), key=repr))
        self.receives = [r and (change(r[0]),) + r[1:] for r in self.receives]

    def leave(self, i):
        """Receive i is over; the lease that it still holds lives on without an owner."""
        self.receives[i] = None
        self.items = [it._replace(owner='GONE') if it.owner == i else it for it in self.items]

    def job(self, m):
        return self.jobs.get(key_of(m), NO_JOB)

    def change_job(self, m, **values):
        self.jobs[key_of(m)] = self.job(m)._replace(**values)

    def put(self, i, condition, values, slot, opener, subscribe, returns, claimer):
        """A conditional write by receive i, in one transaction with the slot and the note of the job."""
        m = self.receives[i][0][0]
        arn = m.arn
        it = self.items[arn]
        refused = slot == 'take' and arn not in self.slots and len(self.slots) >= SCENARIO['slots']
        refused |= claimer is not None and self.job(m).rejected and rule('rejected: no claim')
        if refused or any(getattr(it, field) != (i if want == 'ME' else want) for field, want in condition):
            return Answer(False, view(it, i))
        if slot is not None:
            self.slots = plus(self.slots, arn) if slot == 'take' else tuple(x for x in self.slots if x != arn)
        new = it._replace(**{k: i if v == 'ME' else v for k, v in values})
        if subscribe is not None:
            new = new._replace(runs=plus(new.runs, subscribe))
        if claimer is not None:
            self.change_job(m, claimed=new.generation)
        if new.status in ENDED and it.status not in ENDED:  # all that was sent before is older
            if it.forced:  # who was sent since the end before can have met nothing else in progress
                waiting = [x for x in SCENARIO['requests'] if x.arn == arn and x.force and not x.named]
                self.served = plus(self.served, *[(x, x in self.fresh) for x in waiting if x not in self.unsent])
            self.change_messages(lambda x: (x[0], x[1] and x[0].arn != arn, x[2]))
            self.fresh = tuple(x for x in self.fresh if x.arn != arn)
        if new.generation > it.generation and opener is not None:
            self.openers += ((arn, new.generation, opener),)
            if opener in self.answered:
                self.fails('I1 %s had its answer, and its repetition opens a generation' % name(opener))
        if new.status == 'Started' and it.status != 'Started':
            self.begun = plus(self.begun, (arn, new.generation))
        if new.status == 'Failed' and new.parked_by is not None and it.status == 'Claimed' and not SCENARIO['late']:
            now = moment(new.generation, new.attempt)
            if (arn, now) in self.flying or any(r[0] == now and r[1] != 'Failed' for r in self.records[arn]):
                self.fails('I7 told as failed although Lightsail has accepted the export of this attempt')
        self.items[arn] = new
        return Answer(True, view(new, i) if returns else None)

    def accept(self, arn, created, listed):
        if not SCENARIO['late']:
            if any(r[0] == created for r in self.records[arn]):
                self.fails('I1 a second accepted export of one ARN, generation and attempt')
            elif not self.items[arn].forced and any(r[1] != 'Failed' for r in self.records[arn]):
                self.fails('I1 exported although Lightsail lists an export that is Started or Succeeded')
        self.records[arn] += ((created, 'Started', listed),)


def view(it, i):
    """The item as receive i sees it."""
    return it if it.owner in (None, 'GONE') else it._replace(owner='ME' if it.owner == i else 'OTHER')


def has_happened(state, kind):
    return has(kind) and not state.budget[BUDGET.index(kind)]


def effects(state, i, effect):
    """All ways in which one atomic effect of receive i can go: yields (label, draft, answer)."""
    kind, *args = effect
    w = Draft(state)
    m, newer, asked = w.receives[i][0]
    arn = m.arn
    listed = [(n, created, st) for n, (created, st, seen) in enumerate(w.records[arn]) if seen]
    if kind == 'read':
        yield 'reads the ledger', w, (view(w.items[arn], i), newer)
    elif kind == 'put':
        answer = w.put(i, *args)
        values = ', '.join('%s=%s' % x for x in args[1] if x[0] in SHOWN) or ', '.join(x[0] for x in args[1])
        label = 'writes %s%s: %s' % (values, ' and %ss the slot' % args[2] if args[2] else '',
                                     'ok' if answer.ok else 'REFUSED, item is ' + brief(answer.item))
        yield label, w, answer
        if answer.ok and (w := Draft.of(state, 'lost')):
            w.put(i, *args)
            yield label + ', ANSWER LOST, the retry of the SDK is refused', w, Answer(False, view(w.items[arn], i))
    elif kind == 'look':
        found = match(args[0], listed)
        yield 'looks: %s' % ('record %d %s' % found if found else 'nothing'), w, found
    elif kind == 'export':
        yield from calls(state, arn, *args)
    elif kind == 'follow':
        yield from follows(state, arn, listed, *args)
    elif kind == 'clock':
        yield 'deadline not passed', w, False
        if w := Draft.of(state, 'deadline'):
            yield 'RETRY_DEADLINE passed', w, True
    elif kind == 'publish':
        if any(p[:3] == (arn, *args[:2]) and p[3] != args[2] for p in w.published):
            w.fails('I3 %s of generation %s published twice with different content' % tuple(args[:2]))
        it = w.items[arn]
        if args[0] == 'RequestRejected' and m.force and not m.named:
            if (m, True) in w.served or (m in w.fresh and it.forced and it.status in IN_PROGRESS):
                w.fails('I8 %s is rejected because of a forced export' % name(m))
        w.published = plus(w.published, (arn, *args))
        yield 'publishes ' + args[0], w, None
    elif kind == 'send':
        w.send(args[0])
        yield 'sends ' + name(args[0]), w, None
    elif kind == 'members':
        w.members = plus(w.members, *args[0])
        yield 'writes run members %s' % (args[0],), w, None
    elif kind == 'dead-letter':
        w.dead = plus(w.dead, m)
        yield 'copies its message to the dead-letter queue', w, None
    elif kind == 'job':
        yield 'reads its job', w, (w.job(m)._replace(since=(), in_a_row=()), asked)
    elif kind == 'restart':
        w.jobs[key_of(m)] = NO_JOB
        yield 'begins its job anew', w, None
    elif kind == 'describe':
        gone = has_happened(state, 'gone')
        for said, cost in [('VANISHED', None)] if gone else [('ready', None)] + [(x, 'brief') for x in BRIEF]:
            if w := Draft.of(state, cost):
                yield 'describes the snapshot: ' + said, w, said
    elif kind == 'enter':
        over = enter(w, m, *args)
        yield 'waits: %s%s' % (args[0], ', and that is OVER' * over), w, over
    elif kind == 'wait no longer':
        if w.job(m).phase in BRIEF:
            w.change_job(m, phase=None, since=())
        yield 'waits no longer for what was brief', w, None
    elif kind == 'store rejection':
        stored = not w.job(m).claimed or not rule('claimed: no rejection')
        if stored:
            w.change_job(m, rejected=True)
        yield 'stores its rejection: %s' % stored, w, stored
    elif kind == 'end job':
        known = key_of(m) in w.jobs or rule('an answered job is noted')
        if known and not (w.job(m).ended and rule('the first end stays')):
            w.change_job(m, ended=True)
            # The end is as old as this receive where its message was parked, so what was moved back since is newer.
            newest = asked if args[0] and rule('moved back is newer') else MOVED_BACK
            w.change_messages(lambda x: x[:2] + (0,) if key_of(x[0]) == key_of(m) and x[2] <= newest else x)
        yield 'notes the end of its job', w, None


def calls(state, arn, generation, attempt):
    """ExportSnapshot. In doubt: it was accepted, or was not, or is still on its way when nobody waits for it any more."""
    created = moment(generation, attempt)
    ways = [('accepted', None, True), ('throttled', 'fault', None), ('invalid', 'invalid', None)]
    ways += [('in doubt', 'fault', True), ('in doubt', 'fault', None), ('in doubt', 'fault', 'flying')]
    if SCENARIO['late']:
        ways += [('accepted', None, False), ('in doubt', 'fault', False)]
    if SCENARIO['jobs']:
        ways += [(trouble, 'brief', None) for trouble in BRIEF]
    for trouble, kind in ('VANISHED', 'gone'), ('DENIED', 'denied'):
        if has_happened(state, kind):
            ways = [(trouble, None, None)]
    for said, cost, listed in ways:
        if w := Draft.of(state, cost):
            how = {True: '', False: ' (not listed yet)', None: ' (not accepted)', 'flying': ' (on its way)'}[listed]
            if listed == 'flying':
                w.flying = plus(w.flying, (arn, created))
            elif listed is not None:
                w.accept(arn, created, listed)
            # Late listing is bad luck like a fault: rest must be reached without it.
            w.fault = cost is not None or listed is False
            record = len(w.records[arn]) - 1 if said == 'accepted' else None
            yield 'ExportSnapshot(%d,%d): %s%s' % (generation, attempt, said, how), w, (said, record)


def follows(state, arn, listed, it):
    w = Draft(state)
    states = [st for _, st, _ in w.records[arn]] + [None]
    record = it.record
    if record is None:
        record = next((n for n, created, st in listed if n not in it.booked and created >= it.called_at), None)
    known = [states[-1 if n is None else n] for n in (record, it.operation)]
    end = how_it_ends(*known, False)
    yield 'follows: %s' % end, w, (end, record)
    late = [how_it_ends(*known, True)] + ['gave up'] * SCENARIO['giveup'] if end is None else []
    for end in late:  # 'gave up': for example at the last receive
        if end is not None and (w := Draft.of(state, 'deadline')):
            yield 'deadline passed: %s' % end, w, (end, record)


def enter(w, m, trouble):
    """JobLedger.enter: the job waits for this from now on; whether it has done so for too long."""
    job = w.job(m)
    since = dict(job.since) if job.phase == trouble or not rule('a brief phase begins anew') else {}
    over = trouble in BRIEF and trouble in since and rule('a brief phase ends')
    if over and job.in_a_row != (trouble,) and not has('dup'):
        w.fails('I9 %s is given up for %s, which has not lasted' % (name(m), trouble))
    if trouble in BRIEF:
        since[trouble] = 0
    w.change_job(m, phase=trouble, since=tuple(sorted(since.items())), in_a_row=(trouble,))
    return over


def successors(s):
    """All that can happen next: yields (label, draft)."""
    free = next((i for i, r in enumerate(s.receives) if r is None), None)
    for message in dict.fromkeys(s.messages) if free is not None else ():
        again = sum(1 for r in s.receives if r and r[0] == message) >= s.messages.count(message)
        if w := Draft.of(s, 'dup' if again else None):
            program = 'track' if message[0].kind == 'TrackExport' else 'request'
            w.receives[free] = (message,) + programs.step(program, message[:1])
            yield 'receive %d gets %s%s' % (free, name(message[0]), ' AGAIN, at the same time' * again), w
    for i, r in enumerate(s.receives):
        if r is None:
            continue
        message, program, args, answers, effect = r
        if program is not None:
            for label, w, answer in effects(s, i, effect):
                w.receives[i] = (w.receives[i][0],) + programs.step(program, args, answers + (answer,))
                yield 'receive %d (%s): %s' % (i, name(message[0]), label), w
        else:  # it has ended: effect is the outcome
            yield from leaves(s, i, message, effect)
        if w := Draft.of(s, 'crash'):
            w.leave(i)
            yield 'receive %d CRASHES' % i, w
    yield from lightsail(s)
    yield from people(s)


def leaves(s, i, message, outcome):
    done = outcome.startswith(DONE)
    w = Draft(s)
    w.leave(i)
    if done:
        w.delete(message)
        if has('repeat') and not message[0].named and message[0].id:
            w.answered = plus(w.answered, message[0])
    elif key_of(message[0]) in w.jobs and outcome.startswith(BACK):
        w.change_job(message[0], in_a_row=())
    yield 'receive %d: %s' % (i, outcome), w
    if done and (w := Draft.of(s, 'dup')):
        w.leave(i)
        yield 'receive %d: DONE, but the delete is lost' % i, w


def lightsail(s):
    for arn, it in enumerate(s.items):
        if it.owner == 'GONE' and not any(flying[0] == arn for flying in s.flying):
            w = Draft(s)
            w.items[arn] = it._replace(owner=None)
            yield 'the lease of snapshot %d ends' % arn, w
    for flying in s.flying:
        w = Draft(s)
        w.flying = tuple(x for x in s.flying if x != flying)
        w.accept(*flying, True)
        yield 'Lightsail accepts the call that was on its way', w
    for arn, records in enumerate(s.records):
        for n, (created, state, listed) in enumerate(records):
            changes = [] if listed else [('is listed now', None, (created, state, True))]
            if state == 'Started' and not SCENARIO['stuck']:
                changes.append(('Succeeded', None, (created, 'Succeeded', listed)))
                changes.append(('Failed', 'fail', (created, 'Failed', listed)))
            for label, cost, record in changes:
                if w := Draft.of(s, cost):
                    w.records[arn] = records[:n] + (record,) + records[n + 1:]
                    yield 'Lightsail: record %d %s' % (n, label), w


def people(s):
    for n, m in enumerate(s.unsent):
        w = Draft(s)
        w.unsent = s.unsent[:n] + s.unsent[n + 1:]
        w.send(m)
        w.fresh = plus(w.fresh, m)
        yield 'somebody sends ' + name(m), w
    for m in SCENARIO['requests']:
        if not m.named and m not in s.unsent and (w := Draft.of(s, 'repeat')):
            w.send(m)
            yield 'Lambda repeats the invocation of ' + name(m), w
    for m in s.dead:
        if w := Draft.of(s, 'redrive'):
            w.dead = tuple(x for x in s.dead if x != m)
            w.send(m, MOVED_BACK)
            w.fresh = plus(w.fresh, m) if m.kind == 'ExportRequest' else w.fresh
            yield 'somebody moves back ' + name(m), w
    if w := Draft.of(s, 'gone'):
        yield 'somebody deletes the snapshot', w
    if w := Draft.of(s, 'denied'):
        yield 'somebody denies ExportSnapshot', w


def name(m):
    if m.kind == 'ExportRequest':
        words = ' (force)' * m.force + ' (run)' * m.run + ' (an invocation)' * (not m.named)
        return 'request %s%s of snapshot %d' % (m.id, words, m.arn)
    return '%s (snapshot %d, generation %d, attempt %d)' % (m.kind, m.arn, m.generation, m.attempt)


def brief(it):
    return '%s(%d,%d) owner %s' % (it.status, it.generation, it.attempt, it.owner)


# ---- what must be true


def at_rest(s):
    return not s.messages and not any(s.receives)


def broken(s):
    """What is wrong with the state, or None."""
    if s.bad:
        return s.bad
    if len(s.slots) > SCENARIO['slots']:
        return 'I4 more slots than there may be'
    for arn, it in enumerate(s.items):
        if (it.status in ('Claimed', 'Started')) != (arn in s.slots):
            return 'I4 snapshot %d is %s, slots are %s' % (arn, brief(it), s.slots)
        if it.forced and it.record is not None and s.records[arn][it.record][0] < moment(it.generation, 1):
            return 'I6 forced generation %d took an older record as its export' % it.generation
    for key, job in s.jobs:
        if job.claimed and job.rejected:
            return 'I10 job %s has claimed, and is rejected' % (key,)
    for n, (arn, generation, m) in enumerate(s.openers):
        if m.kind != 'ExportRequest':
            return 'I1 generation %d opened by %s: nobody wanted it' % (generation, name(m))
        if m in [o[2] for o in s.openers[:n]] and not has('redrive'):
            return 'I1 %s opened two generations' % name(m)
    return broken_at_rest(s) if at_rest(s) else None


def broken_at_rest(s):
    for m in SCENARIO['requests']:
        it = s.items[m.arn]
        if m in s.unsent or m in s.dead:
            continue
        if it.status not in ENDED:
            return 'I2 %s is lost: snapshot %s, no message left' % (name(m), brief(it))
        if m in s.fresh and it.status != 'Succeeded':
            return 'I2 %s is newer than the failed end, but started nothing and was not parked' % name(m)
        if m.force and m.id not in it.request_ids and m not in dict(s.served):
            return 'I6 %s opened no generation and was not parked' % name(m)
        if m.run and m.id not in s.members:
            return 'I3 run member of %s never written' % name(m)
    for arn, it in enumerate(s.items):
        if it.status in IN_PROGRESS:
            return 'I2 snapshot %d is %s, no message left' % (arn, brief(it))
        if it.status == 'Failed' and it.parked_by not in (None,) + s.dead and not has('redrive'):
            return 'I2 parked %s is not in the dead-letter queue' % name(it.parked_by)
        for generation in range(1, it.generation + 1):
            told = {p[1] for p in s.published if p[0] == arn and p[2] == generation}
            if (arn, generation) in s.begun and 'ExportStarted' not in told:
                return 'I3 ExportStarted of generation %d never published' % generation
            if not told & {'Export' + end for end in ENDED}:
                return 'I3 the end of generation %d never published' % generation
    return None


# ---- the scenarios: which requests, and how many faults of each kind

A, B, C, Z = (export_request(*x) for x in ((0, 'A'), (0, 'B'), (0, 'C'), (1, 'Z')))
AR, BR = export_request(0, 'A', run=True), export_request(0, 'B', run=True)
F = export_request(0, 'F', force=True)
# By invocations without a requestId.
I, J = export_request(0, 'I', named=False), export_request(0, 'J', named=False)
FI, FJ = export_request(0, 'FI', force=True, named=False), export_request(0, 'FJ', force=True, named=False)


def of(*requests, late=False, stuck=False, byhand=None, giveup=False, jobs=False, snapshots=1, receives=2, slots=1,
       attempts=2, **budget):
    return dict(locals())


SCENARIOS = {
    # small
    'plain': of(A, crash=1, fault=1),
    'plain, lost': of(A, lost=1, dup=1),
    'force, twice': of(FI, FJ, receives=1),
    'force, named': of(FI, F, receives=1),
    'repeat': of(I, jobs=True, receives=1, repeat=1, fail=1, attempts=1),
    'repeat, crash': of(I, jobs=True, receives=1, repeat=1, fail=1, crash=1, attempts=1),
    'repeat, force': of(FI, FJ, jobs=True, receives=1, repeat=1),
    'brief': of(A, jobs=True, receives=1, brief=3),
    'brief, lease': of(A, jobs=True, receives=1, brief=2, crash=1),
    'gone': of(A, jobs=True, gone=1),
    'denied': of(A, jobs=True, denied=1),
    'retry again': of(A, receives=1, fail=2, dup=1, attempts=3),
    'abandoned twice': of(A, B, C, receives=1, stuck=True, deadline=3),
    # one
    'one': of(A, crash=2, dup=1, fault=1, lost=1),
    'one, faults': of(A, crash=1, dup=1, fault=3),
    'one job': of(A, jobs=True, dup=1, brief=2),
    'one job, crash': of(A, jobs=True, dup=1, brief=2, crash=1),
    # several
    'two': of(A, B, crash=1, dup=1, fault=1),
    'two, lost': of(A, B, lost=1, dup=1, fail=1),
    'three': of(A, B, receives=3, dup=1),
    'retry': of(A, crash=2, dup=1, fail=1),
    'retry, final': of(A, B, crash=1, fail=2),
    'retry, lost': of(A, dup=1, lost=2, fail=2),
    'retry, older': of(A, B, receives=1, fail=3, dup=1),
    'force': of(A, F, crash=1, dup=1, fault=1),
    'force, fail': of(A, F, fail=2),
    'force, park': of(A, F, crash=1, invalid=1),
    'force, join': of(A, FI, FJ, fail=1),
    'force, join, crash': of(FI, FJ, crash=1, fault=1),
    'repeat, two': of(I, jobs=True, repeat=1, fail=1, crash=1, attempts=1),
    'repeat, join': of(I, J, jobs=True, repeat=1, fail=1, attempts=1, receives=1),
    'repeat, force, crash': of(FI, FJ, jobs=True, receives=1, repeat=1, crash=1),
    'brief, two': of(A, B, jobs=True, brief=2),
    'gone, crash': of(A, jobs=True, gone=1, crash=1, fault=1),
    'by hand': of(A, byhand='Succeeded', crash=2, dup=1, fault=1),
    'by hand, going': of(A, B, byhand='Started', crash=1, dup=1, fail=1),
    'by hand, force': of(F, byhand='Succeeded', crash=1, dup=1, fault=1),
    'park': of(A, B, crash=1, dup=1, invalid=1),
    'park, redrive': of(A, B, crash=1, invalid=1, redrive=1),
    'park, redrive at once': of(A, jobs=True, invalid=1, redrive=1, crash=1),
    'deadline': of(A, B, crash=1, fault=2, deadline=1),
    'abandon': of(A, B, crash=2, deadline=1),
    'abandon, force': of(A, F, crash=1, fault=1, deadline=1),
    'stuck': of(A, crash=1, deadline=3, stuck=True),
    'given up': of(A, B, crash=1, deadline=1, giveup=True),
    'run': of(A, BR, crash=1, fail=1),
    'runs': of(AR, BR, crash=1, dup=1),
    'late': of(A, late=True, crash=1, dup=1, fault=1),
    'late, force': of(A, F, receives=1, late=True, crash=1, fault=1, invalid=1),
    'slots': of(A, Z, snapshots=2, crash=1),
    'slots, fail': of(A, Z, snapshots=2, fail=1, fault=1),
    'slots, park': of(A, Z, snapshots=2, invalid=1, crash=1),
    'slots, new': of(A, B, Z, snapshots=2, invalid=1),
}
QUICK = tuple(SCENARIOS)[:13]


def initial(scenario):
    global SCENARIO
    SCENARIO = scenario
    programs.known.clear()
    made = scenario['byhand']
    records = [((0, made, True),) if made and arn == 0 else () for arn in range(scenario['snapshots'])]
    return State((), (None,) * scenario['receives'], (NO_ITEM,) * scenario['snapshots'], tuple(records), (), (), (), (), (),
                 (), (), tuple(scenario['requests']), (), (), (), (),
                 tuple(scenario['budget'].get(kind, 0) for kind in BUDGET), None)


def canonical(s):
    """Two receives are interchangeable: order them, so that mirror images count once."""
    if len(s.receives) == 2 and any(s.receives):
        rank = [(r is None, hash(r), all(it.owner != i for it in s.items)) for i, r in enumerate(s.receives)]
        if rank[0] > rank[1]:
            swap = {0: 1, 1: 0}
            items = tuple(it._replace(owner=swap.get(it.owner, it.owner)) for it in s.items)
            return s._replace(receives=s.receives[::-1], items=items)
    return s


def shown(s):
    return 'items %s, slots %s, messages %s, dead letters %s' % (
        [brief(it) for it in s.items], s.slots, [name(m[0]) for m in s.messages], [name(m) for m in s.dead])


if __name__ == '__main__':
    sys.exit(check.main(sys.modules[__name__], sys.argv[1:]))
