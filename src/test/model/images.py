"""How an image is let go, as a small program. How to search it: see check.py.

The program follows ImageRetention.letGo and LettingGo for one image with two disks. Not modelled: the rules and who uses the
image, which are decided before; labels of disks; time. Somebody may hold the image or deregister it at any moment.
"""
import sys
from collections import namedtuple

import check
from check import rule

BACK, DONE = 'BACK', 'DONE'
DISKS = (1, 2)
# Each rule, and a scenario in which it is missed.
RULES = {
    # Else nobody knows, after a crash, that the snapshots of an image that is gone are to go, too.
    'intent first': 'crash',
    # Whoever finds the image gone and the intent noted deletes the snapshots.
    'go on': 'crash',
    # An intent that was refused stays: somebody else may have carried it out at the same moment.
    'intent stays': 'two, refused',
    # An image without an intent is noted as gone only where the intent is still lacking.
    'as read': 'two',
    # It is noted as gone when all of it is gone.
    'all of it': 'refused',
    # The snapshots of an image that somebody else has deregistered are not the exporter's to delete.
    'ours only': 'by hand',
}

# The ledger's item: whether the intent is noted, and whether the image is noted as gone.
Item = namedtuple('Item', 'intent gone')


# ---- the program


def retain(m):
    """ImageRetention.letGo"""
    item = yield 'read ledger',
    if item.gone:
        return DONE
    stands, held = yield 'list images',
    if stands:
        if held:
            return DONE
        if rule('intent first'):
            yield 'note intent',
        if (yield 'DeregisterImage',) == 'refused':
            if not rule('intent stays'):
                yield 'forget intent',
            return BACK
    elif not item.intent and rule('ours only') or not rule('go on'):
        yield 'note as gone, unless intended',
        return DONE
    left = False
    for disk in DISKS:
        left |= (yield 'DeleteSnapshot', disk) == 'refused'
    if left and rule('all of it'):
        return BACK
    yield 'note as gone',
    return DONE


# ---- the world

State = namedtuple('State', 'messages receives item stands held decided disks by_hand budget bad')
BUDGET = ('crash', 'dup', 'refuse', 'hold', 'by hand')
programs = check.Programs([retain])


class Draft(check.Draft):
    kinds = BUDGET


def effects(s, i, effect):
    """All ways in which one effect of receive i can go: yields (label, draft, answer)."""
    kind, *args = effect
    w = Draft(s)
    answer = None
    if kind == 'read ledger':
        answer = s.item
    elif kind == 'list images':
        answer = (s.stands, s.held)
        if s.stands and not s.held:
            w.decided = True
    elif kind == 'note intent':
        w.item = s.item._replace(intent=True)
    elif kind == 'forget intent':
        w.item = s.item._replace(intent=False)
    elif kind == 'DeregisterImage':
        if refused := Draft.of(s, 'refuse'):
            yield 'DeregisterImage is REFUSED', refused, 'refused'
        if s.stands and not s.decided:
            w.fails('an image is let go that was held when it was decided')
        w.stands = False
    elif kind == 'DeleteSnapshot':
        if refused := Draft.of(s, 'refuse'):
            yield 'DeleteSnapshot %d is REFUSED' % args[0], refused, 'refused'
        if s.stands:
            w.fails('a disk of an image that stands is deleted')
        if s.by_hand and not s.item.intent:
            w.fails("a disk of somebody else's is deleted")
        w.disks = s.disks - {args[0]}
    elif kind == 'note as gone, unless intended':
        if not s.item.intent or not rule('as read') or not rule('go on'):
            w.item = s.item._replace(gone=True)
    elif kind == 'note as gone':
        w.item = s.item._replace(gone=True)
    yield '%s: %s' % (kind, answer), w, answer


def successors(s):
    """All that can happen next: yields (label, draft)."""
    held = sum(1 for receive in s.receives if receive)
    free = next((i for i, receive in enumerate(s.receives) if receive is None), None)
    if free is not None and s.messages and (w := Draft.of(s, 'dup' if held >= s.messages else None)):
        w.receives = tuple(programs.step('retain', ('m',)) if i == free else r for i, r in enumerate(s.receives))
        yield 'receive %d begins' % free, w
    for i, receive in enumerate(s.receives):
        if receive is None:
            continue
        program, args, answers, effect = receive
        without = tuple(None if n == i else r for n, r in enumerate(s.receives))
        if program:
            for label, w, answer in effects(s, i, effect):
                step = programs.step(program, args, answers + (answer,))
                w.receives = tuple(step if n == i else r for n, r in enumerate(s.receives))
                yield 'receive %d: %s' % (i, label), w
        else:
            w = Draft(s)
            w.receives = without
            w.messages = max(0, s.messages - (effect == DONE))
            yield 'receive %d: %s' % (i, effect), w
        if w := Draft.of(s, 'crash'):
            w.receives = without
            yield 'receive %d CRASHES' % i, w
    if s.stands and not s.held and (w := Draft.of(s, 'hold')):
        w.held = True
        yield 'somebody HOLDS the image', w
    if s.stands and (w := Draft.of(s, 'by hand')):
        w.stands, w.by_hand = False, True
        yield 'somebody DEREGISTERS the image', w


# ---- what must be true


def at_rest(s):
    return not s.messages and not any(s.receives)


def broken(s):
    """What is wrong with the state, or None."""
    if s.bad:
        return s.bad
    if s.item.gone and s.stands:
        return 'an image that stands is noted as gone'
    if at_rest(s) and not s.stands and s.disks and not s.by_hand:
        return 'disks are left, and nobody knows'
    return None


# ---- the scenarios

SCENARIOS = {
    'alone': dict(),
    'crash': dict(crash=2),
    'refused': dict(refuse=2, crash=1),
    'by hand': {'by hand': 1, 'crash': 1},
    'two': dict(messages=2, crash=1),
    'two, refused': dict(messages=2, refuse=1, crash=1),
    'two, held': dict(messages=2, hold=1, crash=1),
    'two, dup, by hand': {'messages': 2, 'dup': 1, 'by hand': 1, 'refuse': 1, 'crash': 1},
}
QUICK = tuple(SCENARIOS)


def initial(scenario):
    programs.known.clear()
    budget = tuple(scenario.get(kind, 0) for kind in BUDGET)
    return State(scenario.get('messages', 1), (None, None), Item(False, False), True, False, False,
                 frozenset(DISKS), False, budget, None)


def canonical(s):
    return s


def shown(s):
    return '%s, stands %s, disks %s, messages %d' % (s.item, s.stands, sorted(s.disks), s.messages)


if __name__ == '__main__':
    sys.exit(check.main(sys.modules[__name__], sys.argv[1:]))
