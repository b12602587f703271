"""The life of the exporter's own copy of one automatic snapshot as small programs. How to search them: see check.py.

A program ends with BACK (its message is received again later), DONE, or with what its job is answered. The programs follow
AutoSnapshotClaims, CopyMaker, UnexportedCopies and OwnCopies.

Not modelled: tags, attempts after a failed export, tries of ExportSnapshot, adoption of exports made by hand, the run's part.
Times are abstract, but for three facts: an export takes longer than any invocation (not where a scenario is `swift`), a
lease ends only after its owner is gone, and the message of a receive that crashed comes back only when all are over that
ran at that moment.

Known not to hold, and left out of the scenarios: where one message is received twice at once and only one of the two finds
its deadline passed, that one may be done before the other makes the copy, which is then left untold.
"""
import sys
from collections import namedtuple

import check
from check import rule

BACK, DONE = 'BACK', 'DONE'
# Each rule, and a scenario in which it is missed.
RULES = {
    # What has the name is somebody else's only where the ledger still shows what was read before the look.
    'recheck': 'two',
    # A copy that is gone without a claim of its export is made again, and after an end that is the answer.
    'again': 'two',
    # One receive at a time may delete, and nobody begins the next copy meanwhile.
    'right to delete': 'fail',
    # An intent needs the deletion mark as it was read.
    'as read': 'swift',
    # To note a copy as seen does not end the lease of somebody else who is about to make it.
    'lease kept': 'one job, made twice',
    # A copy is not deleted as unwanted under the lease of somebody who is about to make it.
    'not while made': 'one job',
    # A job that is given up claims nothing.
    'rejected: no claim': 'one job',
    # A job that has claimed is not rejected.
    'claimed: no rejection': 'one job, crash',
}

# The copy's item in the ledger. A lease is held by a receive's number, or by GONE where that has crashed.
Item = namedtuple('Item', 'intent lease arn deleted jobs removal')
# What has the name in Lightsail.
There = namedtuple('There', 'arn intent own ready')
# The export of one copy: the ledger's status, when it ended, Lightsail's record, who claimed it, who has seen it begin.
Export = namedtuple('Export', 'status end record claimer witnesses')
NO_EXPORT = Export('none', 0, None, None, frozenset())
ENDED = ('Succeeded', 'Failed')
GONE = 'GONE'


# ---- the programs


def request(m):
    """AutoSnapshotClaims.claimed"""
    item = yield 'read copy',
    export = (yield 'read export', item.arn) if item and item.arn else NO_EXPORT
    if export.status in ENDED:
        if not item.deleted:
            yield from end_effects(item.arn)
        newer = yield 'is newer', export.end
        if export.status == 'Succeeded' or not newer:
            return 'ended'
        return (yield from begin(item, (yield 'look',)))
    found = yield 'look',
    if item is None or (export.status == 'none' and item.arn and not found) or item.deleted:
        return (yield from begin(item, found))
    if found:
        return (yield from seen(item, found))
    if item.arn is None:
        taken = yield 'take over', item
        return (yield from copy(taken, True)) if taken else BACK
    return (yield from export_copy(item.arn))


def is_own(item, found):
    return found.own and found.intent >= item.intent and item.arn in (None, found.arn)


def not_own(item):
    if rule('recheck') and (yield 'read copy',) != item:
        return BACK
    return 'CopyNameTaken'


def begin(item, found):
    if found:
        return BACK if item and is_own(item, found) else (yield from not_own(item))
    intended = yield 'intend', item
    return (yield from copy(intended, False)) if intended else BACK


def copy(item, in_doubt):
    answer = yield 'CopySnapshot', item.intent
    found = (yield 'look',) if answer != 'throttled' else None
    if found:
        return (yield from seen(item, found))
    yield 'release', item
    return 'InvalidInput' if answer == 'name in use' and not in_doubt else BACK


def seen(item, found):
    if not is_own(item, found):
        return (yield from not_own(item))
    noted = yield 'note as seen', item, found.arn
    return (yield from export_copy(found.arn)) if noted else BACK


def export_copy(arn):
    """AutoSnapshotClaims.claimedForCopy, and of the export itself what matters here"""
    found = yield 'look',
    if not found or found.arn != arn:
        export = yield 'read export', arn
        return BACK if rule('again') and export.status in ('none',) + ENDED else 'SnapshotNotFound'
    if not found.ready:
        return BACK
    export = yield 'read export', arn
    if export.status in ENDED:
        return 'ended'
    if export.status == 'none' and not (yield 'claim', arn):
        return BACK
    if (yield 'ExportSnapshot', arn) == 'refused':
        yield from end_effects(arn)
        return 'ended'
    return 'started'


def end_effects(arn):
    """EndEffects.finish for a request: what cannot be deleted now is left to a tracker"""
    if (yield from remove(arn)) == BACK:
        yield 'send tracker', arn


def track(m):
    """The tracker at the end of its export"""
    if (yield 'follow', m[1]).status == 'Started':
        return BACK
    return (yield from remove(m[1]))


def remove(arn):
    """EndEffects.deleteCopy, OwnCopies.remove"""
    item = yield 'read copy',
    if item is None or item.arn != arn or item.deleted:
        return DONE
    if (yield 'is exporting', arn):
        return BACK
    return (yield from delete(item, (yield 'take for removal', item, False)))


def give_up(m):
    """Rejections.reject, UnexportedCopies.remove: the job's deadline has passed, or it was rejected before"""
    if not (yield 'store rejection',):
        return BACK
    item = yield 'read copy',
    left = (yield 'leave', item) if item else None
    if left is None:
        return 'given up'
    if left.arn and (yield 'read export', left.arn).status != 'none':
        return 'given up'
    taken = yield 'take for removal', left, True
    if taken != 'wanted' and (yield from delete(left, taken)) == BACK:
        return BACK
    return 'given up'


def delete(item, taken):
    """OwnCopies.removeByRight"""
    if taken != 'mine':
        return DONE if taken == 'gone' else BACK
    found = yield 'look',
    if found and not is_own(item, found):
        return DONE
    if found:
        yield 'DeleteSnapshot',
    yield 'mark deleted', item
    return DONE


# ---- the world

State = namedtuple('State', 'messages hidden receives item there exports time ends unsent answers rejected budget bad')
BUDGET = ('crash', 'dup', 'throttle', 'deadline', 'fail', 'refuse', 'foreign')
programs = check.Programs([request, track, give_up])


class Draft(check.Draft):
    kinds = BUDGET

    def __init__(self, state, cost=None):
        super().__init__(state, cost)
        self.receives, self.exports = list(state.receives), dict(state.exports)

    def freeze(self):
        self.receives, self.exports = tuple(self.receives), tuple(sorted(self.exports.items()))
        return super().freeze()

    def change(self, **values):
        self.item = self.item._replace(**values)

    def export(self, arn):
        return self.exports.get(arn, NO_EXPORT)

    def send(self, message):
        if self.messages.count(message) == 2:  # A third of the same adds nothing.
            return
        self.messages = tuple(sorted(self.messages + (message,), key=repr))

    def delete(self, message):
        if message in self.messages:
            at = self.messages.index(message)
            self.messages = self.messages[:at] + self.messages[at + 1:]

    def leave(self, i):
        """Receive i is over; a lease that it still holds lives on without an owner."""
        self.receives[i] = None
        self.hidden = tuple((m, left) for m, left in ((m, alive - {i}) for m, alive in self.hidden) if left)
        if self.item:
            self.change(**{held: GONE for held in ('lease', 'removal') if getattr(self.item, held) == i})
        for arn, export in list(self.exports.items()):
            self.exports[arn] = export._replace(witnesses=export.witnesses - {i})


def receive_of(message, program):
    """-> (message, program, args, answers, effect), as a state holds it"""
    return (message,) + programs.step(program, (message,))


def view(item):
    """What a receive is shown: whether any job wants the copy, not which."""
    return item and item._replace(jobs=bool(item.jobs))


def job_of(message):
    return message[1][0]


def effects(state, i, effect):
    """All ways in which one atomic effect of receive i can go: yields (label, draft, answer)."""
    kind, *args = effect
    message = state.receives[i][0]
    job = job_of(message) if message[0] == 'request' else None
    w = Draft(state)
    item = w.item
    same = item and args and isinstance(args[0], Item) and item.intent == args[0].intent
    free = item and item.removal is None
    answer = None
    if kind == 'read copy':
        answer = view(item)
    elif kind == 'read export':
        answer = w.export(args[0])
    elif kind == 'is newer':
        answer = message[2] >= args[0]
    elif kind == 'look':
        answer = w.there
    elif kind == 'intend':
        before = args[0]
        unchanged = item is None if before is None else same and (
            not rule('as read') or item.deleted == before.deleted) and (free or not rule('right to delete'))
        if unchanged:
            w.time += 1
            w.item = Item(w.time, i, None, False, frozenset([job]), None)
            answer = view(w.item)
    elif kind == 'take over':
        if same and item.arn is None and not item.deleted and item.lease is None and free:
            w.change(lease=i, jobs=item.jobs | {job})
            answer = view(w.item)
    elif kind == 'release':
        if same and item.lease == i:
            w.change(lease=None)
    elif kind == 'CopySnapshot':
        answer = 'name in use'
        if not w.there:
            answer = 'accepted'
            if any(export.record in ('Started', 'Succeeded') for export in w.exports.values()):
                w.fails('a second copy of what is exported or being exported')
            w.time += 1
            w.there = There(w.time, args[0], True, False)
        if throttled := Draft.of(state, 'throttle'):
            yield 'CopySnapshot is throttled', throttled, 'throttled'
    elif kind == 'note as seen':
        answer = same and not item.deleted and free
        if answer:
            kept = item.lease if rule('lease kept') and item.lease != i else None
            w.change(arn=item.arn or args[1], jobs=item.jobs | {job}, lease=kept)
    elif kind == 'claim':
        answer = w.export(args[0]).status == 'none' and (job not in w.rejected or not rule('rejected: no claim'))
        if answer:
            w.exports[args[0]] = NO_EXPORT._replace(status='Claimed', claimer=job)
    elif kind == 'ExportSnapshot':
        export = w.export(args[0])
        if export.status == 'Claimed':
            if not w.there or w.there.arn != args[0]:
                w.fails('the copy was deleted under the claim of its export')
            if refused := Draft.of(state, 'refuse'):
                refused.ends += 1
                refused.exports[args[0]] = export._replace(status='Failed', end=refused.ends)
                yield 'ExportSnapshot: REFUSED', refused, 'refused'
            alive = frozenset(n for n, receive in enumerate(w.receives) if receive)
            w.exports[args[0]] = export._replace(status='Started', record='Started', witnesses=alive)
            w.send(('track', args[0]))
    elif kind == 'send tracker':
        w.send(('track', args[0]))
    elif kind == 'follow':
        export = w.export(args[0])
        if export.status == 'Started' and export.record in ENDED:
            w.ends += 1
            w.exports[args[0]] = export._replace(status=export.record, end=w.ends)
        answer = w.export(args[0])
    elif kind == 'is exporting':
        answer = w.export(args[0]).record == 'Started'
    elif kind == 'store rejection':
        claimed = any(export.claimer == job for export in w.exports.values())
        answer = not claimed or not rule('claimed: no rejection')
        if answer:
            w.rejected |= {job}
    elif kind == 'leave':
        if same:
            w.change(jobs=item.jobs - {job})
            answer = view(w.item)
    elif kind == 'take for removal':
        unwanted = args[1]
        made = unwanted and item.lease is not None and rule('not while made')
        if not same or item.deleted:
            answer = 'gone'
        elif unwanted and item.jobs:
            answer = 'wanted'
        elif made or (item.removal not in (None, i) and rule('right to delete')):
            answer = 'busy'
        else:
            answer = 'mine'
            w.change(removal=i)
    elif kind == 'DeleteSnapshot':
        if w.there:
            export = w.export(w.there.arn)
            if not w.there.own:
                w.fails("somebody else's snapshot is deleted")
            if export.status == 'Claimed' or export.record == 'Started':
                w.fails('a copy is deleted under its export')
        w.there = None
    elif kind == 'mark deleted':
        if same:
            w.change(deleted=True, removal=None)
    yield '%s: %s' % (kind, answer), w, answer


def successors(s):
    """All that can happen next: yields (label, draft)."""
    free = next((i for i, receive in enumerate(s.receives) if receive is None), None)
    for message in dict.fromkeys(s.messages) if free is not None else ():
        held = sum(1 for receive in s.receives if receive and receive[0] == message)
        hidden = sum(1 for m, _ in s.hidden if m == message)
        if hidden == s.messages.count(message):
            continue
        again = held + hidden >= s.messages.count(message)
        wants = message[0] == 'request'
        if wants and any(answered == message for answered, _ in s.answers):
            w = Draft(s)
            w.delete(message)
            yield '%s is answered already' % (message,), w
            continue
        rejected = wants and job_of(message) in s.rejected
        if w := Draft.of(s, 'dup' if again else None):
            w.receives[free] = receive_of(message, 'give_up' if rejected else message[0])
            yield 'receive %d gets %s' % (free, message), w
        claimed = any(export.status == 'Claimed' for _, export in s.exports)
        if wants and not again and not claimed and (w := Draft.of(s, 'deadline')):
            w.receives[free] = receive_of(message, 'give_up')
            yield 'receive %d gets %s, whose DEADLINE has passed' % (free, message), w
    for i, receive in enumerate(s.receives):
        if receive is None:
            continue
        message, program, args, answers, effect = receive
        if program:
            for label, w, answer in effects(s, i, effect):
                w.receives[i] = (message,) + programs.step(program, args, answers + (answer,))
                yield 'receive %d (%s) %s' % (i, message[1], label), w
        else:
            w = Draft(s)
            w.leave(i)
            if effect != BACK:
                w.delete(message)
            if effect not in (BACK, DONE):
                w.answers = tuple(sorted(w.answers + ((message, effect),), key=repr))
            yield 'receive %d: %s' % (i, effect), w
        if w := Draft.of(s, 'crash'):
            w.leave(i)
            alive = frozenset(n for n, other in enumerate(w.receives) if other)
            if alive:
                w.hidden = tuple(sorted(w.hidden + ((message, alive),), key=repr))
            yield 'receive %d CRASHES' % i, w
    if s.item and GONE in (s.item.lease, s.item.removal):
        w = Draft(s)
        w.change(**{held: None for held in ('lease', 'removal') if getattr(s.item, held) == GONE})
        yield 'the lease without an owner ends', w
    if s.there and not s.there.ready:
        w = Draft(s)
        w.there = s.there._replace(ready=True)
        yield 'the copy is ready', w
    for arn, export in s.exports:
        if export.record == 'Started' and (SCENARIO.get('swift') or not export.witnesses):
            for record, cost in (('Succeeded', None), ('Failed', 'fail')):
                if w := Draft.of(s, cost):
                    w.exports[arn] = export._replace(record=record)
                    yield 'export %d %s' % (arn, record), w
    for n, name in enumerate(s.unsent):
        w = Draft(s)
        w.unsent = s.unsent[:n] + s.unsent[n + 1:]
        w.send(('request', name, s.ends))
        yield 'somebody sends %s' % name, w
    if not s.there and (w := Draft.of(s, 'foreign')):
        w.time += 1
        w.there = There(w.time, 0, False, True)
        yield 'SOMEBODY ELSE takes the name', w


# ---- what must be true


def at_rest(s):
    return not s.messages and not any(s.receives) and not s.unsent


def broken(s):
    """What is wrong with the state, or None."""
    foreign = SCENARIO.get('foreign')
    if s.bad:
        return s.bad
    for message, answer in s.answers:
        if answer not in ('started', 'ended', 'given up') and not foreign:
            return '%s is answered %s' % (message, answer)
    if not at_rest(s):
        return None
    if s.there and s.there.own:
        return 'a copy is left, and nobody is told'
    for arn, export in s.exports:
        if export.status not in ENDED:
            return 'the export of copy %d is %s, and no message is left' % (arn, export.status)
    for message, answer in s.answers:
        last = max((export.end for _, export in s.exports), default=0)
        succeeded = any(export.status == 'Succeeded' for _, export in s.exports)
        if answer in ('started', 'ended') and not succeeded and message[2] >= last > 0:
            return '%s is newer than the last failure, but began nothing' % (message,)
    return None


# ---- the scenarios

# Requests of one letter are messages of one job.
# `after` brings within reach what only many steps lead to: the search begins where these have been taken.
SCENARIOS = {
    'two': dict(requests=('A', 'B')),
    'swift': dict(requests=('A', 'B'), swift=True),
    'swift, fail': dict(requests=('A', 'B'), swift=True, fail=1),
    'fail': dict(requests=('A', 'B'), fail=1),
    'crash': dict(requests=('A', 'B'), crash=1),
    'refuse': dict(requests=('A', 'B'), refuse=1),
    'deadline': dict(requests=('A', 'B'), deadline=1),
    'one job': dict(requests=('A1', 'A2'), deadline=1),
    # A2 has looked in vain, and makes the copy of A1, which has died, once more.
    'one job, made twice': dict(requests=('A1', 'A2', 'A3'), deadline=1, crash=1, after=(
        'sends A1', 'sends A2', 'sends A3', "0 gets ('request', 'A1'", '(A1) read copy', '(A1) look', '(A1) intend',
        "1 gets ('request', 'A2'", '(A2) read copy', '(A2) look', '(A1) CopySnapshot: accepted', '0 CRASHES',
        'the lease without an owner ends', '(A2) take over')),
    'crash, refuse': dict(requests=('A', 'B'), crash=1, refuse=1),
    'crash, fail': dict(requests=('A', 'B'), crash=1, fail=1),
    'dup, fail': dict(requests=('A', 'B'), dup=1, fail=1),
    'deadlines, fail': dict(requests=('A', 'B'), deadline=2, fail=1),
    'deadline, crash': dict(requests=('A', 'B'), deadline=1, crash=1),
    'one job, crash': dict(requests=('A1', 'A2'), deadline=1, crash=1),
    'throttle, crash': dict(requests=('A', 'B'), throttle=1, crash=1),
    'foreign, crash': dict(requests=('A', 'B'), foreign=1, crash=1),
    'three, fail': dict(requests=('A', 'B', 'C'), fail=1),
    'three, fail, deadline': dict(requests=('A', 'B', 'C'), fail=1, deadline=1),
}


QUICK = ('two', 'refuse', 'one job')
SCENARIO = {}


def initial(scenario):
    global SCENARIO
    SCENARIO = scenario
    programs.known.clear()
    budget = tuple(scenario.get(kind, 0) for kind in BUDGET)
    s = State((), (), (None, None), None, None, (), 0, 0, scenario['requests'], (), frozenset(), budget, None)
    for step in scenario.get('after', ()):
        s = next(w.freeze() for label, w in successors(s) if step in label)
    return s


def canonical(s):
    return s


def shown(s):
    return '%s, in Lightsail %s, exports %s, messages %s' % (s.item, s.there, s.exports, s.messages)


if __name__ == '__main__':
    sys.exit(check.main(sys.modules[__name__], sys.argv[1:]))
